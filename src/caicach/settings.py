"""Settings, read from the environment; the defaults run the platform on one machine out of the box.

`DATABASE_URL` names a PostgreSQL 15+; without it the embedded server is used. `CAICACH_HOME` is where the embedded
database, stored files and the secret key live. Every variable is listed in docs/reference/settings.md.
"""

import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from caicach.foundation.kernel.home import home, name_of_database, vendor


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, str(default)).lower() in ("1", "true", "yes")


def _secret() -> str:
    place = home() / "secret_key"
    if not place.exists():
        place.touch(mode=0o600)
        place.write_text(secrets.token_urlsafe(50))
    return place.read_text()


DEBUG = _flag("CAICACH_DEBUG")
SECRET_KEY = os.environ.get("CAICACH_SECRET_KEY") or _secret()
ALLOWED_HOSTS = os.environ.get("CAICACH_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CAICACH_ORIGINS", "").split(",") if o]
BASE_URL = os.environ.get("CAICACH_URL", "http://127.0.0.1:8000")
HTTPS = BASE_URL.startswith("https://")

DATABASE_URL = os.environ.get("DATABASE_URL", "")
_named = conninfo_to_dict(DATABASE_URL) if DATABASE_URL else {}
_TAKEN = ("dbname", "user", "password", "host", "port")
DATABASES = {
    "default": {
        "ENGINE": "caicach.foundation.kernel.postgresql",
        "NAME": _named.get("dbname", "caicach"),
        "USER": _named.get("user", ""),
        "PASSWORD": _named.get("password", ""),
        "HOST": _named.get("host", ""),
        "PORT": str(_named.get("port", "")),
        "OPTIONS": {k: v for k, v in _named.items() if k not in _TAKEN}
        if DATABASE_URL
        else {"embedded": True},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
# The default one is what all web processes remember together: the limits on sign-in, codes already used.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_shared_memory",
        "OPTIONS": {
            "MAX_ENTRIES": 50_000
        },  # beyond it the oldest give way, so that no flood of names fills the disk
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "pgtrigger",
    "procrastinate.contrib.django",
    "template_partials",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "csp",
    "caicach.foundation.kernel",
    "caicach.foundation.ui",
    "caicach.foundation.jobs",
    "caicach.foundation.audit",
    "caicach.foundation.records",
    "caicach.foundation.files",
    "caicach.foundation.papers",
    "caicach.foundation.worktime",
    "caicach.foundation.measures",
    "caicach.foundation.search",
    "caicach.foundation.running",
    "caicach.organisation.units",
    "caicach.organisation.personnel",
    "caicach.organisation.access",
    "caicach.organisation.notices",
    "caicach.law.legislation",
    "caicach.work.assignments",
    "caicach.steering.indicators",
    "caicach.steering.plans",
    "caicach.sites.workspace",
    "caicach.sites.api",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "caicach.foundation.running.timing.TimingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "caicach.organisation.access.middleware.ActorMiddleware",
]

ROOT_URLCONF = "caicach.urls"
WSGI_APPLICATION = None
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "caicach.foundation.ui.context.site",
            ],
            "builtins": ["caicach.foundation.ui.templatetags.ui"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "ui/table.html"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["caicach.organisation.access.signin.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"caicach.organisation.access.passwords.{name}"}
    for name in ("LongEnough", "NotCommon", "UnlikeUser")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "caicach.organisation.access.signin.AccountAdapter"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_USER_DISPLAY = "caicach.organisation.access.queries.display_name"
# A whole agency may sit behind one address, so the limits that protect an account count by account (key).
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "reset_password": "30/m/ip,5/m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(
    os.environ.get("CAICACH_PROXIES", "0")
)  # reverse proxies before the web process
PASSWORD_RESET_TIMEOUT = 24 * 3600
MFA_ADAPTER = "caicach.organisation.access.signin.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a code typed a moment after it has changed still counts (RFC 6238, 5.2)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers themselves allow passkeys on localhost only
SOCIALACCOUNT_ADAPTER = "caicach.organisation.access.signin.SocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
OIDC_URL = os.environ.get("CAICACH_OIDC_URL", "")  # e.g. the province's identity provider; "" switches it off
# where the provider's own sign-in page stands, when that is another host than its address
OIDC_PAGES = [u for u in (OIDC_URL, *os.environ.get("CAICACH_OIDC_PAGES", "").split(",")) if u]
# Sign in whose verified e-mail address at the provider is an account's: only for a provider that checks addresses.
OIDC_TRUST_EMAIL = _flag("CAICACH_OIDC_TRUST_EMAIL")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": os.environ.get("CAICACH_OIDC_NAME", "tài khoản định danh"),
                "client_id": os.environ.get("CAICACH_OIDC_CLIENT", ""),
                "secret": os.environ.get("CAICACH_OIDC_SECRET", ""),
                "settings": {"server_url": OIDC_URL},
            }
        ]
        if OIDC_URL
        else [],
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
FORMAT_MODULE_PATH = ["caicach.foundation.ui.formats"]

