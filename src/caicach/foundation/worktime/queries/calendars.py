"""What others may ask of the working calendar: the calendar of a unit, a deadline, a year at a glance."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from caicach.foundation.kernel.errors import Refused

from ..models import LocalDays, NoticeDay, OfficeWeek, WorkCalendar, YearNotice
from ..rules import (
    Calendar,
    Day,
    Difference,
    Due,
    OfficeHours,
    Override,
    Pause,
    Unit,
    YearDays,
    differences,
    due,
    hours,
)

DEFAULT = "vn"


@dataclass(frozen=True, eq=False)
class CalendarSet:
    """One calendar with every unit's own hours and days, compiled once and asked per unit."""

    row: WorkCalendar
    years: tuple[YearDays, ...]
    weeks: tuple[OfficeWeek, ...]
    local: tuple[LocalDays, ...]

    @cached_property
    def units(self) -> frozenset[UUID]:
        """The units that have days or hours of their own."""
        rows: Iterable[OfficeWeek | LocalDays] = (*self.weeks, *self.local)
        return frozenset(row.unit_id for row in rows if row.unit_id)

    @cached_property
    def _compiled(self) -> dict[UUID | None, Calendar]:
        return {}

    def for_unit(self, unit_id: UUID | None = None) -> Calendar:
        """The calendar of a unit: its own days and hours first, then those of everybody."""
        key = unit_id if unit_id in self.units else None
        if key not in self._compiled:
            self._compiled[key] = self._compile(key)
        return self._compiled[key]

    def _compile(self, unit_id: UUID | None) -> Calendar:
        return Calendar(
            self.row.code,
            self.row.name,
            [_office_hours(row) for row in _own_first(self.weeks, unit_id)],
            self.years,
            [_override(row) for row in _own_first(self.local, unit_id)],
            assumes=self.row.assumes,
            rolls=self.row.rolls,
        )


Dated = TypeVar("Dated", OfficeWeek, LocalDays)


def _own_first(rows: Sequence[Dated], unit_id: UUID | None) -> list[Dated]:
    own = [row for row in rows if unit_id and row.unit_id == unit_id]
    return own + [row for row in rows if row.unit_id is None]


def _office_hours(row: OfficeWeek) -> OfficeHours:
    cut_off = None if row.cut_off is None else row.cut_off.hour * 3600 + row.cut_off.minute * 60
    return OfficeHours(
        since=row.during.lower or date.min,
        until=row.during.upper,
        week=tuple(hours(text) for text in row.week),
        counted=frozenset(row.counted),
        cut_off=cut_off,
    )


def _override(row: LocalDays) -> Override:
    return Override(row.during.lower, row.during.upper, hours(row.hours), row.counts, row.reason)


def year_days(notice: YearNotice) -> YearDays:
    """The days of a notice as a value."""
    days = sorted(notice.days.all(), key=lambda row: row.day)
    return YearDays(
        notice.year,
        {row.day: row.name for row in days if row.kind == NoticeDay.OFF},
        {row.day: row.name for row in days if row.kind == NoticeDay.MAKEUP},
        notice.published_at is not None,
        notice.paper,
    )


def _assumed(row: WorkCalendar, decided: Iterable[int]) -> list[YearDays]:
    return [
        YearDays(int(year), {date.fromisoformat(day): name for day, name in days.items()}, decided=False)
        for year, days in row.assumed.items()
        if int(year) not in set(decided)
    ]


def notices_in_force(calendar: WorkCalendar) -> QuerySet[YearNotice]:
    """The published notices of a calendar that no later edition has replaced, by year."""
    return calendar.notices.filter(published_at__isnull=False, superseded_at__isnull=True).order_by("year")


def load(row: WorkCalendar) -> CalendarSet:
    """Everything of one calendar, from the database."""
    published = [year_days(notice) for notice in notices_in_force(row).prefetch_related("days")]
    years = (*published, *_assumed(row, [year.year for year in published]))
    local = row.local_days.filter(withdrawn_at__isnull=True)
    return CalendarSet(row, years, tuple(row.weeks.order_by("during")), tuple(local.order_by("during")))


