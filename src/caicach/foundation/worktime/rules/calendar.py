"""The working calendar as a value: which days and hours an office works, and who decided so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import accumulate, pairwise
from threading import Lock

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


@dataclass(frozen=True)
class Sums:
    """Sums over the days of the years `first` to `last`, so that every question is a bisection.

    `days[i]` and `seconds[i]` are the working days and working seconds before the day with ordinal
    `origin + i`, counted from the beginning of the first year ever asked for (earlier ones are negative, so
    a total keeps its meaning while the sums grow).
    """

    first: int
    last: int
    origin: int
    hours: tuple[Hours, ...]
    days: tuple[int, ...]
    seconds: tuple[int, ...]


class Table:
    """The sums of one calendar, grown by whole years as questions reach further.

    Threads share it: growing makes a new value and puts it in place of the old one.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._growing = Lock()
        self._sums: Sums | None = None

    def over(self, year: int) -> Sums:
        """Sums that reach over `year`, which lies between FIRST_YEAR and LAST_YEAR."""
        sums = self._sums
        if sums is None or not sums.first <= year <= sums.last:
            with self._growing:
                sums = self._sums = self._grown(self._sums, year)
        return sums

    @property
    def reached(self) -> Sums:
        """The sums as far as they have been needed."""
        return self._sums or self.over(FIRST_YEAR)

    def later(self, sums: Sums) -> Sums | None:
        """Sums that reach a year further; None when the calendar ends."""
        return self.over(sums.last + 1) if sums.last < LAST_YEAR else None

    def earlier(self, sums: Sums) -> Sums | None:
        """Sums that reach a year further back; None when the calendar ends."""
        return self.over(sums.first - 1) if sums.first > FIRST_YEAR else None

    def _grown(self, sums: Sums | None, year: int) -> Sums:
        grown = sums or self._of(year)
        while grown.last < year:
            grown = _joined(grown, self._of(grown.last + 1))
        while grown.first > year:
            before = self._of(grown.first - 1)
            shifted = replace(
                before,
                days=tuple(total - before.days[-1] + grown.days[0] for total in before.days),
                seconds=tuple(total - before.seconds[-1] + grown.seconds[0] for total in before.seconds),
            )
            grown = _joined(shifted, grown)
        return grown

    def _of(self, year: int) -> Sums:
        start, end = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        days = [self._calendar.day(date.fromordinal(ordinal)) for ordinal in range(start, end + 1)]
        lengths = [sum(closes - opens for opens, closes in day.hours) for day in days]
        return Sums(
            year,
            year,
            start,
            tuple(day.hours for day in days),
            tuple(accumulate((int(day.counts) for day in days), initial=0)),
            tuple(accumulate(lengths, initial=0)),
        )


def _joined(before: Sums, after: Sums) -> Sums:
    """Two neighbouring stretches as one; the later one's totals go on from the earlier one's."""
    days, seconds = before.days[-1] - after.days[0], before.seconds[-1] - after.seconds[0]
    return Sums(
        before.first,
        after.last,
        before.origin,
        before.hours + after.hours,
        before.days + tuple(total + days for total in after.days[1:]),
        before.seconds + tuple(total + seconds for total in after.seconds[1:]),
    )
