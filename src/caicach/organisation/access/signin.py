"""How people sign in: by user name or e-mail, without public sign-up, each attempt noted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from caicach.foundation.jobs import enqueue
from caicach.organisation.access.models import SignIn, User
from caicach.organisation.access.operations import note_sign_in
from caicach.organisation.access.queries import signed_in


class Backend(AuthenticationBackend):
    """Checks passwords; fetches the person of the session together with the account.

    Whose account is closed or who has left is nobody from the next request on.
    """

    def get_user(self, user_id: Any) -> User | None:
        user = signed_in(user_id)
        return user if self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: User | None) -> bool:
        return user is not None and user.is_open_on(timezone.localdate())


_WRONG = "Tên đăng nhập (hoặc thư điện tử) hoặc mật khẩu không đúng."


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by administrators; what allauth says, in Vietnamese."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Tài khoản này đã ngừng hoạt động.",
        "email_password_mismatch": _WRONG,
        "username_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "enter_current_password": "Mật khẩu hiện tại không đúng.",
        "incorrect_password": "Mật khẩu không đúng.",
        "incorrect_code": "Mã không đúng hoặc đã hết hạn.",
        "invalid_or_expired_key": "Đường dẫn không đúng hoặc đã hết hạn.",
        "invalid_password_reset": "Đường dẫn đặt lại mật khẩu không còn dùng được.",
        "too_many_login_attempts": "Đăng nhập sai quá nhiều lần. Hãy chờ ít phút rồi thử lại.",
        "unknown_email": "Địa chỉ thư điện tử này không thuộc tài khoản nào.",
        "rate_limited": "Bạn thao tác quá nhanh. Hãy chờ ít phút rồi thử lại.",
        "same_as_current": "Giá trị mới phải khác giá trị cũ.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Leave it to a job: the answer takes as long for an unknown address, and the link names our own host."""
        enqueue("access.send_password_link", user_id=str(user.pk))

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        self.note(request, SignIn.Outcome.SIGNED_IN, user)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            self.note(request, SignIn.Outcome.SIGNED_OUT, request.user)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        self.note(
            request, SignIn.Outcome.FAILED, None, credentials.get("username") or credentials.get("email")
        )

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Attempts count by account, whether its name or its address is typed, and whichever host name is called.

        allauth's own key holds the `Host` header: with another port each time nobody would ever be stopped.
        """
        login = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
        named = User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login) & ~Q(email=""))
        account = named.values_list("pk", flat=True).first()
        return str(account or login)

    def pre_login(self, request: HttpRequest, user: User, **hints: Any) -> HttpResponse | None:
        """Whichever way one signs in, a closed account and that of a person who has left stay shut."""
        if user.is_open_on(timezone.localdate()):
            return None
        clear_login(request)
        return self.respond_user_inactive(request, user)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        self.note(request, SignIn.Outcome.FAILED, user)
        return super().respond_user_inactive(request, user)

    def note(
        self, request: HttpRequest, outcome: str, user: User | None, username: str | None = None
    ) -> None:
        """Ghi lịch sử đăng nhập."""
        note_sign_in(
            outcome=outcome,
            user=user,
            username=username or (user.username if user else ""),
            address=self.get_client_ip(request),
            browser=request.headers.get("user-agent", ""),
            at=timezone.now(),
        )


class MFAAdapter(DefaultMFAAdapter):
    """Two-step sign-in, in Vietnamese; no verified e-mail address is asked for."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Mã không đúng hoặc đã hết hạn.",
        "cannot_delete_authenticator": "Không thể tắt xác thực hai bước.",
        "cannot_generate_recovery_codes": "Hãy bật một cách xác thực trước khi cấp mã dự phòng.",
        "unverified_email": "Hãy xác nhận địa chỉ thư điện tử trước.",
    }

    def get_totp_issuer(self) -> str:
        return "Cải cách hành chính"


class SocialAdapter(DefaultSocialAccountAdapter):
    """An identity provider signs in only whose account an administrator has made."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "invalid_token": "Thông tin từ hệ thống định danh không hợp lệ.",
        "no_password": "Hãy đặt mật khẩu trước khi bỏ liên kết.",
        "disconnect_last": "Không thể bỏ liên kết cuối cùng.",
        "connected_other": "Tài khoản định danh này đã liên kết với người dùng khác.",
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Link by a verified address where the province trusts the provider; note whom nobody knows.

        allauth's own way of linking by address is not used: it takes the account's password away.
        """
        if sociallogin.is_existing or sociallogin.state.get("process") != AuthProcess.LOGIN:
            return
        if settings.OIDC_TRUST_EMAIL and (owner := _owner(sociallogin)):
            sociallogin.connect(request, owner)
            return
        known_as = sociallogin.user.email or sociallogin.account.uid
        get_adapter().note(request, SignIn.Outcome.FAILED, None, known_as)


def _owner(sociallogin: SocialLogin) -> User | None:
    """The account with an address that the provider has checked; addresses of accounts are kept by administrators."""
    checked = (address.email for address in sociallogin.email_addresses if address.verified and address.email)
    found = (User.objects.filter(email__iexact=email).first() for email in checked)
    return next((user for user in found if user), None)
