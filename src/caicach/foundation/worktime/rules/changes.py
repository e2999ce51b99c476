"""Which days a change of calendar changes, and which periods rest on them."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta

from .calendar import Calendar
from .term import Due


def changed_days(before: Calendar, after: Calendar, years: Sequence[int]) -> tuple[date, ...]:
    """The days of `years` whose hours, weight or certainty differ between two calendars, in order.

    A day's certainty is whether the notice of its year is published: a provisional day that is confirmed has
    changed too, since every period over it loses its provisional mark.
    """
    return tuple(
        day for year in sorted(years) for day in _days_of(year) if _facts(before, day) != _facts(after, day)
    )


def affected_by(due: Due, changed: Sequence[date]) -> bool:
    """Does the answer rest on any of the changed days (ascending)?"""
    return any(_meets(first, last, changed) for first, last in due.rests_on)


def _meets(first: int, last: int, changed: Sequence[date]) -> bool:
    position = bisect_left(changed, date.fromordinal(first))
    return position < len(changed) and changed[position].toordinal() < last


def _facts(calendar: Calendar, on: date) -> tuple[object, ...]:
    day = calendar.day(on)
    return day.hours, day.counts, calendar.is_decided(on.year)


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - first).days)]
