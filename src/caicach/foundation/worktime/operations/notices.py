"""The yearly notice: drafted, corrected, published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused

from .. import permissions
from ..models import NoticeDay, WorkCalendar, YearNotice
from ..queries import notices_in_force, year_days, years_of
from ..rules import FIRST_YEAR, LAST_YEAR
from ..rules.assumed import assumed_days
from .recalculating import recalculating


@dataclass(frozen=True)
class NoticeInput:
    """What a person enters of a notice: the paper, where it was read, how far checked, and its days."""

    paper: str
    source: str = ""
    verification: str = "unverified"
    off: Mapping[date, str] = field(default_factory=dict)
    makeup: Mapping[date, str] = field(default_factory=dict)


@transaction.atomic
def draft_notice(*, calendar: WorkCalendar, year: int, by: Actor, at: datetime) -> YearNotice:
    """Soạn thông báo năm: a draft with the days of the notice in force, else with those assumed so far.

    Gives the draft that is already there, if there is one.
    """
    by.require(permissions.MANAGE)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.", field="year")
    WorkCalendar.objects.select_for_update().get(pk=calendar.pk)
    if draft := calendar.notices.filter(year=year, published_at__isnull=True).first():
        return draft
    current = notices_in_force(calendar).filter(year=year).first()
    draft = _new_draft(calendar, year, _content_to_start_from(current, year))
    record("worktime.notice_drafted", draft, by=by, at=at, calendar=calendar.code, year=year)
    return draft


def _content_to_start_from(current: YearNotice | None, year: int) -> NoticeInput:
    if current is None:
        off, makeup = assumed_days(year)
        return NoticeInput("", off=off, makeup=makeup)
    days = year_days(current)
    return NoticeInput(current.paper, current.source, current.verification, days.off, days.makeup)


@transaction.atomic
def edit_notice(
    *, notice: YearNotice, revision: int | None, content: NoticeInput, by: Actor, at: datetime
) -> YearNotice:
    """Sửa bản dự thảo: replace the paper and all days of a draft."""
    by.require(permissions.MANAGE)
    draft = _claimed_draft(notice, revision)
    check_notice(content, draft.year)
    draft.paper, draft.source, draft.verification = content.paper, content.source, content.verification
    draft.save()
    draft.days.all().delete()
    _put_days(draft, content.off, content.makeup)
    record(
        "worktime.notice_edited",
        draft,
        by=by,
        at=at,
        year=draft.year,
        paper=draft.paper,
        off=_listed(content.off),
        makeup=_listed(content.makeup),
    )
    return draft


@transaction.atomic
def discard_draft(*, notice: YearNotice, by: Actor, at: datetime) -> None:
    """Bỏ bản dự thảo: what is in force stays as it is."""
    by.require(permissions.MANAGE)
    draft = _claimed_draft(notice, None)
    record("worktime.notice_discarded", draft, by=by, at=at, year=draft.year)
    draft.delete()


@transaction.atomic
def publish_notice(*, notice: YearNotice, revision: int | None, by: Actor, at: datetime) -> YearNotice:
    """Công bố lịch nghỉ năm: freeze the draft, end the edition before it, re-compute what rests on the year."""
    by.require(permissions.MANAGE)
    calendar = WorkCalendar.objects.select_for_update().get(pk=notice.calendar_id)
    draft = _claimed_draft(notice, revision)
    if not draft.paper:
        raise Refused("Hãy ghi số, ngày và tên văn bản thông báo trước khi công bố.", field="paper")
    current = notices_in_force(calendar).filter(year=draft.year).first()
    cause = f"Công bố lịch nghỉ năm {draft.year}: {draft.paper}"[:300]
    with recalculating(calendar, cause=cause, years=years_of(draft, current), by=by, at=at, notice=draft):
        if current:
            current.superseded_at = at
            current.save()
        draft.published_at = at
        draft.save()
    record("worktime.notice_published", draft, by=by, at=at, year=draft.year, paper=draft.paper)
    return draft


def store_published(
    calendar: WorkCalendar, year: int, content: NoticeInput, *, by: Actor, at: datetime
) -> None:
    """Write a whole notice as published; the caller holds the calendar and re-computes."""
    check_notice(content, year)
    notice = _new_draft(calendar, year, content)
    YearNotice.objects.filter(pk=notice.pk).update(published_at=at)
    record("worktime.notice_published", notice, by=by, at=at, year=year, paper=content.paper)


def _new_draft(calendar: WorkCalendar, year: int, content: NoticeInput) -> YearNotice:
    draft = YearNotice.objects.create(
        calendar=calendar,
        year=year,
        during=DateRange(date(year, 1, 1), date(year + 1, 1, 1)),
        paper=content.paper,
        source=content.source,
        verification=content.verification,
    )
    _put_days(draft, content.off, content.makeup)
    return draft


def _claimed_draft(notice: YearNotice, revision: int | None) -> YearNotice:
    draft = YearNotice.claim(notice.pk, revision)
    if draft.is_published:
        raise Refused("Thông báo đã công bố thì không sửa được. Hãy soạn bản điều chỉnh của năm đó.")
    return draft


def _put_days(draft: YearNotice, off: Mapping[date, str], makeup: Mapping[date, str]) -> None:
    entries = [(NoticeDay.OFF, off), (NoticeDay.MAKEUP, makeup)]
    NoticeDay.objects.bulk_create(
        NoticeDay(notice=draft, kind=kind, day=day, name=name)
        for kind, days in entries
        for day, name in sorted(days.items())
    )


def check_notice(content: NoticeInput, year: int) -> None:
    """Refuse a notice that contradicts itself."""
    both = sorted(set(content.off) & set(content.makeup))
    if both:
        raise Refused(f"Ngày {both[0]:%d/%m/%Y} vừa ghi nghỉ vừa ghi làm bù.", field="days")
    for day in (*content.off, *content.makeup):
        # the notice for 2019 swapped 31/12/2018: a day of the neighbouring year may be named
        if abs((day - date(year, 7, 1)).days) > 216:
            raise Refused(f"Ngày {day:%d/%m/%Y} không thuộc năm {year}.", field="days")
    for day in content.makeup:
        if day.weekday() < 5:
            raise Refused(f"Ngày làm bù {day:%d/%m/%Y} phải là Thứ Bảy hoặc Chủ nhật.", field="days")
    if not all(name.strip() for name in (*content.off.values(), *content.makeup.values())):
        raise Refused("Mỗi ngày nghỉ, ngày làm bù phải có tên.", field="days")


def _listed(days: Mapping[date, str]) -> Sequence[str]:
    return [day.isoformat() for day in sorted(days)]
