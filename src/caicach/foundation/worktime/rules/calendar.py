"""The working calendar as a value: which days and hours an office works, and who decided so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import accumulate, pairwise

from .assumed import assumed_days

Hours = tuple[tuple[int, int], ...]
"""Opening spans of one day, in seconds after midnight, ascending and apart."""

FIRST_YEAR, LAST_YEAR = 1990, 2099  # the lunar tables behind the assumed years end in 2099
ONE_DAY = timedelta(days=1)


def hours(text: str) -> Hours:
    """`"07:30-11:30, 13:30-17:30"` as spans; empty text is a closed day. ValueError when malformed."""
    spans = tuple(_span(part) for part in text.split(",") if part.strip())
    if any(opens >= closes for opens, closes in spans):
        raise ValueError("giờ đóng cửa phải sau giờ mở cửa")
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise ValueError("các buổi làm việc phải theo thứ tự và không chồng lên nhau")
    return spans


def hours_text(spans: Hours) -> str:
    """The inverse of `hours`."""
    return ", ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in spans)


def _span(text: str) -> tuple[int, int]:
    opens, dash, closes = text.partition("-")
    if not dash:
        raise ValueError("giờ làm việc viết dạng 07:30-11:30, 13:30-17:30")
    return _seconds(opens), _seconds(closes)


def _seconds(text: str) -> int:
    moment = time.fromisoformat(text.strip().zfill(5))
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"


MORNING_AND_AFTERNOON = hours("07:30-11:30, 13:30-17:30")
STANDARD_WEEK: tuple[Hours, ...] = (*(MORNING_AND_AFTERNOON,) * 5, (), ())


@dataclass(frozen=True)
class OfficeHours:
    """Giờ làm việc: the hours of each weekday (Monday first) in `[since, until)`.

    `counted` says which weekdays are working days for limits in days: a Saturday morning kept open to
    receive papers gives working hours, but is by default no working day.
    `cut_off` is the moment of the day, in seconds, after which a paper counts as received on the next
    working day (15:00 in NĐ 61/2018, điều 18); None where there is none.
    """

    since: date = date.min
    until: date | None = None
    week: tuple[Hours, ...] = STANDARD_WEEK
    counted: frozenset[int] = frozenset(range(5))
    cut_off: int | None = 15 * 3600

    def covers(self, day: date) -> bool:
        """Is `day` inside `[since, until)`?"""
        return self.since <= day and (self.until is None or day < self.until)

    @cached_property
    def full_day(self) -> Hours:
        """The hours of an ordinary whole day, which a make-up day borrows."""
        return max(self.week, key=lambda spans: sum(closes - opens for opens, closes in spans))


@dataclass(frozen=True)
class YearDays:
    """Lịch nghỉ của một năm: days off and make-up days, each with its name.

    `decided` is False for a year whose official notice is not yet published: its days are assumed, and
    every date that rests on them is provisional (tạm tính). A day may lie outside `year`: 31/12/2018 was
    swapped by the notice for 2019.
    """

    year: int
    off: Mapping[date, str] = field(default_factory=dict)
    makeup: Mapping[date, str] = field(default_factory=dict)
    decided: bool = True
    decision: str = ""


@dataclass(frozen=True)
class Override:
    """Ngày riêng của cơ quan: closed (`hours == ()`) or other hours in `[since, until)`, with the reason.

    It beats the yearly notice: storm closures, moving after a merger, an extra day at the counter.
    """

    since: date
    until: date
    hours: Hours = ()
    counts: bool = False
    reason: str = ""


class DayKind(StrEnum):
    """Why a day is worked or not."""

    ORDINARY = "ordinary"
    WEEKLY_OFF = "weekly_off"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"
    OVERRIDE = "override"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a calendar. `counts`: it is a working day for limits in days."""

    on: date
    kind: DayKind
    hours: Hours
    counts: bool
    name: str = ""


