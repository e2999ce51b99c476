"""Days and the working calendar, as assignments need them."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.worktime.queries import calendar_for
from caicach.foundation.worktime.rules import Calendar, Due, Unit, due

from ..models import Assignment, AssignmentQuerySet
from ..rules import Term

SOON = 3
"""Sắp đến hạn: so many working days or fewer are left."""


def calendar_on() -> Calendar:
    """The province's working calendar; a plain Monday to Friday week before any calendar is loaded."""
    try:
        return calendar_for()
    except Refused:
        return Calendar("")


def soon_until(on: date, calendar: Calendar | None = None) -> date:
    """The last day that counts as soon due on a day: `SOON` working days later."""
    start = datetime.combine(on, time.min)
    return due(start, SOON, Unit.WORKING_DAYS, calendar or calendar_on()).due_on


def local_day(at: datetime) -> date:
    """The local day of a moment."""
    return timezone.localdate(at)


def start_of(day: date) -> datetime:
    """The first moment of a local day."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """The first moment after a local day."""
    return start_of(day + timedelta(days=1))


def reckon(term: Term, calendar: Calendar) -> Due:
    """When a number of days ends, and how it was counted."""
    return due(datetime.combine(term.start, time.min), term.amount, Unit(term.unit), calendar)


def counted_in_days() -> AssignmentQuerySet:
    """Open assignments whose date is counted in days and not replaced by an extension."""
    rows = Assignment.objects.open().filter(term_amount__isnull=False)
    return rows.exclude(extensions__answer="granted", extensions__by_calendar=False)
