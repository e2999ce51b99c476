"""Which unit's plan answers which higher objective and task; what is missing and what hangs in the air."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caicach.organisation.units.queries import units_of_group
from caicach.steering.plans.models import Objective, Plan, Task


@dataclass(frozen=True, slots=True)
class Answer:
    """An item of the higher plan and the unit plans that answer it; `missing` are bound units without an answer."""

    item: Objective | Task
    plans: tuple[Plan, ...]
    missing: tuple[UUID, ...]


def answers(plan: Plan, *, on: date) -> list[Answer]:
    """Objectives and tasks of `plan` that bind a group, with who answers them and the gaps (a fixed few queries)."""
    children = {p.pk: p for p in plan.children.select_related("current") if not p.archived}
    by_origin: dict[UUID, set[UUID]] = defaultdict(set)
    for model in (Objective, Task):
        rows = model.objects.filter(version__plan__in=children, answers__isnull=False)
        for origin, child in rows.values_list("answers", "version__plan_id"):
            if origin:
                by_origin[origin].add(child)
    items: list[Objective | Task] = [
        *Objective.objects.filter(version_id=plan.current_id).exclude(binds_group="").order_by("position"),
        *Task.objects.filter(version_id=plan.current_id).exclude(binds_group="").order_by("position"),
    ]
    groups = {
        group: {u.unit_id for u in units_of_group(group, on)} for group in {i.binds_group for i in items}
    }
    found = []
    for item in items:
        answering = tuple(children[c] for c in sorted(by_origin[item.origin]))
        missing = groups[item.binds_group] - {p.unit_id for p in answering}
        found.append(Answer(item, answering, tuple(sorted(missing))))
    return found


def orphans(plan: Plan) -> list[Objective]:
    """Objectives of the unit plans under `plan` that answer none of its objectives."""
    rows = Objective.objects.filter(
        version__plan__parent=plan, version__plan__archived=False, answers__isnull=True
    )
    return list(rows.select_related("version__plan").order_by("version__plan_id", "position"))


def chain_down(plan: Plan, origin: UUID) -> list[Objective | Task]:
    """Rows of unit plans that answer the item `origin` of `plan`."""
    objectives = Objective.objects.filter(answers=origin, version__plan__parent=plan)
    tasks = Task.objects.filter(answers=origin, version__plan__parent=plan)
    return [*objectives.select_related("version__plan"), *tasks.select_related("version__plan")]
