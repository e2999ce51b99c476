"""Reads of units. Every question takes a day: codes, names and places change."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from caicach.foundation import records
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.text import fold
from caicach.foundation.records import RecordKind, Todo

from .models import Alias, FunctionTransfer, Group, GroupRule, Succession, UnitPath, UnitVersion
from .rules.names import Mention, NameTable, mentions
from .states import AREA_KINDS, Change, Level

TREE_ORDER = ("administrative", "position", "statistics_code", "name")
_CODES = ("statistics_code", "agency_code", "own_code")
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


def versions_on(on: date) -> QuerySet[UnitVersion]:
    """What every unit is on a day."""
    return UnitVersion.objects.filter(during__contains=on)


def version_on(unit_id: UUID, on: date) -> UnitVersion | None:
    """What a unit is on a day; None if it does not live then."""
    return versions_on(on).filter(unit_id=unit_id).first()


def nearest_version(unit_id: UUID, on: date) -> UnitVersion:
    """What a unit is on a day, else what it was last before, else what it becomes first after.

    Raises `UnitVersion.DoesNotExist` for an unknown unit.
    """
    return _nearest([unit_id], on).get()


def nearest_versions(ids: Collection[UUID], on: date) -> QuerySet[UnitVersion]:
    """What units are on a day, else what they were last before, else what they become first after."""
    return _nearest(ids, on)


def _nearest(ids: Collection[UUID], on: date) -> QuerySet[UnitVersion]:
    begun = Q(during__startswith__lte=on)
    return (
        UnitVersion.objects.filter(unit_id__in=ids)
        .annotate(lives=Q(during__contains=on), begun=begun, start=Lower("during"))
        .order_by("unit_id", "-lives", "-begun", "-start")
        .distinct("unit_id")
    )


def version_among(versions: Sequence[UnitVersion], on: date) -> UnitVersion:
    """Of a unit's versions, oldest first: that of a day, else the last before, else the first."""
    begun = [version for version in versions if version.during.lower <= on]
    return begun[-1] if begun else versions[0]


def unit_by_code(code: str, on: date) -> UnitVersion:
    """The unit that carries `code` on a day: statistics code, agency code, own code, in this order.

    Refuses when no unit carries it that day.
    """
    found = list(versions_on(on).filter(Q(statistics_code=code) | Q(agency_code=code) | Q(own_code=code)))
    for kind in _CODES:
        for version in found:
            if code and getattr(version, kind) == code:
                return version
    raise Refused(f"Không có cơ quan, đơn vị nào mang mã “{code}” vào ngày {on:%d/%m/%Y}.", field="code")


def names(ids: Iterable[UUID], on: date) -> dict[UUID, str]:
    """Names of units on a day; a unit that does not live then keeps its last name."""
    return {v.unit_id: v.name for v in _nearest(set(ids), on)}


def short_names(ids: Iterable[UUID], on: date) -> dict[UUID, str]:
    """Short names of units on a day; a unit that does not live then keeps its last name."""
    return {v.unit_id: v.short for v in _nearest(set(ids), on)}


def home(on: date | None = None) -> UnitVersion:
    """The province whose platform this is: the administrative province that still lives (on `on`, else now).

    Refuses before units are loaded.
    """
    last = UnitVersion.objects.filter(
        administrative=True, level=Level.PROVINCE, parent=None, during__upper_inf=True
    )
    province = last.first()
    if province is None:
        raise Refused("Chưa có dữ liệu cơ quan, đơn vị. Hãy chạy “caicach setup” hoặc “caicach init”.")
    return province if on is None else nearest_version(province.unit_id, on)


def descendants(unit_id: UUID, on: date, *, with_self: bool = True) -> QuerySet[UnitPath, UUID]:
    """Keys of the units below a unit on a day, usable as a subquery."""
    below = UnitPath.objects.filter(
        ancestor_id=unit_id, during__contains=on, depth__gte=0 if with_self else 1
    )
    return below.values_list("descendant_id", flat=True)


def descendants_of(ids: Collection[UUID], on: date) -> set[UUID]:
    """Keys of these units and all below them on a day."""
    below = UnitPath.objects.filter(ancestor_id__in=ids, during__contains=on)
    return set(below.values_list("descendant_id", flat=True))


def ancestors(unit_id: UUID, on: date, *, with_self: bool = False) -> list[UUID]:
    """Keys of the units above a unit on a day, nearest first."""
    above = UnitPath.objects.filter(
        descendant_id=unit_id, during__contains=on, depth__gte=0 if with_self else 1
    )
    return list(above.order_by("depth").values_list("ancestor_id", flat=True))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A unit's versions (oldest first), the units above it (from the top down) and right below it on a day."""

    versions: list[UnitVersion]
    above: list[UnitVersion]
    below: list[UnitVersion]


