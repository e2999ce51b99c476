"""The way of a target from the resolution to the work that fulfils it, walked in the browser by two people."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from caicach.law.legislation.models import Document
from caicach.steering.plans.models import Plan
from caicach.work.assignments.models import Assignment
from tests.browser.conftest import NARROW
from tests.factories.access import user_as
from tests.factories.plans import plan, target
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db(transaction=True)

SENTENCE = "Mức độ hài lòng của người dân đạt tối thiểu 90%."
WORK = "Khảo sát mức độ hài lòng tại Bộ phận Một cửa"


@pytest.fixture
def programme() -> Plan:
    """A plan of the People's Committee: a target with its source line and a task of Sở Tài chính that serves it."""
    root = province(name="Tỉnh Mẫu")
    committee = UnitFactory(name="Ủy ban nhân dân tỉnh", parent=root)
    finance = UnitFactory(name="Sở Tài chính", parent=committee)
    year = timezone.localdate().year
    source = Document.objects.create(
        code="nghi-quyet-mau", kind="Nghị quyết", number="01-NQ/TU", title="Nghị quyết mẫu",
        text=f"Dòng thứ nhất.\n{SENTENCE}\nDòng thứ ba.",
    )  # fmt: skip
    shown = plan(
        committee,
        code="ke-hoach-mau",
        year=year,
        is_public=True,
        title="Kế hoạch cải cách hành chính mẫu",
        published=False,
        objectives=[
            {"text": "Mức độ hài lòng của người dân", "line_from": 2, "target": target(90, year=year)}
        ],
        tasks=[{"text": WORK, "lead_unit": finance, "due_on": timezone.localdate() + timedelta(days=60)}],
    )
    version = shown.versions.get()
    version.document = source
    version.save()
    task, objective = version.tasks.get(), version.objectives.get()
    task.serves = [str(objective.origin)]
    task.save()
    version.published_at = timezone.now()
    version.save()
    shown.current = version
    shown.save()
    shown.root, shown.committee, shown.finance = root, committee, finance
    return shown


def press(page: Page, words: str) -> None:
    """Press the button with these words and wait for the page that follows."""
    page.get_by_role("button", name=words, exact=True).click()


def test_a_target_is_followed_to_its_source_and_its_work_is_given_reported_confirmed_and_seen_on_the_board(
    person, programme
):
    officer = person(user_as("reform_officer", programme.committee))
    page = officer.opens("/ke-hoach/")

    # the programme, its target, the line of the resolution
    page.get_by_role("link", name="Kế hoạch cải cách hành chính mẫu").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kế hoạch cải cách hành chính mẫu")
    page.get_by_role("link", name="MT.01").first.click()
    page.get_by_role("link", name="01-NQ/TU, dòng 2").click()
    expect(page.locator("#L2")).to_contain_text(SENTENCE)
    page.go_back()

    # its task, given to the department that leads it
    page.get_by_role("link", name=WORK).first.click()
    page.get_by_role("link", name="Giao nhiệm vụ").click()
    page.get_by_label("Nội dung nhiệm vụ").fill("Khảo sát mức độ hài lòng quý này")
    page.get_by_label("Cơ quan chủ trì").fill("Sở Tài chính")
    page.get_by_label("Thời hạn hoàn thành").fill(f"{timezone.localdate() + timedelta(days=20):%d/%m/%Y}")
    expect(page.get_by_label("Cơ quan theo dõi, xác nhận")).to_have_value("Ủy ban nhân dân tỉnh")
    press(page, "Giao")
    expect(page.get_by_text("Đã giao 1 nhiệm vụ.")).to_be_visible()

    # the board of the province stands open, nobody touches it again
    leader = person(user_as("provincial_leader", programme.root))
    board = leader.opens("/nhiem-vu/bang/")
    expect(board.get_by_text("Sở Tài chính").first).to_be_visible()

    # the department accepts, reports and hands in
    focal = person(user_as("focal_officer", programme.finance)).opens("/viec-cua-toi/")
    focal.get_by_role("link", name="Khảo sát mức độ hài lòng quý này", exact=True).click()
    press(focal, "Tiếp nhận")
    focal.locator("summary", has_text="Báo cáo tiến độ").click()
    focal.locator("[name=percent]").fill("60")
    focal.locator("[name=text]:visible").fill("Đã thu 600 phiếu.")
    press(focal, "Gửi báo cáo")
    expect(focal.get_by_text("Đã thu 600 phiếu.").first).to_be_visible()
    focal.locator("summary", has_text="Nộp kết quả").click()
    focal.locator("[name=text]:visible").fill("Đủ 1.000 phiếu.")
    press(focal, "Nộp kết quả")
    expect(focal.get_by_text("Đủ 1.000 phiếu.").first).to_be_visible()

    # it waits for confirmation on the leader's board, then it is done, without a reload
    waiting = board.locator(".stat", has_text="Chờ xác nhận").locator(".stat-value")
    expect(waiting).to_contain_text("1", timeout=6000)
    page.goto(f"{officer.address}/viec-cua-toi/")
    page.get_by_role("link", name="Khảo sát mức độ hài lòng quý này", exact=True).click()
    press(page, "Xác nhận hoàn thành")
    expect(page.get_by_text("Hoàn thành trước hạn").first).to_be_visible()
    done = board.locator(".stat", has_text="Hoàn thành đúng hạn").locator(".stat-value")
    expect(done).to_contain_text("1", timeout=6000)

    # the plan's task reads its progress from the work
    officer.opens(f"/ke-hoach/ke-hoach-mau/nhiem-vu/{programme.current.tasks.get().origin}/")
    expect(page.get_by_text("100%").first).to_be_visible()
    assert Assignment.objects.get().status == "done"


@pytest.mark.parametrize("page", ["", "phu-luc/", "kinh-phi/", "cu-the-hoa/", "noi-dung/II/", "so-sanh/"])
def test_the_pages_of_a_plan_are_accessible_and_fit_a_telephone(person, programme, page):
    officer = person(user_as("reform_officer", programme.committee), width=NARROW)

    officer.opens(f"/ke-hoach/{programme.code}/{page}")

    assert officer.violations() == []
    assert officer.overflow() <= 0


def test_a_refused_report_keeps_what_was_typed_and_marks_the_field(person, programme):
    task = programme.current.tasks.get()
    officer = person(user_as("focal_officer", programme.finance))
    page = officer.opens(f"/ke-hoach/{programme.code}/nhiem-vu/{task.origin}/")

    page.get_by_label("Tỷ lệ hoàn thành (%)").fill("rất nhiều")
    page.get_by_label("Kết quả thực hiện").fill("Đã khảo sát 12 xã")
    press(page, "Gửi báo cáo")

    expect(page.get_by_text("“Tỷ lệ hoàn thành” phải là số")).to_be_visible()
    expect(page.get_by_label("Kết quả thực hiện")).to_have_value("Đã khảo sát 12 xã")
    expect(page.get_by_label("Tỷ lệ hoàn thành (%)")).to_have_value("rất nhiều")
    expect(page.get_by_label("Tỷ lệ hoàn thành (%)")).to_be_focused()
    expect(page.get_by_label("Tỷ lệ hoàn thành (%)")).to_have_attribute("aria-invalid", "true")
