"""A province that grows: more units, plans, tasks, activities and assignments beside those of the demo.

1x is the demo itself. The pages that are measured look at the same things at every size; what grows is the rest of
the province, as it does in life: other units' plans, tasks and assignments.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from caicach.foundation.kernel.ids import new_id
from caicach.organisation.units.models import Unit, UnitPath, UnitVersion
from caicach.organisation.units.queries import home
from caicach.steering.plans.models import Activity, ActivityMoney, Plan, PlanVersion, Task
from caicach.work.assignments.models import Assignment


@dataclass(frozen=True)
class Size:
    """How many units, tasks, activities and assignments the province has altogether."""

    name: str
    units: int
    tasks: int
    activities: int
    assignments: int


SIZES = (
    Size("1x", 0, 0, 0, 0),
    Size("10x", 4_000, 20_000, 790, 4_000),
    Size("100x", 20_000, 200_000, 5_000, 40_000),
)
UNITS_A_COMMUNE = 40


def grow(size: Size) -> dict[str, int]:
    """Fill up to `size`; returns what there is now."""
    root, today = home(), timezone.localdate()
    _grow_units(root.unit_id, size.units)
    owners = list(
        UnitVersion.objects.filter(during__contains=today).order_by("id").values_list("unit_id", flat=True)
    )
    _grow_plans(owners, size, today)
    _grow_assignments(owners, root.unit_id, size.assignments, timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return counts()


def counts() -> dict[str, int]:
    """What the province has."""
    return {
        "units": Unit.objects.count(),
        "tasks": Task.objects.count(),
        "activities": Activity.objects.count(),
        "assignments": Assignment.objects.count(),
    }


def _grow_units(root: UUID, wanted: int) -> None:
    missing = wanted - Unit.objects.count()
    if missing <= 0:
        return
    areas = list(
        UnitVersion.objects.filter(
            during__contains=timezone.localdate(), level="commune", administrative=True
        )
        .order_by("id")
        .values_list("unit_id", flat=True)
    )
    since = (date(2025, 7, 1), None)
    units = [Unit(id=new_id()) for _ in range(missing)]
    Unit.objects.bulk_create(units, batch_size=5000)
    parents = [areas[n % len(areas)] for n in range(missing)]
    UnitVersion.objects.bulk_create(
        [
            UnitVersion(
                unit=unit, parent_id=parent, during=since, name=f"Đơn vị đo tốc độ {n:05}", kind="department",
                block="state", level="commune", own_code=f"bench-{unit.pk.hex[-12:]}",
            )
            for n, (unit, parent) in enumerate(zip(units, parents, strict=True))
        ],
        batch_size=5000,
    )  # fmt: skip
    above: dict[UUID, list[tuple[UUID, int]]] = {}
    for ancestor, descendant, depth in UnitPath.objects.filter(
        descendant__in=areas, during__contains=timezone.localdate()
    ).values_list("ancestor_id", "descendant_id", "depth"):
        above.setdefault(descendant, []).append((ancestor, depth))
    paths = [UnitPath(ancestor=u, descendant=u, depth=0, during=since) for u in units]
    paths += [
        UnitPath(ancestor_id=a, descendant=u, depth=depth + 1, during=since)
        for u, parent in zip(units, parents, strict=True)
        for a, depth in above[parent]
    ]
    UnitPath.objects.bulk_create(paths, batch_size=10_000)


def _grow_plans(owners: list[UUID], size: Size, today: date) -> None:
    missing_tasks = size.tasks - Task.objects.count()
    missing_activities = size.activities - Activity.objects.count()
    taken = set(
        Plan.objects.filter(kind="yearly_plan", first_year=today.year).values_list("unit_id", flat=True)
    )
    free = [u for u in owners if u not in taken]
    count = max(missing_tasks // 200, 0)
    if not count:
        return
    plans = [
        Plan(
            code=f"bench-{new_id().hex}", kind="yearly_plan", unit_id=unit, title=f"Kế hoạch đo tốc độ {n}",
            first_year=today.year, last_year=today.year,
        )
        for n, unit in enumerate(free[:count])
    ]  # fmt: skip
    versions = [PlanVersion(plan=plan, ordinal=1) for plan in plans]
    Plan.objects.bulk_create(plans)
    PlanVersion.objects.bulk_create(versions)
    Task.objects.bulk_create(
        (
            Task(
                version=v, code=str(n), position=n, area_code="II", text=f"Nhiệm vụ đo tốc độ số {n} về thủ tục",
                lead_unit_id=v.plan.unit_id, due_on=date(today.year, 1 + n % 12, 15),
            )
            for v in versions
            for n in range(200)
        ),
        batch_size=5000,
    )  # fmt: skip
    each = -(-max(missing_activities, 0) // len(plans))
    activities = [
        Activity(version=v, code=f"{n}", position=n, area_code="II", name=f"Hoạt động đo tốc độ {n}")
        for v in versions
        for n in range(each)
    ]
    Activity.objects.bulk_create(activities, batch_size=5000)
    ActivityMoney.objects.bulk_create(
        [ActivityMoney(activity=a, year=today.year, amount=10) for a in activities], batch_size=5000
    )
    published = timezone.now()
    PlanVersion.objects.filter(plan__in=plans).update(published_at=published)
    for plan, version in zip(plans, versions, strict=True):
        plan.current = version
    Plan.objects.bulk_update(plans, ["current"], batch_size=500)


def _grow_assignments(owners: list[UUID], root: UUID, wanted: int, at: datetime) -> None:
    missing = wanted - Assignment.objects.count()
    if missing <= 0:
        return
    pattern = Assignment.objects.filter(due_on__isnull=False).order_by("id").first()
    if pattern is None:
        return
    names = [f.attname for f in Assignment._meta.concrete_fields if f.attname != "id"]
    same = {name: getattr(pattern, name) for name in names}
    same |= {"person_id": None, "parent_id": None, "giver_unit_id": root}
    Assignment.objects.bulk_create(
        (
            Assignment(
                id=new_id(), **same | {"unit_id": owners[n % len(owners)], "title": f"Việc đo tốc độ {n}"}
            )
            for n in range(missing)
        ),
        batch_size=5000,
    )