def surroundings(unit_id: UUID, on: date) -> Surroundings:
    """Where a unit stands in time and in the tree of a day, in one query."""
    paths = UnitPath.objects.filter(descendant_id=unit_id, during__contains=on)
    near = Q(during__contains=on) & (Q(parent_id=unit_id) | Q(unit_id__in=paths.values("ancestor_id")))
    found = list(_with_children(UnitVersion.objects.filter(Q(unit_id=unit_id) | near), on))
    living = {
        v.unit_id: v
        for v in found
        if v.during.lower <= on and (v.during.upper is None or on < v.during.upper)
    }
    above: list[UnitVersion] = []
    step = living.get(unit_id)
    while step and step.parent_id and (step := living.get(step.parent_id)):
        above.append(step)
    return Surroundings(
        versions=sorted((v for v in found if v.unit_id == unit_id), key=lambda v: v.during.lower),
        above=above[::-1],
        below=[v for v in found if v.parent_id == unit_id and v.unit_id != unit_id],
    )


def way_to(unit_id: UUID, on: date) -> list[UnitVersion]:
    """The units above a unit on a day, from the top down."""
    return surroundings(unit_id, on).above


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


# --- the tree -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A unit in the tree of a day; `parent` is the parent's code on that day."""

    unit_id: UUID
    code: str
    name: str
    kind: str
    block: str | None
    level: str
    parent: str | None
    valid_from: date
    valid_to: date | None
    depth: int


def tree(on: date, *, under: str = "", administrative: bool = False) -> list[TreeRow]:
    """The tree of a day from the top down; `under` (a code) limits it to a unit, listed first, and all below.

    `administrative` keeps the administrative areas alone.
    """
    chosen = versions_on(on)
    top = unit_by_code(under, on) if under else None
    if top:
        chosen = chosen.filter(unit_id__in=descendants(top.unit_id, on))
    if administrative:
        chosen = chosen.filter(administrative=True)
    versions = list(chosen.order_by(*TREE_ORDER))
    codes: dict[UUID, str] = {v.unit_id: v.code for v in versions}
    missing = {v.parent_id for v in versions if v.parent_id and v.parent_id not in codes}
    if missing:
        codes |= {v.unit_id: v.code for v in versions_on(on).filter(unit_id__in=missing)}
    return [_tree_row(version, depth, codes) for version, depth in _top_down(versions)]


def _tree_row(version: UnitVersion, depth: int, codes: dict[UUID, str]) -> TreeRow:
    return TreeRow(
        unit_id=version.unit_id,
        code=version.code,
        name=version.name,
        kind=version.kind,
        block=version.block or None,
        level=version.level,
        parent=codes.get(version.parent_id) if version.parent_id else None,
        valid_from=version.during.lower,
        valid_to=version.during.upper,
        depth=depth,
    )


def _top_down(versions: Sequence[UnitVersion]) -> Iterator[tuple[UnitVersion, int]]:
    present = {v.unit_id for v in versions}
    below: dict[UUID | None, list[UnitVersion]] = defaultdict(list)
    for version in versions:
        below[version.parent_id if version.parent_id in present else None].append(version)
    waiting = [(version, 0) for version in reversed(below[None])]
    while waiting:
        version, depth = waiting.pop()
        yield version, depth
        waiting += [(child, depth + 1) for child in reversed(below[version.unit_id])]


def children(parent_id: UUID | None, on: date) -> QuerySet[UnitVersion]:
    """The units right below one (None: the tops) on a day, each with `has_children`."""
    return _with_children(versions_on(on).filter(parent_id=parent_id), on)


def top_levels(on: date) -> list[tuple[UnitVersion, list[UnitVersion]]]:
    """The tops of a day's trees, each with the units right below it."""
    tops = versions_on(on).filter(parent=None)
    found = _with_children(versions_on(on).filter(Q(parent=None) | Q(parent__in=tops.values("unit_id"))), on)
    below: dict[UUID | None, list[UnitVersion]] = defaultdict(list)
    for version in found:
        below[version.parent_id].append(version)
    return [(top, below[top.unit_id]) for top in sorted(below[None], key=lambda v: not v.administrative)]


def _with_children(chosen: QuerySet[UnitVersion], on: date) -> QuerySet[UnitVersion]:
    below = UnitVersion.objects.filter(parent_id=OuterRef("unit_id"), during__contains=on)
    return chosen.annotate(has_children=Exists(below)).order_by(*TREE_ORDER)


