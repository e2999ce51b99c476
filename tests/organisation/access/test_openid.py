"""Sign-in by OpenID Connect: a whole installation, a provider of its own process, our documented settings alone."""

import socket
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.foundation.running.installation import PASSWORD, Installation
from tests.organisation.access.identity import Citizen, identity_provider

LAN = {"sub": "001-lan", "name": "Nguyễn Thị Lan", "email": "lan@mau.gov.vn", "email_verified": True}
HUNG = {"sub": "002-hung", "name": "Trần Văn Hùng", "email": "hung@mau.gov.vn", "email_verified": True}
MAI = {"sub": "003-mai", "name": "Lê Thị Mai", "email": "mai@mau.gov.vn", "email_verified": False}
THAO = {"sub": "004-thao", "name": "Vũ Thị Thảo", "email": "thao@mau.gov.vn", "email_verified": True}
STRANGER = {"sub": "009-la", "name": "Người Lạ", "email": "la@noi-khac.vn", "email_verified": True}
HOME = "/tong-quan/"
PROVIDER = "/tai-khoan/dinh-danh/sso/"


@pytest.fixture(scope="module")
def provider():
    with identity_provider(LAN, HUNG, MAI, THAO, STRANGER) as address:
        yield address


def settings(provider: str, **more: str) -> dict[str, str]:
    return {
        "CAICACH_OIDC_URL": provider,
        "CAICACH_OIDC_CLIENT": "caicach",
        "CAICACH_OIDC_SECRET": "bi-mat",
        "CAICACH_OIDC_NAME": "Định danh tỉnh",
    } | more


@pytest.fixture(scope="module")
def served(installation, provider):
    installation.environment |= settings(provider)
    with installation.served() as served:
        yield served


@pytest.fixture
def citizen(served):
    return Citizen(served.url)


def sign_in_as(citizen: Citizen, claims: dict[str, object], after: str = "") -> Citizen:
    """From our sign-in page through the provider's and back."""
    citizen.opens("/tai-khoan/dang-nhap/" + after)
    assert "Đăng nhập bằng Định danh tỉnh" in citizen.text
    citizen.sends(PROVIDER)
    return citizen.sends(sub=str(claims["sub"]))


def link(citizen: Citizen, name: str, claims: dict[str, object]) -> Citizen:
    """Sign in by password and link the identity, if it is not linked."""
    citizen.signs_in(name, PASSWORD).opens("/tai-khoan/dinh-danh/")
    if "Chưa liên kết" in citizen.text:
        citizen.sends(PROVIDER).sends(sub=str(claims["sub"]))
    return citizen


def attempts(installation: Installation) -> list[list[str]]:
    """The log of sign-ins: name as known, outcome."""
    return installation.rows("SELECT username, outcome FROM access_signin ORDER BY id")


def test_a_linked_person_signs_in_and_comes_to_the_page_wanted(citizen, served, installation):
    link(citizen, "lan", LAN)
    assert citizen.place == "/tai-khoan/dinh-danh/"
    assert "Bỏ liên kết" in citizen.text

    other = sign_in_as(Citizen(served.url), LAN, "?next=/quan-tri/tai-khoan/")

    assert other.place == "/quan-tri/tai-khoan/"
    assert attempts(installation)[-1] == ["lan", "signed_in"]


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "/%5Cevil.example"])
def test_nobody_is_led_to_another_site(citizen, evil):
    link(citizen, "hung", HUNG)
    citizen.opens("/tai-khoan/dang-xuat/").sends("dang-xuat")

    sign_in_as(citizen, HUNG, f"?next={evil}")

    assert citizen.place == HOME


def test_an_unknown_person_is_refused_in_words_and_noted(citizen, installation):
    sign_in_as(citizen, STRANGER)

    assert "Danh tính của bạn chưa được gắn với tài khoản nào" in citizen.text
    assert not citizen.is_signed_in()
    assert attempts(installation)[-1] == ["la@noi-khac.vn", "failed"]
    assert installation.rows("SELECT count(*) FROM access_user WHERE email LIKE 'la@%'") == [[0]]


