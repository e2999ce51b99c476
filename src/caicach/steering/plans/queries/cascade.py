"""Which unit's plan answers which higher objective and task; what is missing and what hangs in the air."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    ExpressionWrapper,
    F,
    Func,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
)
from django.db.models.functions import Cast, Coalesce, JSONObject

from caicach.foundation.kernel.actor import Actor
from caicach.organisation.units.models import Group
from caicach.organisation.units.queries import name_of, units_of_groups
from caicach.steering.plans.models import Objective, Plan, PlanVersion, Task, TaskCoordination


@dataclass(frozen=True, slots=True)
class Answer:
    """An item of the higher plan and the unit plans in force that answer it.

    `drafting` are bound units whose plan answers it but is not issued yet, `missing` those without any answer.
    """

    item: Objective | Task
    plans: tuple[Plan, ...]
    drafting: tuple[UUID, ...]
    missing: tuple[UUID, ...]


def answering_plans(plan: Plan) -> list[Any]:
    """The unit plans under `plan`, each with the origins that its version in force, else its draft, answers."""
    draft = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-ordinal").values("pk")[:1]
    rows = plan.children.filter(archived=False).annotate(shown=Coalesce("current_id", Subquery(draft)))
    objectives, tasks = (
        ArraySubquery(
            model.objects.filter(version=OuterRef("shown"), answers__isnull=False).values("answers")
        )
        for model in (Objective, Task)
    )
    return list(rows.annotate(objectives_answered=objectives, tasks_answered=tasks).order_by("pk"))


def answers(plan: Plan, children: Sequence[Any], *, on: date) -> list[Answer]:
    """Objectives and tasks of `plan` that bind a group, with who answers them and the gaps; four queries.

    `children` are its `answering_plans`; each item carries the `group_name`.
    """
    by_origin: dict[UUID, list[Any]] = defaultdict(list)
    for child in children:
        for origin in {*child.objectives_answered, *child.tasks_answered}:
            by_origin[origin].append(child)
    named = Subquery(Group.objects.filter(code=OuterRef("binds_group")).values("name"))
    items: list[Any] = [
        row
        for model in (Objective, Task)
        for row in model.objects.filter(version_id=plan.current_id)
        .exclude(binds_group="")
        .annotate(group_name=named)
        .order_by("position")
    ]
    groups = units_of_groups({i.binds_group for i in items}, on)
    found = []
    for item in items:
        answering = by_origin[item.origin]
        issued = tuple(p for p in answering if p.current_id)
        drafting = tuple(p.unit_id for p in answering if not p.current_id)
        missing = groups[item.binds_group] - {p.unit_id for p in answering}
        found.append(Answer(item, issued, drafting, tuple(sorted(missing))))
    return found


def orphans(plan: Plan, *, visible_to: Actor, on: date) -> list[Objective]:
    """Objectives of the unit plans in force under `plan` that answer none of its objectives.

    `owner_name` is what the plan's unit is called on a day.
    """
    rows = Objective.objects.filter(
        version__plan__in=plan.children.visible_to(visible_to).filter(archived=False),
        version=F("version__plan__current"),
        answers__isnull=True,
    )
    named = rows.annotate(owner_name=name_of("version__plan__unit_id", on)).select_related("version__plan")
    return list(named.order_by("version__plan_id", "position"))


@dataclass(frozen=True, slots=True)
class Kin:
    """Objectives that belong together over the plans: the one answered, those that answer, those of one indicator."""

    up: Objective | None
    down: list[Objective]
    alike: list[Objective]


def kin_of(objective: Objective, plan: Plan, *, visible_to: Actor, on: date) -> Kin:
    """What an objective of `plan` answers, what answers it, its like in visible plans; one query."""
    rows = Objective.objects.values("pk")
    answered: Any = objective.answers
    up = rows.filter(version__plan__current=F("version"), origin=answered)
    down = _answering(Objective, plan, objective.origin, visible_to).values("pk")
    alike = rows.none()
    if objective.target is not None:
        visible = Plan.objects.visible_to(visible_to).values("pk")
        in_force = rows.filter(version__plan__current=F("version"), version__plan__in=visible)
        same = in_force.filter(target__indicator=objective.target.indicator_id)
        alike = same.exclude(origin=objective.origin)
    kin = Objective.objects.filter(pk__in=up.union(down, alike)).annotate(
        is_up=Q(pk__in=up),
        is_down=Q(pk__in=down),
        is_alike=Q(pk__in=alike),
        owner_name=name_of("version__plan__unit_id", on),
    )
    found: list[Any] = list(kin.select_related("version__plan", "target"))
    return Kin(
        up=next((row for row in found if row.is_up), None),
        down=[row for row in found if row.is_down],
        alike=[row for row in found if row.is_alike],
    )


@dataclass(frozen=True, slots=True)
class TaskKin:
    """A task of the version shown, the one it answers, and those that answer it.

    Each has `owner_name`, what the unit of its plan is called. The task has `lead_name`, `partners` and `aims`:
    `{id, name}` of the coordinating units, `{origin, code, text}` of the objectives that it serves.
    """

    task: Any
    up: Task | None
    down: list[Task]


_AS_JSON = Func(Cast("origin", TextField()), function="to_jsonb", output_field=JSONField())
"""An objective as a task's `serves` holds it."""


def task_with_kin(
    tasks: "QuerySet[Task]",
    origin: UUID,
    *,
    plan: Plan,
    aims: "QuerySet[Objective]",
    visible_to: Actor,
    on: date,
) -> TaskKin | None:
    """The task `origin` among `tasks` of `plan` with what belongs to it, units under their names of a day; one query.

    It is answered by tasks of unit plans in force, and by those of drafts that the actor edits. `aims` are the
    objectives that may be shown.
    """
    own = tasks.filter(origin=origin)
    rows = Task.objects.values("pk")
    up = rows.filter(version__plan__current=F("version"), origin__in=own.values("answers"))
    down = _answering(Task, plan, origin, visible_to).values("pk")
    partners = (
        TaskCoordination.objects.filter(task=OuterRef("pk"))
        .order_by("pk")
        .annotate(called=name_of("unit_id", on))
    )
    served = aims.alias(serves=ExpressionWrapper(OuterRef("serves"), JSONField())).filter(
        serves__contains=_AS_JSON
    )
    found: list[Any] = list(
        Task.objects.filter(pk__in=own.values("pk").union(up, down))
        .annotate(
            is_own=Q(pk__in=own.values("pk")),
            is_up=Q(pk__in=up),
            owner_name=name_of("version__plan__unit_id", on),
            lead_name=name_of("lead_unit_id", on),
            partners=ArraySubquery(partners.values(row=JSONObject(id="unit_id", name="called"))),
            aims=ArraySubquery(served.values(row=JSONObject(origin="origin", code="code", text="text"))),
        )
        .select_related("version__plan")
    )
    task = next((row for row in found if row.is_own), None)
    if task is None:
        return None
    others = [row for row in found if row is not task]
    return TaskKin(
        task,
        up=next((row for row in others if row.is_up), None),
        down=[row for row in others if not row.is_up],
    )


def _answering(model: type[Any], plan: Plan, origin: UUID, actor: Actor) -> "QuerySet[Any]":
    """Rows that answer an item: objectives answer objectives, tasks answer tasks."""
    shown = Q(version=F("version__plan__current")) | Q(version__plan__current=None)
    inside = plan.children.visible_to(actor)
    return model.objects.filter(shown, answers=origin, version__plan__in=inside)
