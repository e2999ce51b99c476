"""Two versions of a plan side by side: added, dropped and changed rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from caicach.steering.plans.models import Activity, Objective, PlanVersion, Task

PlanRow = Objective | Task | Activity

FIELDS: dict[type[PlanRow], tuple[str, ...]] = {
    Objective: ("code", "text", "area_code", "block", "binds_group"),
    Task: (
        "code",
        "text",
        "product",
        "lead_text",
        "coordinating_text",
        "due_text",
        "due_on",
        "money",
        "weight",
        "area_code",
    ),
    Activity: ("code", "name", "lead_text", "formula", "amount", "area_code", "block"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A row that differs: `what` is added, dropped or changed; `fields` maps a column to (before, after)."""

    what: str
    label: str
    before: PlanRow | None
    after: PlanRow | None
    fields: dict[str, tuple[object, object]]


def changes(old: PlanVersion, new: PlanVersion) -> list[Change]:
    """What `new` adds, drops and changes against `old`, in the order of the newer paper."""
    found: list[Change] = []
    for model, fields in FIELDS.items():
        found += _compare(_rows(model, old), _rows(model, new), fields)
    return found


def _rows(model: type[PlanRow], version: PlanVersion) -> dict[UUID, PlanRow]:
    rows: QuerySet[Any] = model._default_manager.filter(version=version).order_by("position", "code")
    if model is Activity:
        rows = rows.annotate(amount=Sum("amounts__amount"))
    if model is Task:
        rows = rows.select_related("lead_unit")
    return {row.origin: row for row in rows}


def _compare(old: dict[UUID, PlanRow], new: dict[UUID, PlanRow], fields: Iterable[str]) -> list[Change]:
    found = []
    for origin, after in new.items():
        before = old.get(origin)
        if before is None:
            found.append(Change("added", str(after), None, after, {}))
            continue
        differ = {
            f: (getattr(before, f), getattr(after, f))
            for f in fields
            if getattr(before, f) != getattr(after, f)
        }
        if differ:
            found.append(Change("changed", str(after), before, after, differ))
    found += [Change("dropped", str(row), row, None, {}) for origin, row in old.items() if origin not in new]
    return found
