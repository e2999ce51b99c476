"""Assignments as they stood at the end of a day: what the measures count.

The unit, the due date and the hand-in are taken from the rows of what happened, so that a figure of a past day can
be read again from today's data, whatever happened since.
"""

from datetime import date

from django.db.models import DateField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from ..models import Assignment, AssignmentQuerySet, Extension, Remark, Report, Transfer
from ..states import Answer, RemarkKind, ReportKind, Status
from .days import end_of, start_of


def given_between(start: date, until: date) -> AssignmentQuerySet:
    """Assignments given in `[start, until)`, with `unit_then`: the unit that each was given to."""
    first = Transfer.objects.filter(assignment=OuterRef("pk"), role="lead").order_by("at", "id")
    rows = Assignment.objects.first_hand().filter(given_at__gte=start_of(start), given_at__lt=start_of(until))
    return rows.annotate(unit_then=Coalesce(Subquery(first.values("from_id")[:1]), F("unit_id")))


def closed_between(start: date, until: date) -> AssignmentQuerySet:
    """Assignments with a due date confirmed as done in `[start, until)`, with `handed_in_on` and `unit_then`."""
    rows = Assignment.objects.first_hand().filter(
        status=Status.DONE,
        due_on__isnull=False,
        closed_at__gte=start_of(start),
        closed_at__lt=start_of(until),
    )
    return rows.annotate(handed_in_on=TruncDate("handed_in_at"), unit_then=F("unit_id"))


def as_of(day: date) -> AssignmentQuerySet:
    """Assignments open at the end of a day, with `unit_then`, `due_then` and `handed_in_then` (a day or None)."""
    end = end_of(day)
    moved = Transfer.objects.filter(assignment=OuterRef("pk"), role="lead", at__gte=end).order_by("at", "id")
    granted = Extension.objects.filter(
        assignment=OuterRef("pk"), answer=Answer.GRANTED, decided_at__lt=end
    ).order_by("-decided_at", "-id")
    handed = Report.objects.filter(
        Q(sent_back_at=None) | Q(sent_back_at__gte=end),
        assignment=OuterRef("pk"),
        kind=ReportKind.HAND_IN,
        at__lt=end,
    ).order_by("-at", "-id")
    rows = Assignment.objects.first_hand().filter(given_at__lt=end)
    return rows.filter(Q(closed_at=None) | Q(closed_at__gte=end)).annotate(
        unit_then=Coalesce(Subquery(moved.values("from_id")[:1]), F("unit_id")),
        due_then=Coalesce(
            Subquery(granted.values("granted_due_on")[:1]), F("original_due_on"), output_field=DateField()
        ),
        handed_in_then=Subquery(handed.annotate(day=TruncDate("at")).values("day")[:1]),
    )


def overdue_as_of(day: date) -> AssignmentQuerySet:
    """Open at the end of a day and overdue then: the due date lies before the day, or before the hand-in."""
    return as_of(day).filter(_late(day))


def in_time_as_of(day: date) -> AssignmentQuerySet:
    """Open at the end of a day and not overdue then; regular assignments are in time."""
    return as_of(day).exclude(pk__in=overdue_as_of(day).values("pk"))


def _late(day: date) -> Q:
    return Q(due_then__lt=F("handed_in_then")) | Q(handed_in_then=None, due_then__lt=day)


def extended_between(start: date, until: date) -> QuerySet[Extension]:
    """Extensions granted in `[start, until)`, with `unit_then`: the unit that had the assignment then."""
    moved = Transfer.objects.filter(
        assignment=OuterRef("assignment"), role="lead", at__gt=OuterRef("decided_at")
    ).order_by("at", "id")
    rows = Extension.objects.filter(
        answer=Answer.GRANTED,
        by_calendar=False,
        assignment__parent=None,
        decided_at__gte=start_of(start),
        decided_at__lt=start_of(until),
    )
    return rows.annotate(unit_then=Coalesce(Subquery(moved.values("from_id")[:1]), F("assignment__unit_id")))


def returned_between(start: date, until: date) -> QuerySet[Remark]:
    """Returns in `[start, until)`, with `unit_then`: the unit that returned the assignment."""
    rows = Remark.objects.filter(
        kind=RemarkKind.RETURN, assignment__parent=None, at__gte=start_of(start), at__lt=start_of(until)
    )
    return rows.annotate(unit_then=F("unit_id"))
