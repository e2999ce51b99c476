"""Which unit's plan answers which higher objective and task; what is missing and what hangs in the air."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q

from caicach.foundation.kernel.actor import Actor
from caicach.organisation.units.queries import units_of_groups
from caicach.steering.plans.models import Objective, Plan, Task


@dataclass(frozen=True, slots=True)
class Answer:
    """An item of the higher plan and the unit plans in force that answer it.

    `drafting` are bound units whose plan answers it but is not issued yet, `missing` those without any answer.
    """

    item: Objective | Task
    plans: tuple[Plan, ...]
    drafting: tuple[UUID, ...]
    missing: tuple[UUID, ...]


def answers(plan: Plan, *, on: date) -> list[Answer]:
    """Objectives and tasks of `plan` that bind a group, with who answers them and the gaps (a fixed few queries)."""
    children = {p.pk: p for p in plan.children.select_related("current") if not p.archived}
    by_origin: dict[UUID, set[UUID]] = defaultdict(set)
    shown = Q(version=F("version__plan__current")) | Q(version__plan__current=None)
    inside = {"version__plan__in": children, "answers__isnull": False}
    objectives, tasks = (
        model.objects.filter(shown, **inside).values_list("answers", "version__plan_id")
        for model in (Objective, Task)
    )
    for origin, child in objectives.union(tasks):
        if origin:
            by_origin[origin].add(child)
    items: list[Objective | Task] = [
        *Objective.objects.filter(version_id=plan.current_id).exclude(binds_group="").order_by("position"),
        *Task.objects.filter(version_id=plan.current_id).exclude(binds_group="").order_by("position"),
    ]
    groups = units_of_groups({i.binds_group for i in items}, on)
    found = []
    for item in items:
        answering = [children[c] for c in sorted(by_origin[item.origin])]
        issued = tuple(p for p in answering if p.current_id)
        drafting = tuple(p.unit_id for p in answering if not p.current_id)
        missing = groups[item.binds_group] - {p.unit_id for p in answering}
        found.append(Answer(item, issued, drafting, tuple(sorted(missing))))
    return found


def orphans(plan: Plan, *, visible_to: Actor) -> list[Objective]:
    """Objectives of the unit plans in force under `plan` that answer none of its objectives."""
    rows = Objective.objects.filter(
        version__plan__in=plan.children.visible_to(visible_to).filter(archived=False),
        version=F("version__plan__current"),
        answers__isnull=True,
    )
    return list(rows.select_related("version__plan").order_by("version__plan_id", "position"))


def chain_down(plan: Plan, origin: UUID, *, visible_to: Actor) -> list[Objective | Task]:
    """Rows of unit plans in force that answer the item `origin` of `plan`, and of drafts that the actor edits."""
    shown = Q(version=F("version__plan__current")) | Q(version__plan__current=None)
    rows = {"answers": origin, "version__plan__in": plan.children.visible_to(visible_to)}
    return [
        *Objective.objects.filter(shown, **rows).select_related("version__plan"),
        *Task.objects.filter(shown, **rows).select_related("version__plan"),
    ]
