"""Absences and who stands in."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from psycopg.types.range import DateRange

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.organisation.personnel import permissions
from caicach.organisation.personnel.models import Absence, Person
from caicach.organisation.personnel.operations.people import require_over_person


def _may_record(by: Actor, person: Person) -> None:
    """People record their own absence; others need the permission in the person's unit."""
    if by.person_id != person.pk:
        require_over_person(by, permissions.ABSENCE, person)


@transaction.atomic
def record_absence(
    *,
    person: Person,
    since: date,
    back_on: date,
    substitute: Person | None,
    reason: str,
    by: Actor,
    at: datetime,
) -> Absence:
    """Ghi nhận vắng mặt: away from `since`, back on `back_on`; meanwhile the substitute may do the work."""
    _may_record(by, person)
    if back_on <= since:
        raise Refused("Ngày trở lại phải sau ngày bắt đầu vắng mặt.", field="back_on")
    if substitute is not None and substitute.absences.filter(
        during__overlap=DateRange(since, back_on), ended_at__isnull=True
    ):
        raise Refused("Người làm thay cũng vắng mặt trong thời gian này.", field="substitute")
    absence = Absence(
        person=person, substitute=substitute, during=DateRange(since, back_on), reason=reason.strip()
    )
    try:
        absence.validate_constraints()
    except ValidationError as error:
        raise Refused(error.messages[0]) from error
    absence.save()
    record(
        "personnel.absent", absence, by=by, at=at, person=str(person.pk), since=since.isoformat(),
        back_on=back_on.isoformat(), substitute=str(substitute.pk) if substitute else None,
    )  # fmt: skip
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, on: date, by: Actor, at: datetime) -> Absence:
    """Trở lại làm việc sớm from day `on`: the substitute's rights end at once when that is today."""
    _may_record(by, absence.person)
    row = Absence.claim(absence.pk)
    if row.ended_at is not None or (row.during.upper or date.max) <= on:
        raise Refused("Thời gian vắng mặt này đã kết thúc.")
    first = row.during.lower
    row.during = DateRange(first, max(on, first + timedelta(days=1)))
    if on <= first:
        row.ended_at = at
    row.save(update_fields=["during", "ended_at", "revision"])
    record("personnel.back", row, by=by, at=at, person=str(row.person_id), on=on.isoformat())
    return row