@dataclass(frozen=True, eq=False)
class Calendar:
    """Lịch làm việc: hours, yearly notices and local overrides, everything with dates.

    Where several entries of `hours` or `overrides` cover a day, the first one wins, so that a unit's own
    come before those of its parents. `assumes`: a year without its notice borrows the public holidays of the
    `holidays` package; otherwise such a year has only its weekends off. Either way it is provisional.
    `rolls`: a period in days whose last day is not worked ends on the next working day (Bộ luật Dân sự
    2015, Điều 148 khoản 5).
    """

    code: str
    name: str = ""
    hours: Sequence[OfficeHours] = (OfficeHours(),)
    years: Sequence[YearDays] = ()
    overrides: Sequence[Override] = ()
    assumes: bool = True
    rolls: bool = True

    @cached_property
    def _off(self) -> dict[date, str]:
        return {day: name for year in self.years for day, name in year.off.items()}

    @cached_property
    def _makeup(self) -> dict[date, str]:
        return {day: name for year in self.years for day, name in year.makeup.items()}

    @cached_property
    def _listed(self) -> frozenset[int]:
        return frozenset(year.year for year in self.years)

    @cached_property
    def _decided(self) -> frozenset[int]:
        return frozenset(year.year for year in self.years if year.decided)

    @cached_property
    def _overrides(self) -> dict[date, Override]:
        found: dict[date, Override] = {}
        for override in reversed(self.overrides):
            for offset in range((override.until - override.since).days):
                found[override.since + offset * ONE_DAY] = override
        return found

    @cached_property
    def _assumed(self) -> dict[int, tuple[dict[date, str], dict[date, str]]]:
        return {}

    def is_decided(self, year: int) -> bool:
        """Has the yearly notice of `year` been published?"""
        return year in self._decided

    @property
    def horizon(self) -> int | None:
        """The last year whose notice is published (mốc phủ của lịch), None when there is none."""
        return max(self._decided, default=None)

    def office_hours(self, day: date) -> OfficeHours:
        """The hours in force on `day`; where none is dated so, the standard ones."""
        return next((entry for entry in self.hours if entry.covers(day)), OfficeHours())

    def _assumed_in(self, year: int) -> tuple[dict[date, str], dict[date, str]]:
        if year not in self._assumed:
            unlisted = self.assumes and year not in self._listed
            self._assumed[year] = assumed_days(year) if unlisted else ({}, {})
        return self._assumed[year]

    def holiday(self, day: date) -> str | None:
        """The name of the public holiday or compensated day on `day`, None when it is none."""
        return self._off.get(day) or self._assumed_in(day.year)[0].get(day)

    def makeup(self, day: date) -> str | None:
        """The name of the make-up day (ngày làm bù) on `day`, None when it is none."""
        return self._makeup.get(day) or self._assumed_in(day.year)[1].get(day)

    def day(self, on: date) -> Day:
        """What kind of day it is and when the office is open: override, then notice, then week."""
        if override := self._overrides.get(on):
            return Day(on, DayKind.OVERRIDE, override.hours, override.counts, override.reason)
        regime = self.office_hours(on)
        if name := self.makeup(on):
            return Day(on, DayKind.MAKEUP, regime.full_day, True, name)
        if name := self.holiday(on):
            return Day(on, DayKind.HOLIDAY, (), False, name)
        spans = regime.week[on.weekday()]
        if spans:
            return Day(on, DayKind.ORDINARY, spans, on.weekday() in regime.counted)
        return Day(on, DayKind.WEEKLY_OFF, (), False)

    def closing(self, on: date) -> int:
        """Closing time of `on` in seconds; of an ordinary day where the office is closed."""
        spans = self.day(on).hours or self.office_hours(on).full_day or MORNING_AND_AFTERNOON
        return spans[-1][1]

    @cached_property
    def table(self) -> "Table":
        """The compiled sums of this calendar, grown on demand."""
        return Table(self)


class Table:
    """Sums over days of one calendar, so that every question is a bisection.

    `days[i]` and `seconds[i]` are the working days and working seconds before the day with ordinal
    `origin + i`, counted from the beginning of the first year ever asked for (earlier ones are negative, so
    a total keeps its meaning while the table grows). Grown by whole years as questions reach further.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._first = self._last = 0
        self.origin = 0
        self.days: list[int] = [0]
        self.seconds: list[int] = [0]
        self.hours: list[Hours] = []

    def cover(self, year: int) -> None:
        """Make the sums reach over `year`, which lies between FIRST_YEAR and LAST_YEAR."""
        if not self._first:
            self.origin = date(year, 1, 1).toordinal()
            self._first, self._last = year, year - 1
        while self._last < year:
            self.grow_later()
        while self._first > year:
            self.grow_earlier()

    def grow_later(self) -> bool:
        """One year more at the end; False when the calendar cannot reach further."""
        if self._last >= LAST_YEAR:
            return False
        self._last += 1
        hours, days, seconds = self._sums(self._last)
        self.hours += hours
        self.days += [self.days[-1] + total for total in days[1:]]
        self.seconds += [self.seconds[-1] + total for total in seconds[1:]]
        return True

    def grow_earlier(self) -> bool:
        """One year more at the beginning; False when the calendar cannot reach further."""
        if self._first <= FIRST_YEAR:
            return False
        self._first -= 1
        self.origin = date(self._first, 1, 1).toordinal()
        hours, days, seconds = self._sums(self._first)
        self.hours[:0] = hours
        self.days[:0] = [self.days[0] - days[-1] + total for total in days[:-1]]
        self.seconds[:0] = [self.seconds[0] - seconds[-1] + total for total in seconds[:-1]]
        return True

    def _sums(self, year: int) -> tuple[list[Hours], list[int], list[int]]:
        start, end = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        days = [self._calendar.day(date.fromordinal(ordinal)) for ordinal in range(start, end + 1)]
        lengths = [sum(closes - opens for opens, closes in day.hours) for day in days]
        return (
            [day.hours for day in days],
            list(accumulate((day.counts for day in days), initial=0)),
            list(accumulate(lengths, initial=0)),
        )
