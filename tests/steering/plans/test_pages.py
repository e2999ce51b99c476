"""Pages of plans: who sees what, statements per page, the annex grid, hostile text, papers and exports."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from caicach.foundation.papers.models import PaperRequest
from caicach.steering.plans.models import Plan, Progress, Task
from tests.factories import plans as make
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    return province()


@pytest.fixture
def officer(client_of, root):
    """A reform officer of the whole province, signed in."""
    return client_of(role="reform_officer", unit=root)


PAGES = ["overview", "annex", "money", "cascade", "versions", "print"]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_plan_opens(officer, root, page):
    make.plan(root, activities=[{"amounts": {2026: 120}}], objectives=[{"target": make.target()}])

    assert officer.get(reverse(f"plans:{page}", args=["ke-hoach-2026"])).status_code == 200


def test_the_rows_of_a_plan_open(officer, root):
    plan = make.plan(root, activities=[{}], objectives=[{"target": make.target()}])
    rows = {
        "objective": plan.current.objectives.get(),
        "task": plan.current.tasks.get(),
        "activity": plan.current.activities.get(),
    }

    for page, row in rows.items():
        assert officer.get(reverse(f"plans:{page}", args=[plan.code, row.origin])).status_code == 200
    assert officer.get(reverse("plans:area", args=[plan.code, "II"])).status_code == 200
    assert officer.get(reverse("plans:unit", args=[plan.code, root.pk])).status_code == 200


def test_a_page_asks_the_same_number_of_statements_for_one_and_for_three_rows(officer, root):
    def statements(code):
        officer.get(reverse("plans:overview", args=[code]))
        with CaptureQueriesContext(connection) as captured:
            officer.get(reverse("plans:overview", args=[code]))
        return len(captured)

    make.plan(root, code="mot", tasks=[{}], objectives=[{"target": make.target(key="a")}], activities=[{}])
    goals = [{"target": make.target(key=key)} for key in "bcd"]
    make.plan(root, code="ba", year=2025, tasks=[{}] * 3, objectives=goals, activities=[{}, {}, {}])

    assert statements("mot") == statements("ba")


def test_a_draft_is_shown_to_those_who_edit_it_and_is_404_to_others(client_of, root):
    unit, other = UnitFactory(parent=root), UnitFactory(parent=root)
    make.plan(unit, code="du-thao", published=False)
    address = reverse("plans:annex", args=["du-thao"])

    assert client_of(role="focal_officer", unit=unit).get(address).status_code == 200
    assert client_of(role="focal_officer", unit=other).get(address).status_code == 404


def test_cells_are_saved_one_by_one_and_a_bad_one_says_why(officer, root):
    UnitFactory(parent=root, name="Sở Nội vụ")
    plan = make.plan(root, code="du-thao", published=False)
    task = Task.objects.get(version__plan=plan)
    cells = {"product": "Báo cáo", "due": "30/6", "money": "1.234,5", "lead": "Sở Không Có"}
    data = {f"cell.{task.pk}.{name}": text for name, text in cells.items()} | {
        f"revision.{task.pk}": task.revision
    }

    answer = officer.post(
        reverse("plans:save_annex", args=[plan.code]), data, headers={"accept": "application/json"}
    )

    told = answer.json()["cells"]
    task.refresh_from_db()
    assert (task.product, task.due_on, float(task.money)) == ("Báo cáo", date(2026, 6, 30), 1234.5)
    assert "Sở Không Có" in told[f"{task.pk}.lead"]["error"]
    assert told[f"{task.pk}.money"]["shown"] == "1.234,5"


def test_a_stale_cell_is_refused_and_nothing_is_overwritten(officer, root):
    plan = make.plan(root, code="du-thao", published=False)
    task = Task.objects.get(version__plan=plan)
    Task.objects.filter(pk=task.pk).update(product="của người khác", revision=task.revision + 1)
    data = {f"cell.{task.pk}.product": "của tôi", f"revision.{task.pk}": task.revision}

    answer = officer.post(
        reverse("plans:save_annex", args=[plan.code]), data, headers={"accept": "application/json"}
    )

    assert "Người khác vừa sửa" in answer.json()["cells"][f"{task.pk}.product"]["error"]
    assert Task.objects.get(pk=task.pk).product == "của người khác"


def test_a_progress_report_sent_twice_counts_once(officer, root):
    plan = make.plan(root)
    task = plan.current.tasks.get()
    data = {
        "unit": root.pk, "percent": "40%", "text": "Đang làm", "_once": "0196f1a0-0000-7000-8000-000000000001",
    }  # fmt: skip
    address = reverse("plans:report_progress", args=[plan.code, task.origin])

    first, second = officer.post(address, data), officer.post(address, data)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Progress.objects.count() == 1


def test_script_in_a_text_is_shown_as_text(officer, root):
    make.plan(root, tasks=[{"text": "<script>alert(1)</script>"}], title="<b>Kế hoạch</b>")

    page = officer.get(reverse("plans:annex", args=["ke-hoach-2026"])).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_exports_neutralise_formulas(officer, root):
    make.plan(root, tasks=[{"text": "=1+1"}])

    answer = officer.get(reverse("plans:annex", args=["ke-hoach-2026"]), {"dang": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert "'=1+1" in text


def test_the_plan_is_asked_for_as_a_paper(officer, root):
    make.plan(root, activities=[{}])

    answer = officer.post(reverse("plans:print", args=["ke-hoach-2026"]), {"format": "pdf"})

    assert answer.status_code == 302
    assert PaperRequest.objects.get().prepared.format == "pdf"


def test_a_plan_is_started_drafted_and_published_from_the_pages(client_of, root):
    unit = UnitFactory(parent=root, name="Sở Tư pháp", own_code="STP")
    officer = client_of(role="reform_officer", unit=unit)
    given = {"unit": str(unit.pk), "year": 2027, "title": "Kế hoạch CCHC năm 2027"}

    started = officer.post(reverse("plans:start"), given)

    plan = Plan.objects.get(title="Kế hoạch CCHC năm 2027")
    assert started.status_code == 302
    officer.post(reverse("plans:add_task", args=[plan.code]), {"area": "", "text": "Rà soát"})
    officer.post(reverse("plans:publish", args=[plan.code]))
    plan.refresh_from_db()
    assert plan.current is not None


def test_who_leads_an_area_sees_that_area_of_every_plan_and_nothing_else(client_of, root):
    unit = UnitFactory(parent=root)
    plan = make.plan(
        unit,
        code="cua-xa",
        tasks=[
            {"text": "việc nội dung II", "area_code": "II"},
            {"text": "việc nội dung VI", "area_code": "VI"},
        ],
        activities=[{"area_code": "II", "amounts": {2026: 7}}, {"area_code": "VI", "amounts": {2026: 5000}}],
    )
    lead = client_of(role="content_lead", unit=root, area="II")
    other = plan.current.tasks.get(area_code="VI")

    page = lead.get(reverse("plans:annex", args=[plan.code])).content.decode()
    overview = lead.get(reverse("plans:overview", args=[plan.code])).content.decode()

    assert "việc nội dung II" in page
    assert "việc nội dung VI" not in page + overview
    assert "5.000" not in overview
    assert lead.get(reverse("plans:task", args=[plan.code, other.origin])).status_code == 404
    assert lead.get(reverse("plans:area", args=[plan.code, "VI"])).status_code == 404
    assert lead.get(reverse("plans:versions", args=[plan.code])).status_code == 404
    assert lead.get(reverse("plans:print", args=[plan.code])).status_code == 404


def test_the_records_clerk_records_number_and_date(client_of, root):
    unit = UnitFactory(parent=root)
    plan = make.plan(unit, code="da-ban-hanh")
    clerk = client_of(role="records_clerk", unit=unit)

    clerk.post(reverse("plans:issue", args=[plan.code]), {"number": "12/KH-UBND", "issued_on": "2026-01-22"})

    plan.current.refresh_from_db()
    assert (plan.current.number, plan.current.issued_on) == ("12/KH-UBND", date(2026, 1, 22))