# a job whose hour passed while no worker ran is made up for within this time, once
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 4 * 3600}

STATIC_URL = "/static/"
STATIC_ROOT = home() / "static"
STATIC_ROOT.mkdir(exist_ok=True)
VENDOR_ROOT = vendor()  # browser assets copied from npm packages by `make setup`
STATICFILES_DIRS = [("vendor", VENDOR_ROOT)]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
FILES_ROOT = home() / "files"
UPLOAD_LIMIT = int(os.environ.get("CAICACH_UPLOAD_LIMIT", str(50 * 1024 * 1024)))
FILE_UPLOAD_HANDLERS = [
    "caicach.foundation.files.uploading.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
CLAMAV_HOST = os.environ.get("CLAMAV_HOST", "")
PAPERS_FONT_DIR = os.environ.get("CAICACH_FONT_DIR", "")  # a folder with a licensed Times New Roman, for PDF

# a log is one database's: its roots do not mix with those of another that is used from the same home
_AUDIT_HOME = home() / "audit" / (name_of_database(_named) if DATABASE_URL else "")
AUDIT_EXPORT = Path(os.environ.get("CAICACH_AUDIT_EXPORT", _AUDIT_HOME / "roots.jsonl"))
AUDIT_ROOTS = os.environ.get("CAICACH_AUDIT_ROOTS", "daily")  # or "hourly"
AUDIT_MAIL = [a for a in os.environ.get("CAICACH_AUDIT_MAIL", "").split(",") if a]
AUDIT_TSA_URL = os.environ.get("CAICACH_AUDIT_TSA_URL", "")
AUDIT_TSA_CERT = os.environ.get("CAICACH_AUDIT_TSA_CERT", "")  # PEM: whose signature counts

EMAIL_BACKEND = os.environ.get("CAICACH_EMAIL_BACKEND") or (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("CAICACH_SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = home() / "mail"
EMAIL_HOST = os.environ.get("CAICACH_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("CAICACH_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("CAICACH_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("CAICACH_SMTP_PASSWORD", "")
EMAIL_USE_TLS = _flag("CAICACH_SMTP_TLS", default=bool(EMAIL_HOST))
DEFAULT_FROM_EMAIL = os.environ.get("CAICACH_MAIL_FROM", "caicach@localhost")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *OIDC_PAGES],  # the sign-in form leads on to the provider
        "object-src": [NONE],
    }
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# prometheus_client reads the variable when it is imported; the counts are added up from the same folder
METRICS_ROOT = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(home() / "metrics")))
METRICS_ROOT.mkdir(parents=True, exist_ok=True)
METRICS_TOKEN = os.environ.get("CAICACH_METRICS_TOKEN", "")
SLOW_QUERY_MS = int(os.environ.get("CAICACH_SLOW_QUERY_MS", "200"))  # 0: none are kept
_COLLECTOR = os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", "") + os.environ.get(
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", ""
)
TRACING = _flag("CAICACH_TRACING", default=bool(_COLLECTOR))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "caicach.foundation.running.logs.PlainLines",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        },
        "json": {"()": "caicach.foundation.running.logs.JsonLines"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": os.environ.get("CAICACH_LOG_FORMAT", "plain"),
        }
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("CAICACH_LOG_LEVEL", "WARNING")},
}
