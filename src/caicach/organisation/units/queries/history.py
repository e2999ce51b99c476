"""Where units came from and what became of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery

from ..models import FunctionTransfer, Succession, UnitVersion
from ..states import Change
from .versions import TREE_ORDER, unit_by_code, version_on, versions_on

FIRST_DAY = date.min + timedelta(days=1)
"""The first day that has a day before."""

_BACK = """
    WITH RECURSIVE line(id) AS (
        SELECT unnest(%s::uuid[])
        UNION
        SELECT s.predecessor_id FROM units_succession s JOIN line ON s.successor_id = line.id
    ) SELECT id FROM line
"""
_FORWARD = """
    WITH RECURSIVE line(id) AS (
        SELECT unnest(%s::uuid[])
        UNION
        SELECT s.successor_id FROM units_succession s JOIN line ON s.predecessor_id = line.id
        WHERE s.successor_id IS NOT NULL
    ) SELECT id FROM line
"""


def lineage_back(ids: Collection[UUID]) -> set[UUID]:
    """These units and all their predecessors: what a grant on a unit reaches."""
    return _lineage(ids, _BACK)


def lineage_forward(ids: Collection[UUID]) -> set[UUID]:
    """These units and all their successors."""
    return _lineage(ids, _FORWARD)


def _lineage(ids: Collection[UUID], sql: str) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(ids)])
        return {row[0] for row in cursor.fetchall()}


def days_of_change() -> list[date]:
    """The days on which the structure changed, newest first: what a date picker offers."""
    days = Succession.objects.values_list("on", flat=True).distinct()
    return sorted(set(days), reverse=True)


def history(unit_id: UUID) -> QuerySet[UnitVersion]:
    """All versions of a unit, oldest first."""
    return UnitVersion.objects.filter(unit_id=unit_id).order_by("during")


@dataclass(frozen=True, slots=True)
class Follower:
    """A unit that carries another on from a day."""

    unit_id: UUID
    code: str
    name: str
    level: str
    kind: str
    on: date


def successors(code: str, on: date) -> list[Follower]:
    """The units that carry on, on the day `on`, the unit that bore `code` the day before.

    A unit that just lives on carries itself on (`rename` or `keep`); one that ended without successor: none.
    """
    before = unit_by_code(code, max(on, FIRST_DAY) - timedelta(days=1))
    links = Succession.objects.filter(predecessor_id=before.unit_id, on=on, successor__isnull=False)
    kinds = dict(links.values_list("successor_id", "kind"))
    if not kinds:
        now = version_on(before.unit_id, on)
        kinds = {now.unit_id: Change.KEEP if now.name == before.name else Change.RENAME} if now else {}
    found = versions_on(on).filter(unit_id__in=kinds).order_by(*TREE_ORDER)
    return [Follower(v.unit_id, v.code, v.name, v.level, str(kinds[v.unit_id]), on) for v in found]


def heirs(unit_id: UUID, on: date) -> list[UUID]:
    """The living units that carry a unit on by the day `on` (itself while it lives), through any number of steps."""
    if version_on(unit_id, on):
        return [unit_id]
    found: dict[UUID, None] = {}
    waiting, seen = [unit_id], {unit_id}
    while waiting:
        links = Succession.objects.filter(predecessor_id__in=waiting, on__lte=on, successor__isnull=False)
        keys = set(links.values_list("successor_id", flat=True)) - seen
        living = set(versions_on(on).filter(unit_id__in=keys).values_list("unit_id", flat=True))
        found.update(dict.fromkeys(living))
        waiting, seen = list(keys - living), seen | keys
    return list(found)


@dataclass(frozen=True, slots=True)
class Link:
    """One succession seen from one of its units: the other unit, under its name on that day (None: nobody)."""

    on: date
    kind: str
    unit_id: UUID | None
    name: str
    legal_basis: str
    date_status: str
    share: Decimal | None = None


def _name_at(unit: str, *, before: bool) -> Subquery:
    """The name of the unit in column `unit` on the day of the row's `on`, or just before."""
    begun = {"during__startswith__lt" if before else "during__startswith__lte": OuterRef("on")}
    return Subquery(
        UnitVersion.objects.filter(unit_id=OuterRef(unit), **begun).order_by("-during").values("name")[:1]
    )


def links_of(unit_id: UUID) -> tuple[list[Link], list[Link]]:
    """Successions of a unit: where it came from, where it went to; newest first. Those with itself are left out."""
    rows = (
        Succession.objects.filter(Q(successor_id=unit_id) | Q(predecessor_id=unit_id))
        .annotate(old=_name_at("predecessor_id", before=True), new=_name_at("successor_id", before=False))
        .order_by("-on", "id")
    )
    came: list[Link] = []
    went: list[Link] = []
    for row in rows:
        if row.predecessor_id == row.successor_id:
            continue
        back = row.successor_id == unit_id
        other, name = (row.predecessor_id, row.old) if back else (row.successor_id, row.new or "")
        found = Link(row.on, row.kind, other, name, row.legal_basis, row.date_status, row.share)
        (came if back else went).append(found)
    return came, went


@dataclass(frozen=True, slots=True)
class Gift:
    """A function that went from one unit to another."""

    function: str
    on: date
    giver_id: UUID
    giver: str
    receiver_id: UUID
    receiver: str
    legal_basis: str
    date_status: str


def functions_of(unit_id: UUID) -> list[Gift]:
    """Functions that a unit gave or received, newest first."""
    rows = (
        FunctionTransfer.objects.filter(Q(giver_id=unit_id) | Q(receiver_id=unit_id))
        .annotate(old=_name_at("giver_id", before=False), new=_name_at("receiver_id", before=False))
        .order_by("-on", "id")
    )
    return [
        Gift(
            row.function,
            row.on,
            row.giver_id,
            row.old,
            row.receiver_id,
            row.new,
            row.legal_basis,
            row.date_status,
        )
        for row in rows
    ]
