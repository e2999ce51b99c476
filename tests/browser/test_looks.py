"""The eye of the browser tests sees what it is there to see."""

import pytest

from tests.browser.looks import look_faults

TABLE = (
    '<table style="width:60px;table-layout:fixed"><tr><td style="overflow-wrap:anywhere">{}</td></tr></table>'
)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<div style="width:2000px">Rộng</div>', "wider than the window"),
        ('<p style="width:40px;overflow:hidden;white-space:nowrap">Văn bản dài bị cắt</p>', "cut off"),
        (TABLE.format("Nghiêngnghiêngnghiêng"), "torn"),
        (TABLE.format("Cải cách hành chính tỉnh nhà mình"), "a word a line"),
        ('<label><input type="checkbox" style="margin:0">Chỉ nơi còn thiếu</label>', "no room"),
        ("<p>Giá trị mới: 1E+2</p>", "code among the words"),
    ],
)
def test_a_fault_is_seen_and_named(chromium, body, fault):
    page = chromium.new_page(viewport={"width": 800, "height": 600})
    page.set_content(f"<main>{body}</main>")
    faults = look_faults(page, 800)
    page.close()

    assert len(faults) == 1
    assert fault in faults[0]


def test_a_plain_page_has_no_fault(chromium):
    page = chromium.new_page(viewport={"width": 800, "height": 600})
    page.set_content(
        "<main><h1>Kế hoạch</h1><table><tr><td>Rà soát thủ tục hành chính</td></tr></table></main>"
    )
    faults = look_faults(page, 800, 390)
    page.close()

    assert faults == []
