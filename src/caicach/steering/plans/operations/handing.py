"""Open tasks and drafts follow the successor of a unit; what was published stays as printed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from caicach.foundation.audit.operations import record_many
from caicach.foundation.kernel.actor import Actor
from caicach.organisation.units.queries import names
from caicach.steering.plans.models import LeadChange, Plan, Task
from caicach.steering.plans.queries.progress import progress_in_plans
from caicach.steering.plans.queries.responsible import tasks_of_units
from caicach.steering.plans.states import PlanKind

FUNCTION_AREAS = {
    "Kiểm soát thủ tục hành chính": "II",
    "Chuyển đổi số, chính quyền số": "VI",
}
"""Functions that move between living units, and the reform area of the tasks that belong to each."""


def open_tasks(units: list[UUID], at: datetime) -> list[Task]:
    """Tasks in force led by these units that are not done yet."""
    tasks = list(tasks_of_units(units, localdate(at)))
    done = progress_in_plans(tasks)
    return [t for t in tasks if done[t.version.plan_id, t.origin].percent < 100]


@transaction.atomic
def hand_over_tasks(
    from_unit: UUID, to_unit: UUID, *, by: Actor, at: datetime, function: str = "", legal_basis: str = ""
) -> int:
    """Chuyển nhiệm vụ của kế hoạch: open tasks of `from_unit` are led by `to_unit` from the day of `at`.

    With a `function` only tasks of its reform area (`FUNCTION_AREAS`) move. Returns how many. Part of a
    reorganisation, which checks the permission.
    """
    tasks = [
        t for t in open_tasks([from_unit], at) if not function or t.area_code == FUNCTION_AREAS.get(function)
    ]
    day = localdate(at)
    for task in tasks:
        LeadChange.objects.update_or_create(
            plan=task.version.plan,
            origin=task.origin,
            from_on=day,
            defaults={"unit_id": to_unit, "legal_basis": legal_basis, "by_name": by.name, "at": at},
        )
    record_many(
        [
            ("plans.lead_changed", task, to_unit, {"from": str(from_unit), "origin": str(task.origin)})
            for task in tasks
        ],
        by=by,
        at=at,
    )
    return len(tasks)


def open_drafts(units: Iterable[UUID]) -> QuerySet[Plan]:
    """Plans of these units that are being drafted and were never published; revisions stay with the plan in force."""
    return Plan.objects.filter(unit__in=units, current=None, archived=False).order_by("code")


@transaction.atomic
def hand_over_drafts(from_unit: UUID, to_unit: UUID, *, by: Actor, at: datetime) -> int:
    """Bàn giao kế hoạch dự thảo: drafts of `from_unit` become drafts of `to_unit`, which also leads their tasks.

    A title that names the old unit names the new one. Where `to_unit` has a yearly plan of that year, the draft stays
    where it is: the successor, whose grants reach its predecessors, takes from it what it needs. Returns how many
    moved. Part of a reorganisation, which checks the permission.
    """
    taken = set(
        Plan.objects.filter(unit=to_unit, kind=PlanKind.YEARLY_PLAN, archived=False).values_list(
            "first_year", flat=True
        )
    )
    called = names([from_unit, to_unit], localdate(at))
    moved = []
    for plan in open_drafts([from_unit]).select_for_update(of=("self",)):
        if plan.kind == PlanKind.YEARLY_PLAN and plan.first_year in taken:
            continue
        plan.unit_id = to_unit
        plan.title = plan.title.replace(called[from_unit], called[to_unit])
        plan.revision += 1
        plan.save(update_fields=["unit", "title", "revision"])
        Task.objects.filter(version__plan=plan, lead_unit=from_unit).update(lead_unit=to_unit)
        moved.append(plan)
    record_many(
        [("plans.draft_handed_over", plan, to_unit, {"from": str(from_unit)}) for plan in moved], by=by, at=at
    )
    return len(moved)
