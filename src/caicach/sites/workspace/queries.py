"""Reads of the workspace: one person's work, one unit's obligations, the province at a glance."""

from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Case, Count, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.records import Todo, kinds
from caicach.foundation.worktime.queries import calendar_for
from caicach.foundation.worktime.rules import Calendar, add
from caicach.organisation.units.models import UnitVersion
from caicach.organisation.units.states import Level
from caicach.steering.indicators.models import Target, Value
from caicach.steering.indicators.rules.status import Light
from caicach.steering.plans.models import MoneyDecision, Plan, Progress
from caicach.steering.plans.queries.money import MoneyTable, totals_of
from caicach.steering.plans.queries.overview import (
    ObjectiveState,
    TaskState,
    lights,
    objective_states,
    task_counts,
    task_states,
)
from caicach.steering.plans.states import MoneyStage, PlanKind
from caicach.work.assignments import permissions
from caicach.work.assignments.queries import Board, board, stamp, stamp_beside

from .rules import MyWork, sort_out

SOON = 3
"""Working days ahead that “Việc của tôi” shows (users.md: 3 ngày làm việc tới)."""


def calendar_or_week() -> Calendar:
    """The province's calendar; a plain Monday-to-Friday week before one is loaded."""
    try:
        return calendar_for()
    except Refused:
        return Calendar("")


def soon_until(calendar: Calendar, on: date) -> date:
    """The last of the next three working days."""
    return add(on, SOON, calendar)


def my_work(actor: Actor, *, on: date, calendar: Calendar) -> MyWork:
    """Việc của tôi: what every kind of row asks of the actor on a day."""
    todos = [todo for kind in kinds() if kind.todo for todo in kind.todo(actor, on)]
    return sort_out(todos, on=on, soon_until=soon_until(calendar, on))


def obligations_of(unit_id: UUID, *, on: date, calendar: Calendar) -> MyWork:
    """What a unit must still do, over all kinds of rows."""
    todos: list[Todo] = [
        todo for kind in kinds() if kind.obligations for todo in kind.obligations(unit_id, on)
    ]
    return sort_out(todos, on=on, soon_until=soon_until(calendar, on))


@dataclass(frozen=True, slots=True)
class PlanGlance:
    """One plan on a day: lights of its targets, states of its tasks, its money in triệu đồng."""

    plan: Plan
    on: date
    objectives: list[ObjectiveState]
    tasks: list[TaskState]
    money: MoneyTable
    lights: Counter[Light] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def failing(self) -> list[ObjectiveState]:
        """Targets that are red, then amber."""
        order = {Light.RED: 0, Light.AMBER: 1}
        wrong = [state for state in self.objectives if state.status.light in order]
        return sorted(wrong, key=lambda state: order[state.status.light])

    @property
    def late(self) -> list[TaskState]:
        """Overdue tasks, the oldest date first."""
        late = [state for state in self.tasks if state.state == "overdue"]
        return sorted(late, key=lambda state: state.task.due_on or date.max)

    @property
    def blocked(self) -> list[TaskState]:
        """Tasks that a unit reported as blocked and that are not overdue already."""
        return [state for state in self.tasks if state.progress.blocked and state.state != "overdue"]

    @property
    def done(self) -> int:
        """How many tasks are complete."""
        return self.counts["done_in_time"] + self.counts["done_late"]

    def amount(self, stage: MoneyStage, year: int | None = None) -> Decimal:
        """The sum of a stage, of one year where given."""
        return self.money.of(stage, year=year)


def plans_to_watch(actor: Actor, *, on: date) -> QuerySet[Plan]:
    """Plans in force that a leader may choose from: the province's plan of the year first, then programmes."""
    province = UnitVersion.objects.filter(
        administrative=True, level=Level.PROVINCE, parent=None, during__contains=on
    )
    return (
        Plan.objects.visible_to(actor)
        .filter(
            Q(parent__isnull=True) | Q(unit__in=province.values("unit_id")),
            current__isnull=False,
            archived=False,
            first_year__lte=on.year,
        )
        .order_by(
            Case(When(last_year__lt=on.year, then=1), default=0),
            Case(When(kind=PlanKind.YEARLY_PLAN, then=0), default=1),
            "-first_year",
            "title",
        )
    )


def glance(plan: Plan, *, on: date) -> PlanGlance:
    """What a leader needs to know of a plan, on a day (its last day when it has ended).

    Kept in this process until something it shows has changed: the fresh reading takes eight queries, the question
    whether anything has changed takes one.
    """
    day = min(on, date(plan.last_year, 12, 31))
    return _kept(("plan", plan.pk, day, *_plan_stamp(plan)), lambda: _glance(plan, day))


def _glance(plan: Plan, day: date) -> PlanGlance:
    objectives = objective_states(plan, on=day)
    tasks = task_states(plan, on=day)
    return PlanGlance(
        plan, day, objectives, tasks, totals_of(plan).by_area, lights(objectives), task_counts(tasks)
    )


def _plan_stamp(plan: Plan) -> tuple[Any, ...]:
    """Numbers that grow with every change of what `glance` shows; one query."""
    own = Plan.objects.filter(pk=plan.pk)
    reports = Progress.objects.filter(plan=OuterRef("pk")).values("plan")
    decisions = MoneyDecision.objects.filter(plan=OuterRef("pk")).values("plan")
    values = Value.objects.filter(unit=OuterRef("unit")).values("unit")
    targets = Target.objects.filter(objectives__version=OuterRef("current")).values("objectives__version")
    (found,) = own.values_list(
        "revision",
        "current",
        _number(reports, Count("pk")),
        _number(reports, Sum("revision")),
        _number(decisions, Count("pk")),
        _number(values, Count("pk")),
        _number(values, Sum("revision")),
        _number(targets, Sum("revision")),
        stamp_beside(),
    )
    return tuple(found)


def _number(rows: QuerySet[Any, Any], sum_of: Count | Sum) -> Coalesce:
    counted = rows.order_by().annotate(n=sum_of).values("n")
    return Coalesce(Subquery(counted, output_field=BigIntegerField()), 0)


def board_glance(actor: Actor, *, on: date) -> Board:
    """The board of everything the actor may see, kept in this process until an assignment changes."""
    key = ("board", actor.user_id, actor.scope(permissions.VIEW), on, stamp())
    return _kept(key, lambda: board(actor, on=on, urgent=0))


_KEPT: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_MOST = 64


def _kept(key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
    """The value of a key that names everything the value depends on; the oldest of 64 goes."""
    if key not in _KEPT:
        _KEPT[key] = make()
        while len(_KEPT) > _MOST:
            _KEPT.popitem(last=False)
    return _KEPT[key]
