"""Who has not sent: units of a group against their plan of the year and the progress of each quarter."""

from datetime import UTC, date, datetime, timedelta

import pytest

from caicach.foundation.kernel.actor import Actor, Scope, system
from caicach.organisation.units.models import Group, GroupRule
from caicach.steering.plans import permissions
from caicach.steering.plans.models import Progress
from caicach.steering.plans.queries.sending import who_has_not_sent
from tests.factories import plans as make
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 1, 30, 2, tzinfo=UTC)  # 9 o'clock in Vietnam


@pytest.fixture
def unit():
    unit = UnitFactory(parent=province())
    group = Group.objects.create(code="departments", name="Các sở, ban, ngành")
    GroupRule.objects.create(group=group, unit=unit, during=(date(2020, 1, 1), None))
    return unit


def states(on: date, actor: Actor | None = None) -> list[list[str]]:
    _, lines = who_has_not_sent("departments", 2026, on=on, actor=actor or system(on))
    return [[cell.state for cell in line.cells] for line in lines]


def report(task, unit, at: datetime, status: str = "reported", period: str = "") -> None:
    returned = {"decided_at": at, "returned_reason": "Thiếu"} if status == "returned" else {}
    Progress.objects.create(
        plan=task.version.plan, origin=task.origin, unit=unit, percent=10, text="Đang làm", status=status,
        reported_at=at, reported_by_name="Mẫu", period=period, **returned,
    )  # fmt: skip


def test_nothing_is_missing_on_its_due_day_and_everything_the_day_after(unit):
    waits = "not_due"

    assert states(date(2026, 1, 30)) == [[waits, waits, waits, waits, waits]]
    assert states(date(2026, 1, 31)) == [["missing", waits, waits, waits, waits]]
    assert states(date(2026, 3, 31)) == [["missing", waits, waits, waits, waits]]
    assert states(date(2026, 4, 1)) == [["missing", "missing", waits, waits, waits]]
    assert states(date(2027, 1, 1)) == [["missing"] * 5]


@pytest.mark.parametrize(("published", "expected"), [(0, "sent"), (1, "late")])
def test_a_plan_issued_on_the_due_day_is_sent_and_later_late(unit, published, expected):
    plan = make.plan(unit, published=False)
    version = plan.versions.get()
    version.published_at = MORNING + timedelta(days=published)
    version.save()
    plan.current = version
    plan.save()

    assert states(date(2026, 2, 15))[0][0] == expected


def test_a_draft_is_no_plan_that_was_sent(unit):
    make.plan(unit, published=False)

    assert states(date(2026, 2, 15))[0][0] == "missing"


def test_a_report_counts_for_its_quarter_by_the_local_day_unless_it_was_sent_back(unit):
    task = make.plan(unit, published=False).versions.get().tasks.get()
    report(task, unit, datetime(2026, 3, 31, 16, 30, tzinfo=UTC))  # 23:30 of the last day of the quarter
    report(task, unit, datetime(2026, 6, 30, 17, 30, tzinfo=UTC))  # half past midnight of the third
    report(task, unit, datetime(2026, 5, 5, 2, tzinfo=UTC), status="returned")

    assert states(date(2026, 10, 1))[0][1:] == ["sent", "missing", "sent", "not_due"]


def test_a_report_sent_after_its_quarter_is_late_for_it_and_says_nothing_of_the_next(unit):
    task = make.plan(unit, published=False).versions.get().tasks.get()
    report(task, unit, datetime(2026, 4, 3, 2, tzinfo=UTC), period="2026-Q1")
    report(task, unit, datetime(2027, 1, 4, 2, tzinfo=UTC), period="2026-Q4")

    assert states(date(2027, 2, 1))[0][1:] == ["late", "missing", "missing", "late"]


def test_one_sees_the_units_that_one_may_see_or_urge(unit):
    def holding(*codes: str) -> Actor:
        scope = Scope(frozenset(codes), frozenset({unit.pk}))
        return Actor(name="", on=date(2026, 6, 1), scopes=(scope,))

    rows = {
        code: len(states(date(2026, 6, 1), holding(code))) for code in (permissions.VIEW, permissions.URGE)
    }

    assert rows == {permissions.VIEW: 1, permissions.URGE: 1}
    assert states(date(2026, 6, 1), holding(permissions.EDIT)) == []
