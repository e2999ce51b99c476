"""Pages of plans: who sees what, statements per page, the annex grid, hostile text, papers and exports."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg.types.range import DateRange

from caicach.foundation.kernel.actor import Actor, Scope
from caicach.foundation.papers.models import PaperRequest
from caicach.organisation.units.models import Group, GroupRule
from caicach.steering.plans import permissions
from caicach.steering.plans.models import MoneyDecision, Objective, Plan, PlanVersion, Progress, Task
from caicach.steering.plans.queries.paper import urging_paper
from caicach.steering.plans.queries.shown import shown
from caicach.work.assignments.states import AREAS
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


def test_a_relative_target_is_shown_with_what_the_base_year_makes_of_it(officer, root):
    """Giảm 10% so với năm 2025 demands what the approved figure of 2025 gives, on the page and in the API."""
    goal = make.target(
        10, key="so_dvsn", operator="reduce_by", unit_label="đơn vị", baseline=None, baseline_year=2025
    )
    plan = make.plan(root, objectives=[{"target": goal}])
    page = reverse("plans:objective", args=[plan.code, plan.current.objectives.get().origin])

    before = officer.get(page).content.decode()
    make.value(goal.indicator, root, 500, year=2025)
    after = officer.get(page).content.decode()
    listed = officer.get(f"/api/v1/plans/{plan.code}/objectives").json()["items"][0]["target"]

    assert "giảm 10% so với năm 2025 vào năm 2026" in before
    assert "giảm 10% so với năm 2025 (≤ 450 đơn vị)" in after
    assert (listed["baseline"], listed["threshold"]) == (500, 450)


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


def test_where_no_groups_are_set_up_a_plan_is_started_for_the_units_of_the_province(officer, root):
    unit = UnitFactory(parent=root, name="Sở Tư pháp", own_code="STP")

    page = officer.get(reverse("plans:start"))

    assert page.status_code == 200
    assert [value for value, _ in page.context["form"].fields["unit"].choices] == [str(root.pk), str(unit.pk)]


def test_what_a_page_cannot_show_is_said_in_words(officer):
    answer = officer.get(reverse("plans:not_sent") + "?nhom=khong-co")

    assert answer.status_code == 409
    assert "Không có nhóm cơ quan, đơn vị “khong-co”." in answer.content.decode()


def test_who_edits_a_plan_sees_all_of_it_whatever_area_they_lead_besides(root):
    plan = make.plan(root, is_public=False, tasks=[{"area_code": "II"}, {"area_code": "VI"}])
    leads = Scope(frozenset({permissions.VIEW}), None, "II")
    edits = Scope(frozenset({permissions.EDIT}), frozenset({root.pk}))

    seen = [
        shown(plan.code, Actor(name="", on=date(2026, 6, 1), scopes=scopes), part=True).tasks().count()
        for scopes in ((leads,), (leads, edits))
    ]

    assert seen == [1, 2]


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


def test_words_are_found_without_diacritics(officer, root):
    plan = make.plan(root, tasks=[{"text": "Kiểm tra công tác"}, {"text": "Tuyên truyền", "code": "9"}])

    found = officer.get(reverse("plans:annex", args=[plan.code]), {"q": "cong TAC kiem"}).context["tasks"]

    assert [state.task.text for state in found] == ["Kiểm tra công tác"]
    assert officer.get("/ke-hoach/", {"q": "ke hoach hanh chinh"}).context["page"].object_list[0] == plan
    assert list(officer.get("/ke-hoach/", {"q": "không có"}).context["page"].object_list) == []


def test_the_money_of_a_draft_is_that_of_the_draft(officer, root):
    make.plan(root, published=False, activities=[{"amounts": {2026: 120}}])

    page = officer.get(reverse("plans:money", args=["ke-hoach-2026"]))

    assert (page.context["sum"]["estimate"], page.context["sum"]["rate"]) == (120, None)


def test_money_is_followed_from_the_estimate_to_the_share_that_is_spent(officer, root):
    plan = make.plan(root, activities=[{"amounts": {2026: 120}}])
    origin = plan.current.activities.get().origin
    for stage, amount in (("appraised", 110), ("allocated", 100), ("spent", 85)):
        MoneyDecision.objects.create(
            plan=plan, origin=origin, year=2026, stage=stage, amount=amount,
            decided_by="UBND tỉnh", document_number="1/QĐ", decided_on=make.AT, recorded_at=make.AT,
        )  # fmt: skip

    line = officer.get(reverse("plans:money", args=[plan.code])).context["groups"][0][2][0][1]

    assert line == {
        "estimate": 120, "appraised": 110, "allocated": 100, "spent": 85, "years": [(2026, 120)], "rate": 85
    }  # fmt: skip


def test_a_draft_of_a_unit_is_counted_apart_and_its_text_is_not_told(client_of, root):
    office = UnitFactory(name="Sở Nội vụ", parent=root)
    group = Group.objects.create(code="departments", name="Các sở, ban, ngành")
    GroupRule.objects.create(group=group, unit=office, during=DateRange(date(2020, 1, 1), None))
    plan = make.plan(root, is_public=True, objectives=[{"binds_group": "departments"}])
    goal = plan.current.objectives.get()
    own = make.plan(
        office, code="kh-snv", published=False, parent=plan,
        objectives=[{"answers": goal.origin, "text": "Bí mật của dự thảo"}, {"text": "Mục tiêu riêng"}],
    )  # fmt: skip
    leader = client_of(role="provincial_leader", unit=root)

    def seen():
        page = leader.get(reverse("plans:cascade", args=[plan.code]))
        row = page.context["rows"][0][0]
        down = leader.get(reverse("plans:objective", args=[plan.code, goal.origin])).context["down"]
        return len(row.plans), len(row.drafting), len(page.context["orphans"]), [r.text for r in down]

    before = seen()
    version = own.versions.get()
    version.published_at = make.AT
    version.save()
    own.current = version
    own.save()

    assert before == (0, 1, 0, [])
    assert seen() == (1, 0, 1, ["Bí mật của dự thảo"])


def test_what_a_higher_plan_says_in_its_draft_is_not_told_below(client_of, root):
    office = UnitFactory(name="Sở Nội vụ", parent=root)
    plan = make.plan(root, is_public=True, objectives=[{"text": "Lời đã ban hành"}])
    goal = plan.current.objectives.get()
    draft = PlanVersion.objects.create(plan=plan, ordinal=2)
    Objective.objects.create(version=draft, origin=goal.origin, code="MT.01", text="Bí mật của dự thảo")
    own = make.plan(office, code="kh-snv", parent=plan, objectives=[{"answers": goal.origin}])
    address = reverse("plans:objective", args=[own.code, own.current.objectives.get().origin])

    page = client_of(role="inspector", unit=root).get(address)

    assert page.context["up"].text == "Lời đã ban hành"
    assert "Bí mật" not in page.content.decode()


def test_all_who_have_not_sent_one_thing_are_urged_at_once(officer, root):
    group = Group.objects.create(code="departments", name="Các sở, ban, ngành")
    for name in ("Sở Tài chính", "Sở Y tế"):
        GroupRule.objects.create(
            group=group, unit=UnitFactory(name=name, parent=root), during=DateRange(date(2020, 1, 1), None)
        )

    officer.post(reverse("plans:urge"), {"nhom": "departments", "nam": "2026", "cot": "plan"})

    assert "Sở Tài chính" in str(PaperRequest.objects.get().prepared.data)
    assert "Sở Y tế" in str(PaperRequest.objects.get().prepared.data)


def test_nobody_is_urged_by_its_own_dispatch_and_many_are_named_in_the_list(root):
    sender = UnitFactory(name="Sở Nội vụ", parent=root).versions.get()
    owed = {name: ["Kế hoạch năm"] for name in ("Sở Y tế", "Sở Nội vụ", "Sở Tài chính")}
    many = {f"Xã {n}": ["Kế hoạch năm"] for n in range(21)}

    few, all_communes = (
        urging_paper(sender, items, year=2026, on=date(2026, 11, 22)) for items in (owed, many)
    )

    assert few.addressees == ("Sở Tài chính", "Sở Y tế")
    assert all_communes.addressees == ("Các cơ quan, đơn vị, địa phương (danh sách kèm theo)",)


def test_an_objective_without_tasks_of_its_own_says_that_the_others_are_only_of_its_area(officer, root):
    plan = make.plan(root, objectives=[{}], tasks=[{"text": "Việc cùng nội dung"}])
    goal = plan.current.objectives.get()

    page = officer.get(reverse("plans:objective", args=[plan.code, goal.origin])).content.decode()

    assert "Chưa có nhiệm vụ nào gắn trực tiếp với mục tiêu này" in page


def test_a_refusal_names_the_field(officer, root):
    plan = make.plan(root)
    task = plan.current.tasks.get()

    page = officer.post(
        reverse("plans:report_progress", args=[plan.code, task.origin]),
        {"unit": root.pk, "percent": "nhiều", "text": "Đã làm"},
        headers={"referer": f"http://testserver/ke-hoach/{plan.code}/nhiem-vu/{task.origin}/"},
        follow=True,
    )

    assert 'data-refused="percent"' in page.content.decode()


def _pdf(name: str = "ban-ky.pdf", content: bytes = b"%PDF-1.7 ban ky") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_the_signed_pdf_of_an_issued_plan_is_handed_out_to_its_readers(client_of, root):
    plan = make.plan(root, code="ke-hoach")
    clerk, stranger = (
        client_of(role="records_clerk", unit=root),
        client_of(role="focal_officer", unit=UnitFactory(parent=root)),
    )

    clerk.post(
        "/ke-hoach/ke-hoach/so-ngay/",
        {"number": "512/KH-UBND", "issued_on": "2026-01-20", "signed": _pdf()},
    )
    page = clerk.get("/ke-hoach/ke-hoach/").content.decode()
    address = reverse("plans:signed_paper", args=[plan.code, 1])
    answer = clerk.get(address)

    assert address in page
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 ban ky"
    assert answer["Content-Disposition"] == 'attachment; filename="512-KH-UBND.pdf"'
    assert stranger.get(address).status_code == 404
    assert clerk.get(reverse("plans:signed_paper", args=[plan.code, 2])).status_code == 404


def test_a_signed_paper_that_is_no_pdf_is_refused_at_its_field_and_nothing_is_recorded(client_of, root):
    plan = make.plan(root, code="ke-hoach")
    picture = _pdf("anh.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40)

    answer = client_of(role="records_clerk", unit=root).post(
        "/ke-hoach/ke-hoach/so-ngay/", {"number": "512/KH-UBND", "issued_on": "2026-01-20", "signed": picture}
    )

    assert "Bản ký số phải là tệp PDF." in answer.content.decode()
    version = plan.versions.get()
    assert (version.number, version.signed_file) == ("", None)


def test_a_form_about_a_plan_says_which_plan(officer, root):
    plan = make.plan(root)

    for page in ("issue", "revise", "generate"):
        answer = officer.get(reverse(f"plans:{page}", args=[plan.code]))
        assert [words for words, _ in answer.context["trail"]] == ["Chương trình, kế hoạch", plan.title]
        assert f'<a href="/ke-hoach/{plan.code}/">{plan.title}</a>' in answer.content.decode()


def test_who_has_not_sent_stays_narrowed_to_those_who_lack_something(officer):
    for narrowed in (True, False):
        page = officer.get("/ke-hoach/chua-gui/" + ("?chi-chua-gui=1" if narrowed else "")).content.decode()
        assert ('name="chi-chua-gui" value="1" checked' in page) is narrowed


def test_the_form_for_an_assignment_knows_the_task_it_is_given_for_and_the_assignment_leads_back(
    officer, root
):
    unit = UnitFactory(name="Sở Tư pháp", parent=root)
    row = {"text": "Số hóa hồ sơ", "product": "Báo cáo", "lead_unit": unit, "due_on": date(2099, 12, 31)}
    plan = make.plan(root, tasks=[row])
    page = reverse("plans:task", args=[plan.code, plan.current.tasks.get().origin])

    link = re.search(r'href="(/nhiem-vu/giao/[^"]+)"', officer.get(page).content.decode())[1].replace(
        "&amp;", "&"
    )
    form = officer.get(link).context["form"]
    told = {name: form[name].value() or "" for name in form.fields}
    answer = officer.post(link, told, follow=True)

    assert (told["title"], told["units"], told["product"], told["due"]) == (
        "Số hóa hồ sơ", "Sở Tư pháp", "Báo cáo", "31/12/2099"
    )  # fmt: skip
    assert f'<a href="{page}">1. Số hóa hồ sơ</a>' in officer.get(link).content.decode()
    assert f'<a href="{page}">1. Số hóa hồ sơ</a>' in answer.content.decode()


def test_a_plan_started_from_nothing_has_the_areas_to_fill_and_is_called_after_its_year(officer, root):
    officer.post(reverse("plans:start"), {"unit": str(root.pk), "year": "2031", "title": ""})

    plan = Plan.objects.get(first_year=2031)
    (draft,) = plan.versions.all()
    assert plan.title == "Kế hoạch cải cách hành chính năm 2031"
    assert list(draft.areas.order_by("position").values_list("code", flat=True)) == list(AREAS)


def test_a_task_without_an_area_stands_in_the_grid_under_a_heading_of_its_own(officer, root):
    plan = make.plan(root, published=False, tasks=[{"area_code": ""}])

    page = officer.get(reverse("plans:annex", args=[plan.code]) + "?ban=du-thao")

    assert page.status_code == 200
    assert "Chưa ghi nội dung CCHC</th>" in page.content.decode()


def test_publishing_asks_again_without_the_red_of_what_destroys(officer, root):
    plan = make.plan(root, published=False)

    publish, discard = (
        officer.get(reverse(f"plans:{page}", args=[plan.code])).content.decode()
        for page in ("publish", "discard")
    )

    assert ("btn-danger" in publish, "danger-zone" in publish) == (False, False)
    assert ("btn-danger" in discard, "danger-zone" in discard) == (True, True)
