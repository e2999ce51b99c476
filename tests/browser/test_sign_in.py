"""Ways to sign in, walked in the browser: by passkey, by code of an app, by recovery code, by a letter."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from caicach.organisation.access.jobs import send_password_link
from caicach.organisation.access.models import SignIn, User
from tests.browser.conftest import NARROW, WIDE, Person
from tests.factories.access import PASSWORD, user_as
from tests.factories.units import UnitFactory, province
from tests.organisation.access.test_signin import code_now

pytestmark = pytest.mark.django_db(transaction=True)

SIGN_IN, SECURITY = "/tai-khoan/dang-nhap/", "/tai-khoan/hai-buoc/"
HOME = re.compile("/viec-cua-toi/$")
ENGLISH = re.compile(r"Sign [Ii]n|Password|Security [Kk]ey|Passkey|Authenticator|Recovery|Confirm|Cancel")


@pytest.fixture
def user(settings: Any) -> User:
    """Somebody with a password and an address."""
    settings.PASSWORD_HASHERS = ["tests.factories.access.QuickArgon2"]
    user = user_as("focal_officer", UnitFactory(parent=province()))
    user.username, user.email = "lan.nguyen", "lan@mau.gov.vn"
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def anybody(person: Callable[..., Person]) -> Callable[..., Page]:
    """Somebody not signed in, at a browser of a width."""
    return lambda width=WIDE: person(width=width).page


@pytest.fixture
def look(live_server: Any) -> Callable[[Page, str], None]:
    """Check that a page speaks Vietnamese and fits; keep a picture where CAICACH_PICTURES names a folder."""

    def at(page: Page, name: str) -> None:
        expect(page.locator("html")).to_have_attribute("lang", "vi")
        assert not ENGLISH.search(page.inner_text("body"))
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        if folder := os.environ.get("CAICACH_PICTURES"):
            width = page.viewport_size["width"]
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)

    return at


def sign_in(page: Page, address: str, *, password: str = PASSWORD, after: str = "") -> None:
    page.goto(address + SIGN_IN + after)
    page.fill("[name=login]", "lan.nguyen")
    page.fill("[name=password]", password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def confirm(page: Page) -> None:
    """The password once more, as changing the own security asks for."""
    expect(page.get_by_role("heading", name="Xác nhận đúng là bạn")).to_be_visible()
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()


def second_step(page: Page, code: str) -> None:
    """Give a code of the app, or a recovery code."""
    page.get_by_label("Mã xác thực").fill(code)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def sign_out(page: Page, address: str) -> None:
    page.goto(address + "/tai-khoan/dang-xuat/")
    page.get_by_role("main").get_by_role("button", name="Đăng xuất").click()
    expect(page).to_have_url(re.compile(SIGN_IN))


def with_key(page: Page, *, plugged: bool = True) -> Any:
    """Give the browser an authenticator like that of a laptop: it verifies its user and remembers accounts."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    if plugged:
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools


def outcomes() -> list[str]:
    return list(SignIn.objects.order_by("at", "id").values_list("outcome", flat=True))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_passkey_is_added_and_then_signs_in_without_a_password(live_server, user, anybody, look, width):
    page = anybody(width)
    with_key(page)
    sign_in(page, live_server.url)
    page.goto(live_server.url + SECURITY)
    look(page, "two-step")
    page.get_by_role("link", name="Thêm khóa").click()
    look(page, "confirm")
    confirm(page)
    page.get_by_label("Đặt tên cho khóa").fill("Máy tính cơ quan")
    page.get_by_label("Dùng thay mật khẩu").check()
    look(page, "passkey-add")
    page.get_by_role("button", name="Thêm", exact=True).click()
    expect(page.get_by_text("Đã thêm khóa.")).to_be_visible()
    page.goto(live_server.url + "/tai-khoan/hai-buoc/khoa/")
    expect(page.get_by_role("cell", name="Máy tính cơ quan")).to_be_visible()
    expect(page.get_by_role("cell", name="Khóa truy cập (thay mật khẩu)")).to_be_visible()
    look(page, "passkey-list")
    sign_out(page, live_server.url)

    page.goto(live_server.url + SIGN_IN + "?next=/thong-bao/")
    look(page, "sign-in")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()

    expect(page).to_have_url(live_server.url + "/thong-bao/")
    assert outcomes() == ["signed_in", "signed_out", "signed_in"]
    page.goto(live_server.url + "/tai-khoan/hai-buoc/khoa/")
    expect(page.get_by_text("Chưa dùng")).to_have_count(0)


def test_a_security_key_is_the_second_step(live_server, user, anybody, look):
    page = anybody()
    with_key(page)
    sign_in(page, live_server.url)
    page.goto(live_server.url + "/tai-khoan/hai-buoc/khoa/them/")
    confirm(page)
    page.get_by_label("Đặt tên cho khóa").fill("Khóa USB")
    page.get_by_label("Dùng thay mật khẩu").uncheck()
    page.get_by_role("button", name="Thêm", exact=True).click()
    expect(page.get_by_text("Đã thêm khóa.")).to_be_visible()
    sign_out(page, live_server.url)

    sign_in(page, live_server.url)
    look(page, "second-step-key")
    assert outcomes()[-1] == "signed_out"
    page.get_by_role("button", name="Dùng khóa bảo mật").click()

    expect(page).to_have_url(HOME)


