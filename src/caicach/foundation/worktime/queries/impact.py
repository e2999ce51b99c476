"""What a change of calendar does to the open items: exactly those that rest on a changed day.

Owners of open items declare them in `records.py`: `open_spans(first, last)` gives every open item whose period
may touch the days from `first` to `last` (more is allowed, fewer not), `move_due(moves, by=, at=)` takes a list
of `MovedDue` and stores the new ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from caicach.foundation.records import OpenSpan, RecordKind, kinds

from ..models import YearNotice
from ..rules import Due, Pause, Unit, affected_by, changed_days, due
from .calendars import CalendarSet, load, local, notices_in_force, start_of, year_days


@dataclass(frozen=True)
class Affected:
    """An open item that rests on a changed day: how it was reckoned before and is after."""

    kind: RecordKind
    span: OpenSpan
    before: Due
    after: Due

    @property
    def has_moved(self) -> bool:
        """Is the new last day another one?"""
        return self.after.due_on != self.span.due_on


@dataclass(frozen=True)
class Impact:
    """What a change of calendar does: the days it changes and the open items that rest on them."""

    days: tuple[date, ...]
    examined: int
    affected: tuple[Affected, ...] = field(default=())

    @property
    def moved(self) -> tuple[Affected, ...]:
        """The affected items that get another last day."""
        return tuple(item for item in self.affected if item.has_moved)


class Comparison:
    """Two states of one calendar, compared for each unit that has its own days or hours."""

    def __init__(self, before: CalendarSet, after: CalendarSet, years: Sequence[int]) -> None:
        self._before, self._after, self._years = before, after, tuple(years)
        self._changed: dict[int, tuple[date, ...]] = {}

    @cached_property
    def units(self) -> tuple[UUID | None, ...]:
        """Everybody, and each unit with days or hours of its own before or after."""
        return (None, *sorted(self._before.units | self._after.units))

    def changed(self, unit_id: UUID | None) -> tuple[date, ...]:
        """The changed days for one unit."""
        before, after = self._before.for_unit(unit_id), self._after.for_unit(unit_id)
        key = hash((id(before), id(after)))
        if key not in self._changed:
            self._changed[key] = changed_days(before, after, self._years)
        return self._changed[key]

    def days(self) -> tuple[date, ...]:
        """The days changed for anybody."""
        return tuple(sorted({day for unit in self.units for day in self.changed(unit)}))

    def impact(self) -> Impact:
        """Ask every owner for the open items near the changed days and keep those that rest on one."""
        days = self.days()
        if not days:
            return Impact((), 0)
        spans = [
            (kind, span) for kind in kinds() if kind.open_spans for span in kind.open_spans(days[0], days[-1])
        ]
        mine = [(kind, span) for kind, span in spans if span.calendar == self._before.row.code]
        affected = (self._compared(kind, span) for kind, span in mine)
        return Impact(days, len(mine), tuple(item for item in affected if item))

    def _compared(self, kind: RecordKind, span: OpenSpan) -> Affected | None:
        before = reckoned(span, self._before)
        if not affected_by(before, self.changed(span.unit_id)):
            return None
        return Affected(kind, span, before, reckoned(span, self._after))


def reckoned(span: OpenSpan, calendars: CalendarSet) -> Due:
    """The end of an open item by a state of the calendar."""
    pauses = [Pause(_moment(since), _moment(until)) for since, until in span.pauses]
    calendar = calendars.for_unit(span.unit_id)
    return due(local(span.start), Decimal(str(span.amount)), Unit(span.unit), calendar, pauses)


def _moment(value: date | datetime) -> datetime:
    return local(value) if isinstance(value, datetime) else start_of(value)


def years_of(*notices: YearNotice | None) -> list[int]:
    """The years in which notices have days."""
    years = {row.day.year for notice in notices if notice for row in notice.days.all()}
    return sorted(years | {notice.year for notice in notices if notice})


def impact_of_publishing(notice: YearNotice) -> Impact:
    """What publishing a draft would change, without changing anything (xem trước)."""
    before = load(notice.calendar)
    current = notices_in_force(notice.calendar).filter(year=notice.year).first()
    drafted = replace(year_days(notice), decided=True)
    others = tuple(year for year in before.years if year.year != notice.year)
    after = CalendarSet(before.row, (*others, drafted), before.weeks, before.local)
    return Comparison(before, after, years_of(notice, current)).impact()
