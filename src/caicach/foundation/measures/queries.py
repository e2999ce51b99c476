"""Readings: fresh ones from the measure, those of closed periods from the store, rolled up over the tree."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import Ref, of_kind

from .models import Closing, Fact, StoredReading
from .registry import Measure, Place, find, places
from .rules import Period, Reading, total


def closing_of(key: str, period: Period) -> Closing | None:
    """The closing that counts for a measure and period: the latest; None while the period is open."""
    made = Closing.objects.filter(key=key, start=period.start, until=period.until, regime=period.regime)
    return made.order_by("-closed_at", "-id").first()


def read(key: str, units: Iterable[UUID], period: Period, *, on: date | None = None) -> dict[UUID, Reading]:
    """Own readings of the units in one query (two for a closed period); a unit without rows has its zero.

    `on` is the day of asking: a period that still runs ends for the reading after that day.
    """
    return _read(find(key), list(units), period, on, closing_of(key, period))


def _read(
    measure: Measure, units: Sequence[UUID], period: Period, on: date | None, closing: Closing | None
) -> dict[UUID, Reading]:
    fresh = period.until_day(on) if on else period
    found = _stored(closing, units) if closing else measure.read(units, fresh)
    return {unit: found.get(unit, measure.nothing) for unit in units}


def _stored(closing: Closing, units: Sequence[UUID]) -> dict[UUID, Reading]:
    rows = StoredReading.objects.filter(closing=closing, unit_id__in=units)
    return {row.unit_id: Reading(row.numerator, row.denominator) for row in rows}


@dataclass(frozen=True)
class Figure:
    """A reading of a unit with all below it, its own part, and where it comes from.

    `readings` are those of the units that were added, `spread` says through which unit right below each is reached;
    `closing` is set when the period is closed. `value` is in the display unit of the measure (97.5 means 97.5 %),
    None when the denominator is 0.
    """

    measure: Measure
    place: Place
    period: Period
    reading: Reading
    readings: dict[UUID, Reading]
    spread: dict[UUID, UUID | None]
    closing: Closing | None

    @property
    def own(self) -> Reading:
        """The unit's own reading, without anything below."""
        return self.readings.get(self.place.id, self.measure.nothing)

    @property
    def covered(self) -> frozenset[UUID]:
        """The units whose readings were added."""
        return frozenset(self.spread)

    @property
    def value(self) -> Decimal | None:
        return self.reading.value(self.measure.unit)


def figure(key: str, place: Place, period: Period, *, on: date) -> Figure:
    """The reading of a unit rolled up over the tree as of the period's end (or `on`, while the period runs)."""
    measure = find(key)
    shown = period.until_day(on)
    spread = places().spread(place.id, shown.last_day)
    closing = closing_of(key, period)
    readings = _read(measure, list(spread), period, on, closing)
    whole = total(readings.values(), measure.nothing)
    return Figure(measure, place, shown, whole, readings, spread, closing)


@dataclass(frozen=True)
class Part:
    """One line of a breakdown: a unit right below, with everything below it (or the unit's own part)."""

    place: Place
    reading: Reading
    value: Decimal | None
    own: bool = False

    @property
    def has_rows(self) -> bool:
        return bool(self.reading.numerator or self.reading.denominator)


def parts(whole: Figure) -> tuple[Sequence[Place], list[Part]]:
    """The units above, and the figure by the units right below: lines and own part add up to the figure.

    What belongs to no line (ended units that the unit itself carries on) is the own part's.
    """
    above, below = places().around(whole.place.id, whole.period.last_day)
    of_line: dict[UUID | None, list[Reading]] = defaultdict(list)
    for unit, via in whole.spread.items():
        of_line[via].append(whole.readings[unit])
    lines = [_part(whole, place, of_line.get(place.id, [])) for place in below]
    return above, [_part(whole, whole.place, of_line[None], own=True), *lines]


def _part(whole: Figure, place: Place, readings: Iterable[Reading], *, own: bool = False) -> Part:
    reading = total(readings, whole.measure.nothing)
    return Part(place, reading, reading.value(whole.measure.unit), own=own)


@dataclass(frozen=True)
class BehindRow:
    """A row behind a figure, as the actor may see it."""

    ref: Ref
    title: str
    url: str
    unit_id: UUID | None


def rows_behind(whole: Figure, period: Period, actor: Actor, *, on: date) -> list[BehindRow]:
    """The rows behind a figure that the actor may see; the figure itself counts them all."""
    refs = list(_refs(whole, period, actor, on))
    found: dict[Ref, BehindRow] = {}
    for kind in {ref.kind for ref in refs}:
        ids = {ref.id for ref in refs if ref.kind == kind}
        found.update(_titled(kind, ids, actor))
    return [found[ref] for ref in refs if ref in found]


def _refs(whole: Figure, period: Period, actor: Actor, on: date) -> Iterable[Ref]:
    if whole.closing is not None:
        kept = Fact.objects.filter(closing=whole.closing, unit_id__in=whole.covered).order_by("id")
        return [Ref(fact.kind, fact.row_id) for fact in kept]
    if whole.measure.rows is None:
        return []
    return whole.measure.rows(whole.covered, period.until_day(on), actor)


def _titled(kind: str, ids: set[UUID], actor: Actor) -> dict[Ref, BehindRow]:
    known = of_kind(kind)
    rows: QuerySet = known.visible(actor) if known.visible else known.model._default_manager.all()
    return {
        Ref(kind, row.pk): BehindRow(Ref(kind, row.pk), known.title(row), known.url(row), known.unit(row))
        for row in rows.filter(pk__in=ids)
    }
