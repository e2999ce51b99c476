"""Signing in and out, as the pages do it."""

import base64
import hmac
import re
import struct
import time

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from caicach.organisation.access.jobs import send_password_link
from caicach.organisation.access.links import password_link
from caicach.organisation.access.models import SignIn, User
from tests.factories.access import PASSWORD, UserFactory, user_as
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick_hash(settings):
    settings.PASSWORD_HASHERS = ["tests.factories.access.QuickArgon2"]


@pytest.fixture
def user():
    user = user_as("focal_officer", UnitFactory(parent=province()))
    user.username, user.email = "lan.nguyen", "lan@mau.gov.vn"
    user.set_password(PASSWORD)
    user.save()
    return user


def _sign_in(client: Client, login: str, password: str = PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": login, "password": password, **extra})


def _signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


@pytest.mark.parametrize("login", ["lan.nguyen", "LAN.Nguyen", "lan@mau.gov.vn"])
def test_one_signs_in_by_user_name_or_address(user, client, login):
    answer = _sign_in(client, login)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert _signed_in_as(client) == str(user.pk)
    assert user.password.startswith("argon2")
    assert [(s.user, s.outcome) for s in SignIn.objects.all()] == [(user, "signed_in")]


def test_a_wrong_password_is_told_in_vietnamese_and_noted(user, client):
    answer = _sign_in(client, "lan.nguyen", "khong-phai-mat-khau")

    assert "Tên đăng nhập (hoặc thư điện tử) hoặc mật khẩu không đúng." in answer.content.decode()
    assert _signed_in_as(client) is None
    assert [(s.user, s.username, s.outcome) for s in SignIn.objects.all()] == [(None, "lan.nguyen", "failed")]


def test_a_closed_account_is_led_to_its_page(user, client):
    User.objects.filter(pk=user.pk).update(is_active=False)

    answer = _sign_in(client, "lan.nguyen")

    assert answer["Location"] == reverse("account_inactive")
    assert _signed_in_as(client) is None


def test_the_session_gets_a_new_key_at_sign_in(user, client):
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = 1
    session.save()
    before = session.session_key

    _sign_in(client, "lan.nguyen")

    assert client.session.session_key != before


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_led_to_another_site_after_sign_in(user, client, evil):
    assert _sign_in(client, "lan.nguyen", next=evil)["Location"] == "/"


def test_one_is_led_back_to_the_page_one_wanted(user, client):
    wanted = client.get("/thong-bao/")

    assert wanted["Location"] == "/tai-khoan/dang-nhap/?next=%2Fthong-bao%2F"
    assert _sign_in(client, "lan.nguyen", next="/thong-bao/")["Location"] == "/thong-bao/"


def test_five_wrong_passwords_close_the_account_for_minutes_even_to_the_right_one(user, client):
    for _ in range(5):
        _sign_in(client, "lan.nguyen", "khong-phai-mat-khau")

    answer = _sign_in(client, "lan.nguyen")

    assert "Đăng nhập sai quá nhiều lần" in answer.content.decode()
    assert _signed_in_as(client) is None


def test_wrong_passwords_count_by_account_whatever_it_is_called_and_at_whichever_host_name(user, client):
    for port, login in enumerate(
        ("lan.nguyen", "LAN@mau.gov.vn", "lan.nguyen ", "Lan.Nguyen", "lan@mau.gov.vn")
    ):
        client.post(
            reverse("account_login"), {"login": login, "password": "khong-phai-mat-khau"},
            headers={"host": f"localhost:{9000 + port}"},
        )  # fmt: skip

    assert "Đăng nhập sai quá nhiều lần" in _sign_in(client, "lan.nguyen").content.decode()
    assert "mật khẩu không đúng" in _sign_in(client, "nguoi.khac").content.decode()


def test_the_log_names_the_address_beyond_the_trusted_proxy_only(user, client, settings):
    def sign_in(proxies):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        client.post(
            reverse("account_login"), {"login": "lan.nguyen", "password": "x"},
            headers={"x-forwarded-for": "6.6.6.6, 10.1.2.3"},
        )  # fmt: skip
        return SignIn.objects.latest("id").address

    assert [sign_in(0), sign_in(1)] == ["127.0.0.1", "10.1.2.3"]


def test_too_many_attempts_from_one_address_get_a_page_in_our_look(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}

    answers = [_sign_in(client, "x", "y") for _ in range(2)]

    assert [a.status_code for a in answers] == [200, 429]
    assert "Thao tác quá nhanh" in answers[1].content.decode()


def test_the_second_step_is_asked_for_and_a_recovery_code_stands_in(user, client):
    _sign_in(client, "lan.nguyen")
    _confirm(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r"<code[^>]*>([A-Z2-7]+)</code>", page.content.decode()).group(1)
    on = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    codes = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    recovery = re.findall(r"<li><code>(\w+)</code>", codes)
    client.post(reverse("account_logout"))

    first = _sign_in(client, "lan.nguyen")
    assert (on.status_code, first["Location"]) == (302, reverse("mfa_authenticate"))
    assert _signed_in_as(client) is None
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    assert "Mã không đúng hoặc đã hết hạn." in wrong
    client.post(reverse("mfa_authenticate"), {"code": recovery[0]})

    assert _signed_in_as(client) == str(user.pk)
    assert len(recovery) == 10


def _confirm(client: Client) -> None:
    """The password once more, as changing the own security asks for."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def code_now(secret: str, *, later: int = 0) -> str:
    """What an authenticator app shows now, or some steps of 30 seconds later (RFC 6238)."""
    padded = secret + "=" * (-len(secret) % 8)
    digest = hmac.digest(base64.b32decode(padded), struct.pack(">Q", int(time.time()) // 30 + later), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def test_a_passkey_page_gives_the_browser_what_it_needs_without_inline_script(user, client):
    _sign_in(client, "lan.nguyen")
    _confirm(client)

    page = client.get(reverse("mfa_add_webauthn")).content.decode()

    assert '"challenge"' in page
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
    assert (
        client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).status_code == 200
    )


def test_an_identity_provider_appears_when_it_is_configured(client, settings):
    assert "tài khoản định danh" not in client.get(reverse("account_login")).content.decode()
    app = {
        "provider_id": "sso", "name": "tài khoản định danh", "client_id": "c", "secret": "s",
        "settings": {"server_url": "https://sso.example"},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}

    assert "Đăng nhập bằng tài khoản định danh" in client.get(reverse("account_login")).content.decode()
    assert client.get("/tai-khoan/dinh-danh/other/").status_code == 404


def test_signing_out_needs_a_click_and_is_noted(user, client):
    _sign_in(client, "lan.nguyen")

    shown = client.get(reverse("account_logout"))
    assert (shown.status_code, _signed_in_as(client)) == (200, str(user.pk))
    client.post(reverse("account_logout"))

    assert _signed_in_as(client) is None
    assert list(SignIn.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "signed_in",
        "signed_out",
    ]


@pytest.mark.parametrize("name", ["account_signup", "socialaccount_signup", "account_email"])
def test_nobody_signs_up_or_changes_addresses_alone(client, name):
    assert [client.get(reverse(name)).status_code, client.post(reverse(name)).status_code] == [404, 404]


def test_a_forgotten_password_is_set_anew_by_a_letter(user, client):
    asked = client.post(reverse("account_reset_password"), {"email": "lan@mau.gov.vn"})
    send_password_link(str(user.pk))
    link = re.search(r"http://127.0.0.1:8000(/tai-khoan\S+)", mail.outbox[0].body).group(1)
    page = client.get(link)
    done = client.post(page["Location"], {"password1": "mat-khau-moi-2027", "password2": "mat-khau-moi-2027"})

    assert asked["Location"] == reverse("account_reset_password_done")
    assert done["Location"] == reverse("account_reset_password_from_key_done")
    assert _sign_in(client, "lan.nguyen", "mat-khau-moi-2027").status_code == 302
    assert "không còn dùng được" in Client().get(link, follow=True).content.decode()


def test_the_answer_is_the_same_for_an_unknown_address(user, client):
    answers = [
        client.post(reverse("account_reset_password"), {"email": e}) for e in ("lan@mau.gov.vn", "x@y.vn")
    ]

    assert len({(a.status_code, a["Location"]) for a in answers}) == 1
    assert mail.outbox == []


def test_no_letter_goes_to_a_closed_account(user):
    User.objects.filter(pk=user.pk).update(is_active=False)

    send_password_link(str(user.pk))

    assert mail.outbox == []


@pytest.mark.parametrize("weak", ["ngan", "1234567890", "lan.nguyen", "password1234"])
def test_a_weak_password_is_refused(user, client, weak):
    page = client.get(password_link(user).removeprefix("http://127.0.0.1:8000"))

    answer = client.post(page["Location"], {"password1": weak, "password2": weak})

    assert answer.status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_names_and_addresses_of_accounts_differ_in_more_than_case(user):
    twin = UserFactory.build(username="Lan.Nguyen", email="LAN@mau.gov.vn", person=None)

    with pytest.raises(ValidationError) as raised:
        twin.validate_constraints()

    assert sorted(raised.value.messages) == [
        "Tên đăng nhập này đã có người dùng.",
        "Địa chỉ thư điện tử này đã có người dùng.",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "account_login", "account_reset_password", "account_reset_password_done", "account_inactive",
        "account_reset_password_from_key_done", "socialaccount_login_cancelled", "socialaccount_login_error",
    ],
)  # fmt: skip
def test_pages_before_sign_in_are_in_our_look_and_words(client, name):
    text = client.get(reverse(name)).content.decode()

    assert 'lang="vi"' in text
    assert 'class="plain' in text
    assert not re.search(r"Sign [Ii]n|Password|Email", text)


@pytest.mark.parametrize(
    "name", ["account_change_password", "mfa_index", "mfa_list_webauthn", "socialaccount_connections"]
)
def test_pages_of_the_own_account_are_in_our_look_and_words(user, client, name):
    client.force_login(user)

    text = client.get(reverse(name), follow=True).content.decode()

    assert 'lang="vi"' in text
    assert not re.search(r"Sign [Ii]n|Password|Security Key|Authenticator App", text)
