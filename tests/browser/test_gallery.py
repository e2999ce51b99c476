"""Components in a real browser: accessible, within the page, working by keyboard and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.factories.access import user_as

pytestmark = pytest.mark.django_db(transaction=True)

MONEY = "[name='cell.1.money']"


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_component_is_accessible_and_within_the_page(person, width):
    somebody = person(user_as("specialist"), width=width)

    somebody.opens("/ui/")

    assert somebody.violations() == []
    assert somebody.overflow() <= 0


def test_the_keyboard_alone_reaches_the_content_and_opens_and_closes_the_menus(person):
    page = person(user_as("specialist"), width=NARROW).opens("/ui/")

    page.keyboard.press("Tab")
    expect(page.get_by_text("Bỏ qua, đến nội dung chính")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Các mục chính (thu gọn)")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("navigation", name="Các mục chính (thu gọn)")).to_be_hidden()
    expect(page.locator(".top-menu summary")).to_be_focused()


def test_a_cell_is_saved_when_it_is_left_and_an_error_stands_at_the_cell(person):
    page = person(user_as("specialist")).opens("/ui/")

    page.locator(MONEY).fill("1.234,5")
    page.locator(MONEY).press("Enter")
    expect(page.locator("[data-grid-state]")).to_contain_text("Đã lưu")
    expect(page.locator("[name='cell.2.money']")).to_be_focused()
    page.locator("[name='cell.2.money']").fill("ba triệu")
    page.locator("[name='cell.2.money']").press("Enter")
    expect(page.get_by_text("“ba triệu” không phải là số")).to_be_visible()
    page.reload()

    expect(page.locator(MONEY)).to_have_value("1.234,5")


def test_escape_takes_back_what_was_typed(person):
    page = person(user_as("specialist")).opens("/ui/")

    page.locator(MONEY).fill("99")
    page.locator(MONEY).press("Escape")

    expect(page.locator(MONEY)).to_have_value("0")


def test_a_block_from_a_spreadsheet_fills_the_cells_and_is_saved(person):
    page = person(user_as("specialist")).opens("/ui/")

    page.locator("[name='cell.2.due']").focus()
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "1/12/2026\\t2,5\\n2/12/2026\\t1.234\\nthừa\\tthừa\\n");
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    expect(page.locator("[data-grid-state]")).to_contain_text("Đã lưu")
    page.reload()

    assert [
        page.locator(f"[name='cell.{row}.{column}']").input_value()
        for row in "23"
        for column in ("due", "money")
    ] == ["1/12/2026", "2,5", "2/12/2026", "1.234"]


def test_what_could_not_be_sent_survives_a_reload_and_is_saved_then(person):
    somebody = person(user_as("specialist"))
    page = somebody.opens("/ui/")

    page.route("**/bang-nhap/", lambda route: route.abort())
    page.locator(MONEY).fill("42")
    page.locator(MONEY).press("Enter")
    expect(page.locator("[data-grid-state]")).to_contain_text("Mất kết nối")
    page.unroute("**/bang-nhap/")
    page.reload()

    expect(page.locator("[data-grid-state]")).to_contain_text("Đã lưu")
    expect(page.locator(MONEY)).to_have_value("42")
    somebody.errors.clear()  # the browser notes the lost connection itself


def test_the_grid_and_the_menus_work_without_javascript(person):
    page = person(user_as("specialist"), javascript=False).opens("/ui/")

    page.locator(MONEY).fill("77,5")
    page.get_by_role("button", name="Lưu bảng").click()

    expect(page.get_by_text("Đã lưu")).to_be_visible()
    expect(page.locator(MONEY)).to_have_value("77,5")
    page.get_by_label("Tài khoản của").click()
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()
