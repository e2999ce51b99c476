"""The tree of a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, overload
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from caicach.foundation.kernel.text import fold

from ..models import UnitPath, UnitVersion
from .versions import TREE_ORDER, unit_by_code, versions_on


def descendants(unit_id: UUID | Any, on: date, *, with_self: bool = True) -> QuerySet[UnitPath, UUID]:
    """Keys of the units below a unit (its key or a subquery of one) on a day, usable as a subquery."""
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
    # three lookups put together: as one condition they would read every version of the province
    rows = UnitVersion.objects.values("pk")
    own = rows.filter(unit_id=unit_id)
    below = rows.filter(parent_id=unit_id, during__contains=on)
    above_it = rows.filter(unit_id__in=paths.values("ancestor_id"), during__contains=on)
    near = UnitVersion.objects.filter(pk__in=own.union(below, above_it))
    found = list(_with_children(near, on))
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

    @property
    def id(self) -> UUID:
        """Its key, as the API calls it."""
        return self.unit_id


def tree(on: date, *, under: str = "", administrative: bool = False) -> list[TreeRow]:
    """The tree of a day from the top down; `under` (a code) limits it to a unit, listed first, and all below.

    `administrative` keeps the administrative areas alone.
    """
    versions = list(_chosen(on, under, administrative).order_by(*TREE_ORDER))
    places = _top_down([(version.unit_id, version.parent_id) for version in versions])
    return _tree_rows(places, versions, on)


def outline(on: date, *, under: str = "", administrative: bool = False) -> "Outline":
    """The same tree of which only the rows that are asked for are read: `len()` and slices, for pages."""
    return Outline(on, _chosen(on, under, administrative))


def _chosen(on: date, under: str, administrative: bool) -> QuerySet[UnitVersion]:
    chosen = versions_on(on)
    if under:
        chosen = chosen.filter(unit_id__in=descendants(unit_by_code(under, on).unit_id, on))
    return chosen.filter(administrative=True) if administrative else chosen


class Outline(Sequence[TreeRow]):
    """Units of a day from the top down; the order is known from their keys alone."""

    def __init__(self, on: date, chosen: QuerySet[UnitVersion]) -> None:
        self._on, self._chosen = on, chosen
        self._places = list(_top_down(list(chosen.order_by(*TREE_ORDER).values_list("unit_id", "parent_id"))))

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, wanted: int) -> TreeRow: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[TreeRow]: ...
    def __getitem__(self, wanted: int | slice) -> TreeRow | list[TreeRow]:
        if isinstance(wanted, int):
            return self._rows([self._places[wanted]])[0]
        return self._rows(self._places[wanted])

    def _rows(self, places: Sequence[tuple[UUID, int]]) -> list[TreeRow]:
        part = self._chosen.filter(unit_id__in=[unit for unit, _ in places])
        return _tree_rows(places, part, self._on)


def _tree_rows(
    places: Iterable[tuple[UUID, int]], versions: Iterable[UnitVersion], on: date
) -> list[TreeRow]:
    found = {version.unit_id: version for version in versions}
    codes: dict[UUID, str] = {unit: version.code for unit, version in found.items()}
    missing = {v.parent_id for v in found.values() if v.parent_id and v.parent_id not in codes}
    if missing:
        codes |= {v.unit_id: v.code for v in versions_on(on).filter(unit_id__in=missing)}
    return [_tree_row(found[unit], depth, codes) for unit, depth in places if unit in found]


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


def _top_down(places: Sequence[tuple[UUID, UUID | None]]) -> Iterator[tuple[UUID, int]]:
    """Keys with their depth, from (unit, parent) in the order of siblings; who has no parent among them is a top."""
    present = {unit for unit, _ in places}
    below: dict[UUID | None, list[UUID]] = defaultdict(list)
    for unit, parent in places:
        below[parent if parent in present else None].append(unit)
    waiting = [(unit, 0) for unit in reversed(below[None])]
    while waiting:
        unit, depth = waiting.pop()
        yield unit, depth
        waiting += [(child, depth + 1) for child in reversed(below[unit])]


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
