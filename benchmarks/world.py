"""A province that grows: more units, plans, tasks, activities and assignments beside those of the demo.

1x is the demo itself. The pages that are measured look at the same things at every size; what grows is the rest of
the province, as it does in life: other units' plans, tasks and assignments. The search index is made anew at each
size, so that the search is measured over all of it.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import JSONField, Model
from django.utils import timezone
from psycopg import sql
from psycopg.types.json import Jsonb
from psycopg.types.range import DateRange

from caicach.foundation.kernel.actor import system
from caicach.foundation.kernel.ids import new_id
from caicach.foundation.search.models import Entry
from caicach.foundation.search.operations import rebuild
from caicach.organisation.units.models import Unit, UnitPath, UnitVersion
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
TASKS_A_PLAN = 200
SINCE = date(2025, 7, 1)
_AREAS = ("I", "II", "III", "IV", "V", "VI")


def grow(size: Size) -> dict[str, float]:
    """Fill up to `size` and index it; returns what there is now and the seconds that both took."""
    begun = time.perf_counter()
    with transaction.atomic():
        _fill(size)
    _settle()
    filled = time.perf_counter()
    rebuild(by=system(timezone.localdate()), at=timezone.now())
    indexed = time.perf_counter()
    _settle()
    return {**counts(), "fill_s": filled - begun, "index_s": indexed - filled}


def counts() -> dict[str, int]:
    """What the province has."""
    return {
        "units": Unit.objects.count(),
        "tasks": Task.objects.count(),
        "activities": Activity.objects.count(),
        "assignments": Assignment.objects.count(),
        "search_entries": Entry.objects.count(),
    }


def _settle() -> None:
    """What autovacuum does in a quiet hour, so that no page is measured in the middle of it."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _fill(size: Size) -> None:
    today = timezone.localdate()
    _grow_units(size.units, today)
    living = UnitVersion.objects.filter(during__contains=today, administrative=False)
    owners = list(living.order_by("id").values_list("unit_id", flat=True))
    _grow_plans(owners, size, today)
    _grow_assignments(owners, size.assignments)


def _copy(model: type[Model], rows: Iterable[Model]) -> None:
    """New rows by COPY: several times as fast as INSERT, and constraints and triggers hold just the same."""
    fields = [f for f in model._meta.concrete_fields if not f.generated]
    values = attrgetter(*(field.attname for field in fields))
    jsons = [n for n, field in enumerate(fields) if isinstance(field, JSONField)]
    names = sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), names)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            cells = list(values(row))
            for n in jsons:
                cells[n] = Jsonb(cells[n])
            copy.write_row(cells)


def _grow_units(wanted: int, today: date) -> None:
    missing = wanted - Unit.objects.count()
    if missing <= 0:
        return
    communes = UnitVersion.objects.filter(during__contains=today, level="commune", administrative=True)
    areas = list(communes.order_by("id").values_list("unit_id", flat=True))
    above: dict[UUID, list[tuple[UUID, int]]] = {}
    paths = UnitPath.objects.filter(descendant__in=areas, during__contains=today)
    for ancestor, descendant, depth in paths.values_list("ancestor_id", "descendant_id", "depth"):
        above.setdefault(descendant, []).append((ancestor, depth))
    since = DateRange(SINCE, None)
    new = [(new_id(), parent) for parent in islice(cycle(areas), missing)]
    _copy(Unit, (Unit(id=unit) for unit, _ in new))
    _copy(
        UnitVersion,
        (
            UnitVersion(
                unit_id=unit, parent_id=parent, during=since, name=f"Đơn vị đo tốc độ {n:05}", kind="department",
                block="state", level="commune", own_code=f"bench-{unit.hex[-12:]}",
            )
            for n, (unit, parent) in enumerate(new)
        ),
    )  # fmt: skip
    _copy(
        UnitPath,
        (
            UnitPath(ancestor_id=ancestor, descendant_id=unit, depth=depth, during=since)
            for unit, parent in new
            for ancestor, depth in [(unit, 0), *((a, d + 1) for a, d in above[parent])]
        ),
    )


def _grow_plans(owners: Sequence[UUID], size: Size, today: date) -> None:
    count = -(-(size.tasks - Task.objects.count()) // TASKS_A_PLAN)
    if count <= 0:
        return
    year = today.year
    taken = set(Plan.objects.filter(kind="yearly_plan", first_year=year).values_list("unit_id", flat=True))
    above = Plan.objects.filter(kind="yearly_plan", first_year=year, is_public=True).first()
    versions = []
    for n, unit in enumerate(islice((owner for owner in owners if owner not in taken), count)):
        plan = Plan(
            code=f"bench-{new_id().hex}", kind="yearly_plan", unit_id=unit, title=f"Kế hoạch đo tốc độ {n}",
            first_year=year, last_year=year, parent=above,
        )  # fmt: skip
        versions.append(PlanVersion(plan=plan, ordinal=1))
    plans = [version.plan for version in versions]
    _copy(Plan, plans)
    _copy(PlanVersion, versions)
    texts = cycle(list(Task.objects.order_by("id").values_list("text", flat=True)[:250]))
    _copy(Task, (_task(v, n, year, next(texts)) for v in versions for n in range(1, TASKS_A_PLAN + 1)))
    each = -(-max(size.activities - Activity.objects.count(), 0) // len(plans))
    activities = [
        Activity(version=v, code=f"{n}", position=n, area_code="II", name=f"Hoạt động đo tốc độ {n}")
        for v in versions
        for n in range(1, each + 1)
    ]
    _copy(Activity, activities)
    _copy(ActivityMoney, (ActivityMoney(activity=a, year=year, amount=10) for a in activities))
    PlanVersion.objects.filter(plan__in=plans).update(published_at=timezone.now())
    for version in versions:
        version.plan.current = version
    Plan.objects.bulk_update(plans, ["current"], batch_size=500)


def _task(version: PlanVersion, n: int, year: int, text: str) -> Task:
    """A task in the words of one of the demo's, so that a search finds its words about as often as in life."""
    return Task(
        version=version, code=str(n), position=n, area_code=_AREAS[n % len(_AREAS)],
        text=f"{text} ({n})", lead_unit_id=version.plan.unit_id,
        due_on=date(year, 1 + n % 12, 15),
    )  # fmt: skip


def _grow_assignments(owners: Sequence[UUID], wanted: int) -> None:
    """Copies of the demo's assignments, so in all its states, for one unit after another; a giver gives forty."""
    missing = wanted - Assignment.objects.count()
    if missing <= 0:
        return
    names = [f.attname for f in Assignment._meta.concrete_fields if f.attname != "id"]
    patterns = [
        {name: getattr(row, name) for name in names}
        for row in Assignment.objects.filter(due_on__isnull=False, parent=None).order_by("id")[:200]
    ]
    same: dict[str, Any] = {"person_id": None, "subject_kind": "", "subject_id": None}
    _copy(
        Assignment,
        (
            Assignment(
                id=new_id(),
                **pattern
                | same
                | {"unit_id": unit, "giver_unit_id": owners[n // 40], "title": f"Việc đo tốc độ {n}"},
            )
            for n, (pattern, unit) in enumerate(
                islice(zip(cycle(patterns), cycle(owners), strict=False), missing)
            )
        ),
    )
