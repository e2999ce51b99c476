"""What units must still report on, and what belongs to a task: asked at once, however many plans and rows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from caicach.foundation.records import of_kind
from caicach.steering.plans.models import Plan, PlanVersion, Progress, Task, TaskCoordination
from caicach.steering.plans.queries.progress import progress_of_tasks, to_report_on
from caicach.work.assignments.states import Status
from tests.factories import plans as make
from tests.factories.assignments import given, in_state
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db

ON = date(2026, 6, 10)
AT = datetime(2026, 6, 1, 2, tzinfo=UTC)
REPORTS = {
    "không ai báo cáo": [],
    "báo cáo xong, đã xác nhận": [("confirmed", 100)],
    "báo cáo xong, chờ xác nhận": [("reported", 100)],
    "báo cáo xong, bị trả lại": [("confirmed", 60), ("returned", 100)],
    "xác nhận xong rồi mở lại": [("confirmed", 100), ("confirmed", 40)],
}


def report(plan: Plan, task: Task, status: str, percent: int, *, hour: int = 0) -> Progress:
    decided = {} if status == "reported" else {"decided_at": AT}
    reason = {"returned_reason": "Chưa có tài liệu kiểm chứng"} if status == "returned" else {}
    return Progress.objects.create(
        plan=plan, origin=task.origin, unit=plan.unit, area_code="II", percent=percent, text="Đã làm",
        status=status, reported_by_name="Mẫu", reported_at=AT + timedelta(hours=hour), **decided, **reason,
    )  # fmt: skip


def test_a_unit_reports_on_what_no_assignment_carries_out_and_no_confirmed_report_calls_complete():
    unit = UnitFactory(parent=province())
    names = [*REPORTS, "đang giao", "đã thu hồi"]
    plan = make.plan(unit, tasks=[{"text": name, "due_on": date(2026, 12, 1)} for name in names])
    tasks = {task.text: task for task in plan.current.tasks.all()}
    for name, said in REPORTS.items():
        for hour, (status, percent) in enumerate(said):
            report(plan, tasks[name], status, percent, hour=hour)
    about = {"subject_kind": "plans.task"}
    given(unit, unit, subject_id=tasks["đang giao"].origin, **about)
    in_state(Status.WITHDRAWN, unit=unit, subject_id=tasks["đã thu hồi"].origin, **about)

    found = {task.text for task in to_report_on(Task.objects.filter(version=plan.current))}

    known = progress_of_tasks(plan)
    told = {
        n
        for n, t in tasks.items()
        if known[t.origin].percent < 100 and known[t.origin].source != "assignments"
    }
    assert found == told == {*names} - {"báo cáo xong, đã xác nhận", "đang giao"}


def test_what_a_unit_must_do_costs_one_statement_however_many_plans(django_assert_num_queries):
    root = province()
    unit = UnitFactory(parent=root)
    for year in (2024, 2025, 2026):
        make.plan(
            root, code=f"ke-hoach-{year}", year=year, tasks=[{"lead_unit": unit, "due_on": date(2026, 12, 1)}]
        )

    with django_assert_num_queries(1):
        found = list(of_kind("plans.task").obligations(unit.pk, ON))

    assert len(found) == 3


def test_what_a_unit_hands_over_costs_three_statements_however_many_plans(django_assert_num_queries):
    root = province()
    unit = UnitFactory(parent=root)
    for year in (2024, 2025, 2026):
        names = ["đang làm", "xong theo báo cáo", "xong theo nhiệm vụ được giao"]
        tasks = [{"lead_unit": unit, "text": name} for name in names]
        plan = make.plan(root, code=f"ke-hoach-{year}", year=year, tasks=tasks)
        _, reported, assigned = plan.current.tasks.order_by("position")
        report(plan, reported, "confirmed", 100)
        in_state(Status.DONE, unit=unit, subject_kind="plans.task", subject_id=assigned.origin)

    with django_assert_num_queries(3):
        found = list(of_kind("plans.task").hangs_on_unit([unit.pk]))

    assert [hanging.title for hanging in found] == ["1. đang làm"] * 3


def test_the_page_of_a_task_names_what_belongs_to_it_for_as_many_statements_as_without(client_of):
    root = province()
    unit, *partners = (UnitFactory(parent=root, name=f"Sở {n}") for n in ("Một", "Hai", "Ba"))
    above = make.plan(root, code="tren", tasks=[{"text": "Nhiệm vụ của tỉnh"}, {"text": "Nhiệm vụ khác"}])
    answered, alone = above.current.tasks.order_by("position")
    plan = make.plan(
        unit, code="so-mot", title="Kế hoạch của Sở", parent=above, published=False,
        objectives=[{"text": "Mục tiêu được phục vụ"}, {"text": "Mục tiêu để riêng"}],
        tasks=[{"text": "Nhiệm vụ của Sở", "answers": answered.origin}],
    )  # fmt: skip
    task, version = Task.objects.get(version__plan=plan), plan.versions.get()
    task.serves = [str(version.objectives.get(text="Mục tiêu được phục vụ").origin)]
    task.save()
    for partner in partners:
        TaskCoordination.objects.create(task=task, unit=partner)
    PlanVersion.objects.filter(pk=version.pk).update(published_at=AT)
    Plan.objects.filter(pk=plan.pk).update(current=version)
    officer = client_of(role="reform_officer", unit=root)

    def page(code, row):
        address = reverse("plans:task", args=[code, row.origin])
        officer.get(address)
        with CaptureQueriesContext(connection) as asked:
            said = officer.get(address).content.decode()
        return said, len(asked)

    (own, n), (higher, m), (bare, k) = page("so-mot", task), page("tren", answered), page("tren", alone)

    named = [
        "Nhiệm vụ của tỉnh",
        "Mục tiêu được phục vụ",
        ">Sở Một<",
        ">Sở Hai<",
        ">Sở Ba<",
        "Mục tiêu để riêng",
    ]
    assert [word in own for word in named] == [True] * 5 + [False]
    assert ["1 kế hoạch:" in said for said in (own, higher, bare)] == [False, True, False]
    assert n == m == k <= 12


def test_a_plan_in_force_without_its_number_waits_for_who_records_numbers(client_of):
    own, other = UnitFactory(parent=province()), UnitFactory()
    waiting = make.plan(own, code="cho-ghi-so")
    make.plan(own, code="chua-ban-hanh", year=2027, published=False)
    make.plan(own, code="luu-tru", year=2025, archived=True)
    make.plan(other, code="cua-don-vi-khac")
    clerk, officer = (client_of(role=role, unit=own) for role in ("records_clerk", "inspector"))
    address = reverse("plans:issue", args=[waiting.code])

    page = clerk.get("/viec-cua-toi/").content.decode()
    elsewhere = officer.get("/viec-cua-toi/").content.decode()
    PlanVersion.objects.filter(pk=waiting.current_id).update(number="12/KH-SNV", issued_on=ON)
    after = clerk.get("/viec-cua-toi/").content.decode()

    assert page.count("Ghi số, ngày") == 1
    assert address in page
    assert address not in elsewhere
    assert address not in after
