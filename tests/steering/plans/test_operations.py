"""Drafting, publishing, cascade, progress and money."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from caicach.foundation.audit.models import Event
from caicach.foundation.files.operations import attach
from caicach.foundation.files.queries import attachments_of
from caicach.foundation.files.rules import Reference
from caicach.foundation.kernel.actor import Actor, Scope, system
from caicach.foundation.kernel.errors import NotPermitted, Refused, Stale
from caicach.foundation.records import Ref
from caicach.organisation.units.models import Group, GroupRule
from caicach.organisation.units.operations.handing import hand_over, what_hangs
from caicach.steering.plans import permissions
from caicach.steering.plans.models import LeadChange, MoneyDecision, Plan, Progress, Task
from caicach.steering.plans.operations import cascade, drafting, handing, money, progress, publishing
from caicach.steering.plans.queries.cascade import answering_plans, answers
from caicach.steering.plans.queries.comparison import changes
from caicach.steering.plans.queries.overview import progress_together, task_states
from caicach.steering.plans.queries.progress import TaskProgress, progress_of_tasks
from caicach.steering.plans.queries.responsible import tasks_of_units
from caicach.steering.plans.states import MoneyStage, PlanKind
from tests.factories import plans as make
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
BY = system(date(2026, 6, 1))


@pytest.fixture
def root():
    return province()


def actor_at(unit, *codes, name="Nguyễn Văn Mẫu"):
    from uuid import uuid4  # deferred: one use

    return Actor(
        name=name, on=AT.date(), user_id=uuid4(), scopes=(Scope(frozenset(codes), frozenset({unit.pk})),)
    )


def test_a_plan_is_drafted_published_and_then_frozen_by_the_database(root):
    draft = drafting.create_plan(
        code="kh-2026", kind=PlanKind.YEARLY_PLAN, unit_id=root.pk, title="Kế hoạch CCHC năm 2026",
        first_year=2026, last_year=2026, by=BY, at=AT,
    )  # fmt: skip
    task = drafting.add_task(version=draft, by=BY, at=AT, text="Rà soát thủ tục hành chính", lead_unit=root)

    publishing.publish(version=draft, by=BY, at=AT)

    plan = Plan.objects.get(code="kh-2026")
    assert (plan.current_id, plan.current.is_published) == (draft.pk, True)
    with pytest.raises(Refused, match="đã ban hành"):
        drafting.edit_item(item=task, changes={"text": "khác"}, by=BY, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(text="khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        plan.current.delete()
    assert list(Event.objects.filter(object_id=plan.pk).order_by("id").values_list("kind", flat=True)) == [
        "plans.started",
        "plans.published",
    ]


def test_an_empty_plan_is_not_published(root):
    draft = drafting.create_plan(
        code="rong", kind=PlanKind.YEARLY_PLAN, unit_id=root.pk, title="Kế hoạch",
        first_year=2026, last_year=2026, by=BY, at=AT,
    )  # fmt: skip

    with pytest.raises(Refused, match="chưa thể ban hành"):
        publishing.publish(version=draft, by=BY, at=AT)


def test_weights_that_do_not_make_a_hundred_per_cent_are_not_published(root):
    tasks = [{"weight": 60}, {"weight": 30}, {}]
    draft = make.plan(root, published=False, tasks=tasks).versions.get()

    with pytest.raises(Refused, match="cộng lại là 90%, phải bằng 100%"):
        publishing.publish(version=draft, by=BY, at=AT)
    drafting.edit_item(item=draft.tasks.get(code="3"), changes={"weight": Decimal(10)}, by=BY, at=AT)

    assert publishing.publish(version=draft, by=BY, at=AT).is_published


def test_progress_adds_up_by_weight_in_an_area_and_in_the_plan(root):
    tasks = [{"weight": 20}, {"weight": 30}, {"weight": 50, "area_code": "III"}]
    plan = make.plan(root, tasks=tasks)
    for row, percent in zip(plan.current.tasks.order_by("position"), (100, 50, 10), strict=True):
        report = progress.report_progress(
            plan=plan, origin=row.origin, unit_id=root.pk, percent=percent, text="x", by=BY, at=AT
        )
        progress.confirm_progress(progress=report, by=BY, at=AT)

    states = task_states(plan, on=AT.date())

    assert progress_together(states) == 40
    assert progress_together(s for s in states if s.task.area_code == "II") == 70


def test_a_unit_has_one_plan_a_year(root):
    make.plan(root)

    with pytest.raises(Refused, match="đã có kế hoạch"):
        drafting.create_plan(
            code="thu-hai", kind=PlanKind.YEARLY_PLAN, unit_id=root.pk, title="Kế hoạch",
            first_year=2026, last_year=2026, by=BY, at=AT,
        )  # fmt: skip


def test_number_and_date_are_recorded_after_issue_without_a_new_version(root):
    plan = make.plan(root)

    version = publishing.record_issue(
        version=plan.current, number="434/KH-UBND", issued_on=date(2026, 1, 22), by=BY, at=AT
    )

    assert (version.number, plan.versions.count()) == ("434/KH-UBND", 1)
    with pytest.raises(Refused, match="sau hôm nay"):
        publishing.record_issue(version=version, number="1", issued_on=date(2026, 12, 1), by=BY, at=AT)


def test_an_adjustment_keeps_origins_and_the_comparison_lists_what_changed(root):
    plan = make.plan(root, tasks=[{"text": "giữ nguyên"}, {"text": "sẽ sửa"}, {"text": "sẽ bỏ"}])
    draft = drafting.open_revision(plan=plan, reason="Theo chỉ đạo", by=BY, at=AT)
    rows = {t.text: t for t in draft.tasks.all()}

    drafting.edit_item(item=rows["sẽ sửa"], changes={"text": "đã sửa"}, by=BY, at=AT)
    drafting.remove_item(item=rows["sẽ bỏ"], by=BY, at=AT)
    drafting.add_task(version=draft, by=BY, at=AT, text="thêm mới", lead_unit=root)

    found = [(c.what, c.fields.get("text")) for c in changes(plan.current, draft)]
    assert found == [("changed", ("sẽ sửa", "đã sửa")), ("added", None), ("dropped", None)]
    with pytest.raises(Refused, match="dự thảo"):
        drafting.open_revision(plan=plan, reason="lần nữa", by=BY, at=AT)


def test_two_people_editing_one_row_the_second_is_told_it_is_stale(root):
    plan = make.plan(root, published=False)
    task = Task.objects.get(version__plan=plan)
    drafting.edit_item(item=task, changes={"product": "Báo cáo"}, revision=task.revision, by=BY, at=AT)

    with pytest.raises(Stale):
        drafting.edit_item(item=task, changes={"product": "Quyết định"}, revision=task.revision, by=BY, at=AT)

    assert Task.objects.get(pk=task.pk).product == "Báo cáo"


def test_unit_plans_are_generated_from_the_tasks_and_targets_that_bind_the_group(root):
    communes = [UnitFactory(parent=root, name=f"UBND xã {n}", level="commune") for n in range(3)]
    group = Group.objects.create(code="communes", name="UBND các xã, phường")
    for unit in communes:
        GroupRule.objects.create(group=group, unit=unit, during=(date(2020, 1, 1), None))
    goal = make.target()
    source = make.plan(
        root,
        tasks=[
            {"text": "của tỉnh"},
            {"text": "của xã", "binds_group": "communes", "due_on": date(2026, 11, 30)},
        ],
        objectives=[{"text": "hài lòng", "binds_group": "communes", "target": goal}],
    )
    make.plan(communes[0], code="da-co")

    plans = cascade.generate_unit_plans(source=source, unit_ids=[u.pk for u in communes], by=BY, at=AT)

    assert {p.unit_id for p in plans} == {communes[1].pk, communes[2].pk}
    origin = Task.objects.get(version=source.current, binds_group="communes").origin
    made = Task.objects.filter(version__plan__in=plans)
    assert {(t.text, t.answers, t.due_on, t.lead_unit_id) for t in made} == {
        ("của xã", origin, date(2026, 11, 30), u.pk) for u in communes[1:]
    }
    assert {o.target_id for p in plans for o in p.versions.get().objectives.all()} == {goal.pk}


def test_the_cascade_names_the_units_that_answer_draft_and_miss_an_objective(root):
    units = [UnitFactory(parent=root) for _ in range(3)]
    group = Group.objects.create(code="departments", name="Các sở, ban, ngành")
    for unit in units:
        GroupRule.objects.create(group=group, unit=unit, during=(date(2020, 1, 1), None))
    source = make.plan(
        root, objectives=[{"binds_group": "departments"}, {"text": "của riêng tỉnh"}], tasks=[]
    )
    goal = source.current.objectives.get(binds_group="departments")
    issued = make.plan(units[0], code="a", parent=source, objectives=[{"answers": goal.origin}])
    make.plan(units[1], code="b", parent=source, published=False, objectives=[{"answers": goal.origin}])

    [found] = answers(source, answering_plans(source), on=AT.date())

    assert (found.item, found.plans, found.drafting, found.missing) == (
        goal,
        (issued,),
        (units[1].pk,),
        (units[2].pk,),
    )


def test_next_years_plan_carries_unfinished_tasks(root):
    plan = make.plan(root, tasks=[{"text": "xong"}, {"text": "chưa", "due_on": date(2026, 6, 30)}])
    done = Task.objects.get(version=plan.current, text="xong")
    report = progress.report_progress(
        plan=plan, origin=done.origin, unit_id=root.pk, percent=100, text="Đã xong", by=BY, at=AT
    )
    progress.confirm_progress(progress=report, by=BY, at=AT)

    draft = cascade.start_from_last_year(previous=plan, code="kh-2027", title="Kế hoạch 2027", by=BY, at=AT)

    unfinished = Task.objects.get(version=plan.current, text="chưa")
    assert [(t.text, t.due_on, t.carried_from) for t in draft.tasks.all()] == [
        ("chưa", date(2027, 6, 30), unfinished.origin)
    ]
    assert (draft.plan.first_year, draft.plan.previous_id) == (2027, plan.pk)


def test_progress_counts_once_confirmed_and_history_stays(root):
    plan = make.plan(root, tasks=[{"due_on": date(2026, 5, 1)}])
    task = Task.objects.get(version=plan.current)
    first = progress.report_progress(
        plan=plan, origin=task.origin, unit_id=root.pk, percent=40, text="Đang làm", by=BY, at=AT
    )
    state = task_states(plan, on=AT.date())[0]
    assert (state.progress.percent, state.progress.waiting, state.state) == (0, 1, "overdue")

    progress.return_progress(progress=first, reason="Thiếu tài liệu kiểm chứng", by=BY, at=AT)
    second = progress.report_progress(
        plan=plan, origin=task.origin, unit_id=root.pk, percent=100, text="Xong", by=BY, at=AT
    )
    progress.confirm_progress(progress=second, by=BY, at=AT)

    state = task_states(plan, on=AT.date())[0]
    assert (state.progress.percent, state.state) == (100, "done_late")
    assert Progress.objects.count() == 2
    with pytest.raises(Refused, match="trạng thái"):
        progress.confirm_progress(progress=second, by=BY, at=AT)


def test_a_report_that_was_sent_back_counts_for_nothing(root):
    plan = make.plan(root)
    task = Task.objects.get(version=plan.current)
    facts = {"plan": plan, "origin": task.origin, "unit_id": root.pk, "text": "Xong", "by": BY}
    confirmed = progress.report_progress(percent=30, at=AT, **facts)
    progress.confirm_progress(progress=confirmed, by=BY, at=AT)
    returned = progress.report_progress(percent=100, at=AT + timedelta(hours=1), **facts)
    progress.return_progress(progress=returned, reason="Chưa xong", by=BY, at=AT + timedelta(hours=2))

    found = progress_of_tasks(plan)[task.origin]

    assert (found.percent, found.done_on, found.waiting) == (30, None, 0)


def test_a_report_carries_evidence_for_whoever_sees_its_plan(root):
    office, other = (UnitFactory(parent=root) for _ in range(2))
    plan = make.plan(office)
    task = Task.objects.get(version=plan.current)
    told = progress.report_progress(
        plan=plan, origin=task.origin, unit_id=office.pk, percent=40, text="Đang làm", by=BY, at=AT
    )
    ref, paper = Ref("plans.progress", told.pk), Reference("12/BC-SNV", "2026-05-30", "Sở Nội vụ")
    codes = (permissions.VIEW, "files.upload")

    with pytest.raises(Refused):
        attach(ref=ref, reference=paper, by=actor_at(other, *codes), at=AT)
    attach(ref=ref, reference=paper, by=actor_at(office, *codes), at=AT)

    assert [(a.number, a.unit_id) for a in attachments_of(ref.kind, ref.id)] == [("12/BC-SNV", office.pk)]


DUE = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("done", "on", "expected"),
    [
        (TaskProgress(100, done_on=DUE), DUE, "done_in_time"),
        (TaskProgress(100, done_on=DUE + timedelta(days=1)), DUE, "done_late"),
        (TaskProgress(99), DUE, "due_soon"),
        (TaskProgress(99), DUE + timedelta(days=1), "overdue"),
        (TaskProgress(), DUE - timedelta(days=30), "due_soon"),
        (TaskProgress(), DUE - timedelta(days=31), "in_time"),
    ],
)
def test_the_due_day_itself_is_in_time(done, on, expected):
    assert done.state(DUE, on) == expected
    assert TaskProgress(99).state(None, on) == "regular"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"percent": 101}, "từ 0 đến 100"),
        ({"text": " "}, "kết quả"),
        ({"blocked": True}, "nguyên nhân"),
        ({"period": "2026-Q3"}, "Kỳ báo cáo"),
        ({"period": "2025-Q4"}, "Kỳ báo cáo"),
        ({"period": "quý I"}, "Kỳ báo cáo"),
    ],
)
def test_a_wrong_progress_report_is_refused_in_words(root, wrong, message):
    plan = make.plan(root)
    task = Task.objects.get(version=plan.current)
    right = {"percent": 10, "text": "Đang làm"}

    with pytest.raises(Refused, match=message):
        progress.report_progress(
            plan=plan, origin=task.origin, unit_id=root.pk, by=BY, at=AT, **right | wrong
        )

    assert not Progress.objects.exists()


def test_a_report_is_about_the_quarter_of_its_day_or_the_earlier_one_that_it_names(root):
    plan = make.plan(root)
    facts = {
        "plan": plan, "origin": Task.objects.get(version=plan.current).origin, "unit_id": root.pk, "percent": 10,
        "text": "Đang làm", "by": BY, "at": AT,
    }  # fmt: skip

    own, earlier = progress.report_progress(**facts), progress.report_progress(period="2026-Q1", **facts)

    assert [(r.period, r.quarter_words) for r in (own, earlier)] == [
        ("2026-Q2", "Quý II/2026"), ("2026-Q1", "Quý I/2026")
    ]  # fmt: skip


def test_only_units_of_the_task_report_and_only_with_the_grant(root):
    lead, other = UnitFactory(parent=root), UnitFactory(parent=root)
    plan = make.plan(root, tasks=[{"lead_unit": lead}])
    origin = Task.objects.get(version=plan.current).origin
    given = {"plan": plan, "origin": origin, "percent": 10, "text": "Đang làm", "at": AT}

    with pytest.raises(Refused, match="không chủ trì"):
        progress.report_progress(unit_id=other.pk, by=actor_at(other, permissions.REPORT), **given)
    with pytest.raises(NotPermitted):
        progress.report_progress(unit_id=lead.pk, by=actor_at(other, permissions.REPORT), **given)
    progress.report_progress(unit_id=lead.pk, by=actor_at(lead, permissions.REPORT), **given)


def test_open_tasks_follow_the_successor_and_the_published_plan_stays(root):
    old, new = UnitFactory(parent=root), UnitFactory(parent=root)
    plan = make.plan(
        root, tasks=[{"lead_unit": old, "text": "còn mở"}, {"lead_unit": old, "text": "đã xong"}]
    )
    done = Task.objects.get(version=plan.current, text="đã xong")
    report = progress.report_progress(
        plan=plan, origin=done.origin, unit_id=old.pk, percent=100, text="Xong", by=BY, at=AT
    )
    progress.confirm_progress(progress=report, by=BY, at=AT)

    moved = handing.hand_over_tasks(old.pk, new.pk, by=BY, at=AT, legal_basis="Quyết định sáp nhập")

    day = AT.date()
    assert moved == 1
    assert [t.text for t in tasks_of_units([new.pk], day)] == ["còn mở"]
    assert [t.text for t in tasks_of_units([old.pk], day)] == ["đã xong"]
    assert set(Task.objects.filter(version=plan.current).values_list("lead_unit_id", flat=True)) == {old.pk}
    before = date(2026, 5, 31)
    assert {t.text for t in tasks_of_units([old.pk], before)} == {"còn mở", "đã xong"}
    assert LeadChange.objects.get().legal_basis == "Quyết định sáp nhập"


def test_ending_a_unit_lists_its_draft_plan_and_hands_it_over(root):
    old, new = UnitFactory(parent=root, name="Sở Cũ"), UnitFactory(parent=root, name="Sở Mới")
    draft = make.plan(
        old, code="du-thao", published=False, title="Kế hoạch cải cách hành chính năm 2026 của Sở Cũ",
        tasks=[{"lead_unit": old}, {"lead_unit": root}],
    )  # fmt: skip
    in_force = make.plan(old, code="da-ban-hanh", year=2025)
    drafting.open_revision(plan=in_force, reason="Bổ sung", by=BY, at=AT)

    listed = {
        item.ref.id for group in what_hangs([old.pk]) if group.kind == "plans.plan" for item in group.items
    }
    moved = hand_over(old.pk, new.pk, by=BY, at=AT)

    draft.refresh_from_db()
    in_force.refresh_from_db()
    assert (listed, moved["plans.plan"]) == ({draft.pk}, 1)
    assert (draft.unit_id, draft.title) == (new.pk, "Kế hoạch cải cách hành chính năm 2026 của Sở Mới")
    assert set(Task.objects.filter(version__plan=draft).values_list("lead_unit_id", flat=True)) == {
        new.pk,
        root.pk,
    }
    assert in_force.unit_id == old.pk
    assert Event.objects.filter(kind="plans.draft_handed_over").count() == 1


def test_a_draft_stays_where_the_successor_has_a_plan_of_that_year(root):
    old, new = UnitFactory(parent=root), UnitFactory(parent=root)
    draft = make.plan(old, code="du-thao", published=False)
    make.plan(new, code="cua-co-quan-ke-thua")

    moved = handing.hand_over_drafts(old.pk, new.pk, by=BY, at=AT)

    draft.refresh_from_db()
    assert (moved, draft.unit_id) == (0, old.pk)


def test_money_is_recorded_by_stage_and_corrected_by_a_difference(root):
    plan = make.plan(root, activities=[{"amounts": {2026: Decimal("120")}}])
    origin = plan.current.activities.get().origin
    given = {
        "plan": plan, "origin": origin, "year": 2026, "stage": MoneyStage.ALLOCATED,
        "decided_by": "UBND tỉnh", "document_number": "1/QĐ-UBND", "decided_on": date(2026, 2, 1), "by": BY, "at": AT,
    }  # fmt: skip
    money.record_money(amount=Decimal("100"), **given)
    money.record_money(amount=Decimal("-20"), **given)
    assert [
        event.data for event in Event.objects.filter(kind="plans.money_recorded").order_by("data__amount")
    ] == [
        {"stage": "allocated", "amount": "-20"},
        {"stage": "allocated", "amount": "100"},
    ]

    with pytest.raises(Refused, match="không được âm"):
        money.record_money(amount=Decimal("-81"), **given)
    with pytest.raises(Refused, match="ngoài thời kỳ"):
        money.record_money(amount=Decimal("1"), **given | {"year": 2030})

    money.record_money(amount=Decimal("-80"), **given)  # all of it may be taken back
    assert [d.amount for d in MoneyDecision.objects.order_by("id")] == [100, -20, -80]


def test_the_day_of_a_paper_is_the_day_in_vietnam(root):
    plan = make.plan(root)
    early = datetime(2026, 1, 21, 23, 30, tzinfo=UTC)  # 06:30 of the 22nd

    version = publishing.record_issue(
        version=plan.current, number="1/KH-UBND", issued_on=date(2026, 1, 22), by=BY, at=early
    )

    assert version.issued_on == date(2026, 1, 22)
