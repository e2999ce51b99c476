"""Own days and office hours, of one unit or of everybody."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused

from .. import permissions
from ..models import LocalDays, OfficeWeek, WorkCalendar, valid_hours
from ..rules import FIRST_YEAR, hours, hours_text, short_day
from .recalculating import recalculating

_YEARS_AHEAD = 3  # a change of weekly hours has no end: open items further ahead than this do not exist


@transaction.atomic
def add_local_days(
    *,
    calendar: WorkCalendar,
    unit_id: UUID | None,
    since: date,
    until: date,
    reason: str,
    by: Actor,
    at: datetime,
    hours: str = "",
    counts: bool = False,
) -> LocalDays:
    """Khai ngày riêng: the days from `since` to `until` (both included) closed, or open at other hours."""
    _require(by, unit_id)
    _check_days(since, until, reason)
    row = WorkCalendar.objects.select_for_update().get(pk=calendar.pk)
    days = LocalDays(
        calendar=row,
        unit_id=unit_id,
        during=DateRange(since, until + timedelta(days=1)),
        hours=_normal(hours),
        counts=counts and bool(hours),
        reason=reason.strip(),
    )
    _validate(days)
    cause = f"Ngày riêng {short_day(since)} – {short_day(until)}: {days.reason}"[:300]
    with recalculating(row, cause=cause, years=range(since.year, until.year + 1), by=by, at=at):
        days.save()
    record("worktime.local_days_added", days, by=by, at=at, unit_id=unit_id, **_facts(days))
    return days


@transaction.atomic
def withdraw_local_days(*, days: LocalDays, revision: int | None, by: Actor, at: datetime) -> LocalDays:
    """Rút ngày riêng: the yearly notice applies again."""
    _require(by, days.unit_id)
    row = WorkCalendar.objects.select_for_update().get(pk=days.calendar_id)
    days = LocalDays.claim(days.pk, revision)
    if days.withdrawn_at:
        raise Refused("Ngày riêng này đã được rút trước đó.")
    years = range(days.during.lower.year, days.during.upper.year + 1)
    with recalculating(row, cause=f"Rút ngày riêng: {days.reason}"[:300], years=years, by=by, at=at):
        days.withdrawn_at = at
        days.save()
    record("worktime.local_days_withdrawn", days, by=by, at=at, unit_id=days.unit_id, **_facts(days))
    return days


@transaction.atomic
def set_office_hours(
    *,
    calendar: WorkCalendar,
    unit_id: UUID | None,
    since: date,
    week: Sequence[str],
    counted: Collection[int],
    cut_off: time | None,
    reason: str,
    by: Actor,
    at: datetime,
) -> OfficeWeek:
    """Đặt giờ làm việc: from `since` on these hours; the ones before end the day before."""
    _require(by, unit_id)
    row = WorkCalendar.objects.select_for_update().get(pk=calendar.pk)
    same = row.weeks.filter(unit_id=unit_id)
    if same.filter(during__startswith__gte=since).exists():
        raise Refused("Đã có giờ làm việc bắt đầu từ ngày này hoặc sau đó.", field="since")
    entry = OfficeWeek(
        calendar=row,
        unit_id=unit_id,
        during=DateRange(since, None),
        week=[_normal(text) for text in week],
        counted=sorted({weekday for weekday in counted if week[weekday].strip()}),
        cut_off=cut_off,
        reason=reason.strip(),
    )
    before = same.filter(during__contains=since).first()
    years = range(max(since.year, FIRST_YEAR), max(since.year, at.year) + _YEARS_AHEAD)
    with recalculating(row, cause=f"Giờ làm việc từ {short_day(since)}", years=years, by=by, at=at):
        if before:
            before.during = DateRange(before.during.lower, since)
            before.save()
        _validate(entry)
        entry.save()
    record(
        "worktime.office_hours_set",
        entry,
        by=by,
        at=at,
        unit_id=unit_id,
        since=since.isoformat(),
        week=entry.week,
    )
    return entry


def _require(by: Actor, unit_id: UUID | None) -> None:
    if unit_id is None:
        by.require(permissions.MANAGE)
    else:
        by.require(permissions.EDIT, at_unit=unit_id)


def _check_days(since: date, until: date, reason: str) -> None:
    if until < since:
        raise Refused("Ngày cuối phải từ ngày đầu trở đi.", field="until")
    if (until - since).days > 366:
        raise Refused(
            "Ngày riêng không kéo dài quá một năm. Giờ làm việc lâu dài thì đặt giờ trong tuần.",
            field="until",
        )
    if not reason.strip():
        raise Refused("Hãy ghi lý do, căn cứ của ngày riêng.", field="reason")


def _normal(text: str) -> str:
    try:
        valid_hours(text)
    except ValidationError as error:
        raise Refused(error.messages[0], field="hours") from error
    return hours_text(hours(text))


def _validate(row: LocalDays | OfficeWeek) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(error.messages[0]) from error


def _facts(days: LocalDays) -> dict[str, Any]:
    return {
        "since": days.during.lower.isoformat(),
        "until": (days.during.upper - timedelta(days=1)).isoformat(),
        "hours": days.hours,
        "reason": days.reason,
    }