def search(text: str, on: date, *, limit: int = 50) -> QuerySet[UnitVersion]:
    """Units of a day whose name, short name or code holds every word of the text, diacritics aside.

    Those that hold the words together come first.
    """
    phrase = " ".join(fold(text).split())
    code = Q(statistics_code=phrase) | Q(agency_code__iexact=phrase) | Q(own_code__iexact=phrase)
    found = versions_on(on).annotate(
        exact=code, begins=Q(folded__startswith=phrase), together=Q(folded__contains=phrase)
    )
    for word in fold(text).split():
        found = found.filter(Q(folded__contains=word) | Q(statistics_code=word) | Q(agency_code__iexact=word))
    return found.order_by("-exact", "-begins", "-together", *TREE_ORDER)[:limit]


def counts(on: date, *, under: UUID) -> dict[str, int]:
    """How many administrative areas of each level, and agencies of each block, live below a unit on a day."""
    below = versions_on(on).filter(unit_id__in=descendants(under, on))
    rows = below.values("administrative", "level", "block").annotate(n=Count("id"))
    result: dict[str, int] = defaultdict(int)
    for row in rows:
        result[row["level"] if row["administrative"] else row["block"]] += row["n"]
    return dict(result)


def days_of_change() -> list[date]:
    """The days on which the structure changed, newest first: what a date picker offers."""
    days = Succession.objects.values_list("on", flat=True).distinct()
    return sorted(set(days), reverse=True)


# --- history --------------------------------------------------------------------------------------------------


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
    before = unit_by_code(code, on - timedelta(days=1))
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
        found = Link(row.on, row.kind, other, name, row.legal_basis, row.date_status)
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


@dataclass(frozen=True, slots=True)
class Obligations:
    """Open work of one kind that a unit has: what the reader may see, and how much more there is."""

    label: str
    items: list[Todo]
    unseen: int


def obligations(unit_id: UUID, on: date, *, visible_to: Actor) -> list[Obligations]:
    """What the apps know that a unit must still do, by kind of work. What the actor may not see is only counted."""
    found = []
    for kind in records.kinds():
        items = list(kind.obligations(unit_id, on)) if kind.obligations else []
        if items:
            seen = _seen(kind, items, visible_to)
            found.append(Obligations(kind.label, seen, len(items) - len(seen)))
    return found


def _seen(kind: RecordKind, items: list[Todo], actor: Actor) -> list[Todo]:
    if kind.visible is None:
        return items
    keys = {item.ref.id for item in items}
    allowed = set(kind.visible(actor).filter(pk__in=keys).values_list("pk", flat=True))
    return [item for item in items if item.ref.id in allowed]


# --- groups and names in documents ----------------------------------------------------------------------------


def groups() -> QuerySet[Group]:
    """The named groups, by name."""
    return Group.objects.order_by("name")


def units_of_group(group: str, on: date) -> list[UnitVersion]:
    """The members of a group on a day, in the order of the tree. Refuses an unknown group.

    Some groups ("Các cơ quan, đơn vị liên quan") have no list of their own: the lead unit decides.
    """
    if not Group.objects.filter(code=group).exists():
        raise Refused(f"Không có nhóm cơ quan, đơn vị “{group}”.", field="group")
    province = home(on)
    chosen = Q(pk__in=[])
    for rule in GroupRule.objects.filter(group__code=group, during__contains=on):
        chosen |= Q(unit_id=rule.unit_id) if rule.unit_id else _by_rule(rule)
    inside = versions_on(on).filter(unit_id__in=descendants(province.unit_id, on))
    return list(inside.filter(chosen).order_by(*TREE_ORDER))


def _by_rule(rule: GroupRule) -> Q:
    fits = Q()
    for field, values in (("kind", rule.kinds), ("block", rule.blocks), ("level", rule.levels)):
        fits &= Q(**{f"{field}__in": values}) if values else Q()
    return fits


def name_table(on: date, scope: str = "") -> NameTable[UUID]:
    """The names in use on a day in documents of the own province, or of another (`scope`, as in the aliases)."""
    province = home(on)
    table: NameTable[UUID] = NameTable(_proper_name(province))
    inside = Q(unit_id__in=descendants(province.unit_id, on))
    living = set()
    for unit, name, short in (
        versions_on(on).filter(~inside if scope else inside).values_list("unit_id", "name", "short_name")
    ):
        living.add(unit)
        table.add_unit(unit, name, short)
    for alias in Alias.objects.filter(Q(scope=scope) | Q(group__isnull=False)).annotate(
        code=F("group__code")
    ):
        if alias.unit_id in living:
            table.add_unit(alias.unit_id, alias.text)
        elif alias.code:
            table.add_group(alias.code, alias.text)
    return table


def _proper_name(province: UnitVersion) -> str:
    kinds = {kind.label for kind in AREA_KINDS}
    first, _, rest = province.name.partition(" ")
    return rest if first in kinds else province.name


def resolve(text: str, on: date, scope: str = "") -> list[Mention[UUID]]:
    """The units and groups that words of a document mean on its day, in their order; unknown names included."""
    return mentions(text, name_table(on, scope))
