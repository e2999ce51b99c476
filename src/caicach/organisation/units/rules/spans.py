"""Half-open periods of days and what follows from them for a tree that changes."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from `start` on, up to but not including `until` (None: open)."""

    start: date
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day < self.until)

    def meet(self, other: "Span") -> "Span | None":
        """The days in both, None if there are none."""
        start = max(self.start, other.start)
        until = min(self.until or date.max, other.until or date.max)
        if start >= until:
            return None
        return Span(start, None if until == date.max else until)


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same days with touching and overlapping spans put together, in order."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda s: s.start):
        if result and (result[-1].until is None or span.start <= result[-1].until):
            result[-1] = Span(result[-1].start, _later(result[-1].until, span.until))
        else:
            result.append(span)
    return result


def _later(a: date | None, b: date | None) -> date | None:
    return None if a is None or b is None else max(a, b)


def uncovered(wanted: Span, spans: Iterable[Span]) -> Span | None:
    """The first days of `wanted` that no span covers, None when all are covered."""
    start = wanted.start
    for span in joined(spans):
        if span.start > start:
            return Span(start, min(span.start, wanted.until or date.max))
        if span.until is None or (wanted.until is not None and span.until >= wanted.until):
            return None
        start = max(start, span.until)
    return Span(start, wanted.until)


@dataclass(frozen=True, slots=True)
class Placed(Generic[K]):
    """A unit stands below `parent` (None: at the top) during a period."""

    unit: K
    parent: K | None
    span: Span


@dataclass(frozen=True, slots=True)
class Path(Generic[K]):
    """During a period `descendant` stands `depth` levels below `ancestor` (0: the unit itself)."""

    ancestor: K
    descendant: K
    depth: int
    span: Span


class CircularError(ValueError):
    """A unit would stand below itself."""


def paths(places: Iterable[Placed[K]]) -> Iterator[Path[K]]:
    """Every ancestor of every unit with its depth, as few rows as possible.

    "This unit and all below on that day" is then one indexed join. Raises `CircularError` for a unit above itself.
    """
    by_unit: dict[K, list[Placed[K]]] = defaultdict(list)
    for place in places:
        by_unit[place.unit].append(place)
    done: dict[K, dict[tuple[K, int], list[Span]]] = {}
    for unit in by_unit:
        _above(unit, by_unit, done, ())
    for unit, above in done.items():
        for (ancestor, depth), spans in above.items():
            yield from (Path(ancestor, unit, depth, span) for span in spans)


def _above(
    unit: K,
    by_unit: dict[K, list[Placed[K]]],
    done: dict[K, dict[tuple[K, int], list[Span]]],
    way: tuple[K, ...],
) -> dict[tuple[K, int], list[Span]]:
    if unit in done:
        return done[unit]
    if unit in way:
        raise CircularError(unit)
    found: dict[tuple[K, int], list[Span]] = defaultdict(list)
    for place in by_unit.get(unit, ()):
        found[unit, 0].append(place.span)
        if place.parent is None:
            continue
        for (ancestor, depth), spans in _above(place.parent, by_unit, done, (*way, unit)).items():
            both = [meeting for span in spans if (meeting := span.meet(place.span))]
            if both:
                found[ancestor, depth + 1].extend(both)
    done[unit] = {key: joined(spans) for key, spans in found.items()}
    return done[unit]
