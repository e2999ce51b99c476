"""Đôn đốc: reminders by working days before and after the due date, each rung at most once."""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.worktime.rules import Unit, due, left_text, working_days_between

from ..models import Assignment, Reminder
from ..queries.days import calendar_on, local_day
from ..rules import RUNGS, rung_due
from .telling import tell_reminders

_SWEEP = 7_105_002  # any fixed number: the key of the lock that lets one sweep run at a time


@transaction.atomic
def remind_due(*, by: Actor, at: datetime) -> int:
    """Đôn đốc nhiệm vụ sắp đến hạn, đến hạn, quá hạn: one sweep; returns how many reminders went out.

    Two sweeps at once send no reminder twice; a missed day sends only the latest rung.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SWEEP])
    on, calendar = local_day(at), calendar_on()
    horizon = due(datetime.combine(on, datetime.min.time()), RUNGS[0], Unit.WORKING_DAYS, calendar).due_on
    rows = list(
        Assignment.objects.open()
        .filter(handed_in_at=None, due_on__lte=horizon)
        .select_related("document")
        .order_by("due_on", "pk")
    )
    sent = _sent(rows)
    found: list[tuple[Assignment, int]] = []
    for row in rows:
        rung = _rung(row, on, sent, working_days_between(on, row.due_on, calendar) if row.due_on else 0)
        if rung is not None:
            found.append((row, rung))
    Reminder.objects.bulk_create(
        Reminder(assignment=row, due_on=row.due_on, rung=rung, at=at) for row, rung in found if row.due_on
    )
    tell_reminders(
        [(row, left_text(row.due_on, on, calendar)) for row, _ in found if row.due_on], by=by, at=at
    )
    return len(found)


def _sent(rows: list[Assignment]) -> dict[tuple[UUID, date], set[int]]:
    found: dict[tuple[UUID, date], set[int]] = defaultdict(set)
    known = Reminder.objects.filter(assignment__in=[row.pk for row in rows])
    for assignment, due_on, rung in known.values_list("assignment_id", "due_on", "rung"):
        found[assignment, due_on].add(rung)
    return found


def _rung(row: Assignment, on: date, sent: dict[tuple[UUID, date], set[int]], left: int) -> int | None:
    if row.due_on is None or (left == 0 and row.due_on < on):
        return None  # overdue by days off alone: the first working day after says so
    return rung_due(left, sent[row.pk, row.due_on])