def test_without_a_fitting_key_one_is_told_in_vietnamese(live_server, user, anybody, look):
    page = anybody()
    with_key(page)  # a key that knows no account here
    page.goto(live_server.url + SIGN_IN)

    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()

    expect(page.get_by_role("alert")).to_contain_text("Chưa dùng được khóa", timeout=70_000)
    assert outcomes() == []


def test_a_key_of_a_closed_account_opens_nothing(live_server, user, anybody):
    page = anybody()
    with_key(page)
    sign_in(page, live_server.url)
    page.goto(live_server.url + "/tai-khoan/hai-buoc/khoa/them/")
    confirm(page)
    page.get_by_label("Đặt tên cho khóa").fill("Khóa")
    page.get_by_label("Dùng thay mật khẩu").check()
    page.get_by_role("button", name="Thêm", exact=True).click()
    expect(page.get_by_text("Đã thêm khóa.")).to_be_visible()
    sign_out(page, live_server.url)
    User.objects.filter(pk=user.pk).update(is_active=False)

    page.goto(live_server.url + SIGN_IN)
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()

    expect(page.get_by_role("heading", name="Tài khoản đã ngừng hoạt động")).to_be_visible()
    assert outcomes()[-1] == "failed"


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_code_of_an_app_and_then_a_recovery_code_are_the_second_step(
    live_server, user, anybody, look, width
):
    page = anybody(width)
    sign_in(page, live_server.url)
    page.goto(live_server.url + SECURITY)
    page.get_by_role("link", name="Bật").click()
    confirm(page)
    secret = page.locator("code").inner_text()
    look(page, "app-on")
    page.get_by_label("Mã trên ứng dụng").fill(code_now(secret))
    page.get_by_role("button", name="Bật").click()
    expect(page.get_by_text("Đã bật ứng dụng xác thực.")).to_be_visible()
    look(page, "recovery-codes")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    sign_out(page, live_server.url)

    sign_in(page, live_server.url, after="?next=/thong-bao/")
    expect(page).to_have_url(re.compile("/tai-khoan/hai-buoc/dang-nhap/"))
    expect(page.get_by_role("button", name="Dùng khóa bảo mật")).to_have_count(0)  # there is none
    look(page, "second-step")
    second_step(page, "000000")
    expect(page.get_by_text("Mã không đúng hoặc đã hết hạn.")).to_be_visible()
    second_step(page, code_now(secret, later=1))  # the one used above counts no more
    expect(page).to_have_url(live_server.url + "/thong-bao/")
    sign_out(page, live_server.url)

    sign_in(page, live_server.url)
    second_step(page, codes[0])
    expect(page).to_have_url(HOME)
    sign_out(page, live_server.url)
    sign_in(page, live_server.url)
    second_step(page, codes[0])  # each serves once
    expect(page.get_by_text("Mã không đúng hoặc đã hết hạn.")).to_be_visible()
    second_step(page, codes[1])
    expect(page).to_have_url(HOME)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_forgotten_password_is_set_anew_by_a_letter(live_server, settings, user, anybody, look, width):
    settings.BASE_URL = live_server.url
    page = anybody(width)
    page.goto(live_server.url + SIGN_IN)
    page.get_by_role("link", name="Quên mật khẩu?").click()
    look(page, "forgotten")
    page.get_by_label("Thư điện tử").fill("lan@mau.gov.vn")
    page.get_by_role("button", name="Gửi đường dẫn").click()
    expect(page.get_by_role("heading", name="Hãy kiểm tra hộp thư")).to_be_visible()
    look(page, "letter-sent")
    send_password_link(str(user.pk))  # as the worker does
    letter = mail.outbox[0]
    link = re.search(r"http\S+", letter.body.partition("để đặt mật khẩu:")[2])[0]

    page.goto(link)
    look(page, "new-password")
    page.get_by_label("Mật khẩu mới", exact=True).fill("1234567890")
    page.get_by_label("Nhập lại mật khẩu mới").fill("1234567890")
    page.get_by_role("button", name="Đặt mật khẩu").click()
    expect(page.get_by_text("Mật khẩu này quá phổ biến")).to_be_visible()
    look(page, "new-password-refused")
    page.get_by_label("Mật khẩu mới", exact=True).fill("mat-khau-moi-2027")
    page.get_by_label("Nhập lại mật khẩu mới").fill("mat-khau-moi-2027")
    page.get_by_role("button", name="Đặt mật khẩu").click()
    expect(page.get_by_role("heading", name="Đã đặt mật khẩu mới")).to_be_visible()
    page.get_by_role("link", name="Đăng nhập").click()
    sign_in(page, live_server.url, password="mat-khau-moi-2027")
    expect(page).to_have_url(HOME)

    page.goto(link)
    expect(page.get_by_role("heading", name="Đường dẫn không còn dùng được")).to_be_visible()
    assert (letter.to, letter.subject) == (["lan@mau.gov.vn"], "Đặt mật khẩu tài khoản cải cách hành chính")
