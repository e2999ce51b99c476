"""Loading the calendars shipped in `reference/calendars/`."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime, time
from pathlib import Path

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.home import reference

from .. import permissions
from ..models import OfficeWeek, WorkCalendar
from ..reference import ShippedCalendar, shipped_calendars
from ..rules import Notice, hours_text
from ..rules.assumed import assumed_days
from .notices import NoticeInput, store_published
from .recalculating import recalculating


@transaction.atomic
def load_reference(
    *,
    by: Actor,
    at: datetime,
    progress: Callable[[int, int], None] | None = None,
    folder: Path | None = None,
) -> int:
    """Nạp lịch làm việc phát hành kèm; returns how many notices were new.

    A year that has a notice or a draft already is left as it is: what was entered here beats what is shipped.
    """
    by.require(permissions.MANAGE)
    shipped = shipped_calendars(folder or reference() / "calendars")
    new = 0
    for done, calendar in enumerate(shipped.values(), start=1):
        new += _load(_calendar(calendar, by=by, at=at), calendar, by=by, at=at)
        if progress:
            progress(done, len(shipped))
    return new


def _load(row: WorkCalendar, shipped: ShippedCalendar, *, by: Actor, at: datetime) -> int:
    known = set(row.notices.values_list("year", flat=True))
    new = [notice for notice in shipped.notices if notice.days.year not in known]
    if not new:
        return 0
    locked = WorkCalendar.objects.select_for_update().get(pk=row.pk)
    years = sorted({day.year for notice in new for day in (*notice.days.off, *notice.days.makeup)})
    cause = f"Nạp lịch phát hành kèm: {len(new)} năm"
    # nothing can rest on a calendar that has no notice yet, so its first load has nothing to re-compute
    change = recalculating(locked, cause=cause, years=years, by=by, at=at) if known else nullcontext()
    with change:
        for notice in new:
            store_published(locked, notice.days.year, _content(notice), by=by, at=at)
    return len(new)


def _content(notice: Notice) -> NoticeInput:
    return NoticeInput(
        paper=notice.paper,
        source=notice.source,
        verification=notice.verification,
        off=notice.days.off,
        makeup=notice.days.makeup,
    )


def _calendar(shipped: ShippedCalendar, *, by: Actor, at: datetime) -> WorkCalendar:
    row, new = WorkCalendar.objects.get_or_create(
        code=shipped.code, defaults={"name": shipped.name, "assumes": shipped.assumes}
    )
    assumed = {
        str(year): {day.isoformat(): name for day, name in sorted(assumed_days(year)[0].items())}
        for year in shipped.provisional
    }
    if new:
        row.assumed = assumed
        row.save()
        OfficeWeek.objects.create(
            calendar=row,
            during=DateRange(date(1990, 1, 1), None),
            week=[hours_text(spans) for spans in shipped.hours.week],
            counted=sorted(shipped.hours.counted),
            cut_off=_time(shipped.hours.cut_off),
            reason="Giờ làm việc chung",
        )
        record("worktime.calendar_loaded", row, by=by, at=at, code=row.code)
    return row


def _time(seconds: int | None) -> time | None:
    return None if seconds is None else time(seconds // 3600, seconds % 3600 // 60)
