"""Re-computing exactly the open items that rest on changed days, with a journal.

Owners of open items declare them in `records.py`: `open_spans(first, last)` gives every open item whose period
may touch the days from `first` to `last` (more is allowed, fewer not), `move_due(moves, by=, at=)` takes a list
of `MovedDue` and stores the new ends.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.ids import new_id
from caicach.foundation.records import OpenSpan, RecordKind, kinds

from ..models import RecalculatedItem, Recalculation, WorkCalendar, YearNotice
from ..queries import CalendarSet, aware, load, local, start_of
from ..rules import Due, MovedDue, Pause, Unit, affected_by, changed_days, due


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


@contextmanager
def recalculating(
    row: WorkCalendar,
    *,
    cause: str,
    years: Sequence[int],
    by: Actor,
    at: datetime,
    notice: YearNotice | None = None,
) -> Iterator[None]:
    """Around a change of `row`: afterwards the open items that rest on it are re-computed and journaled.

    `years` are those in which the change may lie. The change and its consequences are one transaction of the
    caller's; the calendar's row must be locked.
    """
    before = load(row)
    yield
    row.stamp = new_id()
    row.save()
    impact = Comparison(before, load(row), years).impact()
    journal = Recalculation.objects.create(
        calendar=row,
        cause=cause,
        notice=notice,
        at=at,
        actor_name=by.name,
        changed_days=len(impact.days),
        examined=impact.examined,
        affected=len(impact.affected),
        moved=len(impact.moved),
    )
    RecalculatedItem.objects.bulk_create(_journaled(journal, item) for item in impact.affected)
    _tell_owners(impact.affected, by=by, at=at)
    record(
        "worktime.recalculated",
        row,
        by=by,
        at=at,
        cause=cause,
        recalculation=str(journal.pk),
        days=len(impact.days),
        affected=len(impact.affected),
        moved=len(impact.moved),
    )


def _journaled(journal: Recalculation, item: Affected) -> RecalculatedItem:
    return RecalculatedItem(
        recalculation=journal,
        kind=item.span.ref.kind,
        ref_id=item.span.ref.id,
        unit_id=item.span.unit_id,
        old_due_on=item.span.due_on,
        new_due_on=item.after.due_on,
        new_due_at=aware(item.after.due_at),
        was_provisional=item.before.provisional,
        is_provisional=item.after.provisional,
    )


def _tell_owners(affected: Sequence[Affected], *, by: Actor, at: datetime) -> None:
    for kind in {item.kind.kind: item.kind for item in affected}.values():
        moves = [
            MovedDue(item.span.ref.id, item.span.due_on, item.after.due_at, item.after.provisional)
            for item in affected
            if item.kind is kind
        ]
        if kind.move_due:
            kind.move_due(moves, by=by, at=at)