_loaded: dict[str, CalendarSet] = {}


def calendar_set(code: str = DEFAULT) -> CalendarSet:
    """The compiled calendar `code`: one small query, and the whole again only when something has changed."""
    return set_of(calendar_row(code))


def set_of(row: WorkCalendar) -> CalendarSet:
    """The compiled calendar of a row just read, loaded again only when something has changed."""
    known = _loaded.get(row.code)
    if known is None or (known.row.pk, known.row.stamp) != (row.pk, row.stamp):
        known = _loaded[row.code] = load(row)
    return known


def calendar_row(code: str = DEFAULT) -> WorkCalendar:
    """The row of a calendar; refuses an unknown code, naming the known ones."""
    row = WorkCalendar.objects.filter(code=code).first()
    if row is None:
        known = ", ".join(WorkCalendar.objects.order_by("code").values_list("code", flat=True))
        hint = f"Các lịch hiện có: {known}." if known else "Hãy chạy `caicach setup` trước."
        raise Refused(f"Không có lịch làm việc mã “{code}”. {hint}", field="calendar")
    return row


def calendar_for(code: str = DEFAULT, unit_id: UUID | None = None) -> Calendar:
    """The calendar of a unit (of everybody without one), to calculate with. One query."""
    return calendar_set(code).for_unit(unit_id)


def deadline(
    start: datetime,
    amount: Decimal | int | str,
    unit: Unit | str,
    *,
    unit_id: UUID | None = None,
    calendar: str = DEFAULT,
    pauses: Sequence[Pause] = (),
) -> Due:
    """Thời hạn of a period that begins at an instant (aware or local), by the calendar of a unit."""
    return due(local(start), amount, Unit(unit), calendar_for(calendar, unit_id), pauses)


def local(at: datetime) -> datetime:
    """An instant as local time without zone, the time in which offices and the rules reckon."""
    return timezone.localtime(at).replace(tzinfo=None) if timezone.is_aware(at) else at


def aware(at: datetime) -> datetime:
    """The inverse of `local`: local time as an instant to be stored."""
    return at if timezone.is_aware(at) else timezone.make_aware(at)


def start_of(day: date) -> datetime:
    """Midnight at the beginning of a local day, without zone."""
    return datetime.combine(day, time.min)


@dataclass(frozen=True)
class Month:
    """A month as a wall calendar: weeks of seven days from Monday, None outside the month."""

    number: int
    weeks: tuple[tuple[Day | None, ...], ...]
    working_days: int


def year_view(calendar: Calendar, year: int) -> tuple[Month, ...]:
    """The twelve months of a year, day by day."""
    return tuple(_month(calendar, year, number) for number in range(1, 13))


def _month(calendar: Calendar, year: int, number: int) -> Month:
    first = date(year, number, 1)
    after = date(year + number // 12, number % 12 + 1, 1)
    days: list[Day | None] = [None] * first.weekday()
    days += [calendar.day(first + timedelta(days=offset)) for offset in range((after - first).days)]
    days += [None] * (-len(days) % 7)
    weeks = tuple(tuple(days[at : at + 7]) for at in range(0, len(days), 7))
    return Month(number, weeks, sum(1 for day in days if day and day.counts))


def findings(row: WorkCalendar) -> tuple[Difference, ...]:
    """Every day on which a notice in force and the `holidays` package disagree (phát hiện cần đối chiếu)."""
    notices = notices_in_force(row).prefetch_related("days")
    return tuple(found for notice in notices for found in differences(year_days(notice)))


def local_days_of(row: WorkCalendar, unit_id: UUID | None = None) -> QuerySet[LocalDays]:
    """The own days in force, newest first; of one unit and everybody when a unit is given."""
    days = row.local_days.filter(withdrawn_at__isnull=True).order_by("-during")
    return days.filter(Q(unit_id=unit_id) | Q(unit_id__isnull=True)) if unit_id else days