def test_the_same_address_at_the_provider_is_not_enough(citizen):
    sign_in_as(citizen, MAI)

    assert "Danh tính của bạn chưa được gắn với tài khoản nào" in citizen.text
    assert not citizen.is_signed_in()


def test_an_identity_linked_to_one_account_is_not_taken_by_another(served):
    link(Citizen(served.url), "lan", LAN)

    citizen = link(Citizen(served.url), "mai", LAN)

    assert "Tài khoản định danh này đã liên kết với người dùng khác." in citizen.text


def test_who_refuses_at_the_provider_is_told_that_nothing_happened(citizen):
    citizen.opens("/tai-khoan/dang-nhap/").sends(PROVIDER)
    [state] = parse_qs(urlsplit(citizen.answer.url).query)["state"]

    citizen.opens(f"{PROVIDER}tro-lai/?error=access_denied&state={state}")  # our provider forgets the state

    assert "Bạn đã dừng đăng nhập tại hệ thống định danh." in citizen.text
    assert not citizen.is_signed_in()


def test_a_closed_account_is_refused_though_the_provider_says_yes(citizen, served, installation):
    link(citizen, "thao", THAO)
    [[thao]] = installation.rows("SELECT id FROM access_user WHERE username = 'thao'")
    administrator = Citizen(served.url).signs_in("quan.tri", PASSWORD)
    administrator.opens(f"/quan-tri/tai-khoan/{thao}/khoa/").sends(reason="Nghỉ hưu")
    assert "Đã khóa tài khoản." in administrator.text

    assert not citizen.is_signed_in()
    late = sign_in_as(Citizen(served.url), THAO)

    assert "Tài khoản này không còn được sử dụng" in late.text
    assert not late.is_signed_in()
    assert attempts(installation)[-1] == ["thao", "failed"]


def test_a_provider_that_is_away_is_told_and_passwords_still_work(installation):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, not listening: the port answers nobody
        before = dict(installation.environment)
        away = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        elsewhere = "https://dang-nhap.tinh.example"
        installation.environment |= settings(away, CAICACH_OIDC_PAGES=elsewhere)
        with installation.served() as served:
            citizen = Citizen(served.url).opens("/tai-khoan/dang-nhap/")
            policy = citizen.answer.headers["Content-Security-Policy"]
            assert f"form-action 'self' {away} {elsewhere}" in policy
            citizen.sends(PROVIDER)
            assert citizen.answer.status_code == 503
            assert "Hệ thống định danh không trả lời" in citizen.text
            assert citizen.signs_in("mai", PASSWORD).is_signed_in()
        installation.environment = before


def test_a_verified_address_is_enough_where_the_province_trusts_the_provider(installation, provider):
    before = dict(installation.environment)
    installation.environment |= settings(provider, CAICACH_OIDC_TRUST_EMAIL="true")
    installation.rows("DELETE FROM socialaccount_socialaccount RETURNING 1")
    with installation.served() as served:
        hung = sign_in_as(Citizen(served.url), HUNG)
        mai = sign_in_as(Citizen(served.url), MAI)
        stranger = sign_in_as(Citizen(served.url), STRANGER)
        by_password = Citizen(served.url).signs_in("hung", PASSWORD).place
    installation.environment = before

    assert by_password == HOME
    assert hung.place == HOME
    assert "chưa được gắn với tài khoản nào" in mai.text  # the provider has not checked that address
    assert "chưa được gắn với tài khoản nào" in stranger.text
    assert attempts(installation)[-4:] == [
        ["hung", "signed_in"], ["mai@mau.gov.vn", "failed"], ["la@noi-khac.vn", "failed"], ["hung", "signed_in"],
    ]  # fmt: skip
