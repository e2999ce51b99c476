"""Thời hạn: when a period of days or hours ends, what was counted, and why.

Sources: Bộ luật Dân sự 2015, Điều 147 và 148 (the day of the event is not counted; a period in days whose
last day is a day off ends on the next working day); office practice (a day ends at closing time; papers
brought outside office hours count from the next opening; 0,5 ngày = 4 giờ làm việc).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from caicach.foundation.kernel.errors import Refused

from .axis import DAY, Axis, Gap, Plain, WorkingDays, WorkingSeconds, backward, forward, merged, pieces
from .calendar import FIRST_YEAR, LAST_YEAR, Calendar
from .wording import Unit

HOURS_A_DAY = 8  # 0,5 ngày = 4 giờ làm việc in the provinces' decisions on internal processes
_MOST = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Pause:
    """Tạm dừng: `[since, until)` is not counted, local time. `reason` is shown in the explanation."""

    since: datetime
    until: datetime
    reason: str = ""


Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Due:
    """The end of a period and everything that made it.

    `due_at` is local time without zone: closing time for days, the exact second for hours. `period_end` is
    the last counted day before it was moved to a working day.
    """

    start: datetime
    amount: Decimal
    unit: Unit
    calendar: Calendar
    pauses: tuple[Pause, ...]
    due_at: datetime
    period_end: date

    @property
    def due_on(self) -> date:
        """The day of `due_at`."""
        return self.due_at.date()

    @property
    def in_days(self) -> bool:
        """Was it counted in whole days (a fraction of a day is counted in working hours)?"""
        return _in_days(self.unit, self.amount)

    @cached_property
    def rests_on(self) -> tuple[Gap, ...]:
        """The days on which the answer rests, as half-open spans of day ordinals.

        A change of any other day of the calendar leaves the answer as it is. Paused days do not matter, nor
        does the first day of a period in days; calendar days rest only on where the period ends, and clock
        hours on nothing.
        """
        start, end = self.start.toordinal(), self.due_on.toordinal()
        if self.unit is Unit.CLOCK_HOURS or (
            self.unit is Unit.DAYS and self.in_days and not self.calendar.rolls
        ):
            return ()
        if not self.in_days:
            running = pieces(*_in_order(self.start, self.due_at), second_gaps(self.pauses))
            walked = [(first // DAY, (last - 1) // DAY + 1) for first, last in running]
            return tuple(merged([*walked, (end, end + 1)]))
        if self.unit is Unit.DAYS or not self.amount:
            first, last = sorted((self.period_end.toordinal(), end))
            return ((first, last + 1),)
        first, last = (start + 1, end + 1) if self.amount > 0 else (end, start)
        return tuple(pieces(first, last, day_gaps(self.pauses)))

    @cached_property
    def provisional(self) -> bool:
        """Tạm tính: it rests on a year whose official notice is not yet published."""
        return any(
            not self.calendar.is_decided(year)
            for first, last in self.rests_on
            for year in range(date.fromordinal(first).year, date.fromordinal(last - 1).year + 1)
        )

    @cached_property
    def counted(self) -> tuple[date, ...] | tuple[Span, ...]:
        """The counted days, or the counted spans of time, in the order of counting."""
        found: tuple[date, ...] | tuple[Span, ...]
        found = self._counted_days() if self.in_days else self._counted_spans()
        return found[::-1] if self.amount < 0 else found

    def _counted_days(self) -> tuple[date, ...]:
        start, end = self.start.toordinal(), self.period_end.toordinal()
        begin, stop = (start + 1, end + 1) if self.amount > 0 else (end, start)
        days = (
            date.fromordinal(ordinal)
            for first, last in pieces(begin, stop, day_gaps(self.pauses))
            for ordinal in range(first, last)
        )
        if self.unit is Unit.DAYS or not self.amount:
            return tuple(days) if self.amount else ()
        return tuple(day for day in days if self.calendar.day(day).counts)

    def _counted_spans(self) -> tuple[Span, ...]:
        origin = _shifted(self.start, self.amount, self.pauses) if self.unit is Unit.DAYS else self.start
        running = pieces(*_in_order(origin, self.due_at), second_gaps(self.pauses))
        if self.unit is Unit.CLOCK_HOURS:
            return tuple((instant(first), instant(last)) for first, last in running)
        return tuple(
            (instant(max(first, opens)), instant(min(last, closes)))
            for first, last in running
            for opens, closes in _openings(self.calendar, first, last)
        )


def due(
    start: datetime,
    amount: Decimal | int | str,
    unit: Unit,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
) -> Due:
    """Tính thời hạn: the end of `amount` `unit` from `start` (local time without zone).

    Days: the day of `start` is not counted, a pause takes out the days after `since` up to and with `until`,
    the end is closing time. Hours run from `start`, or from the next opening for working hours. A fraction
    of a day is counted in working hours, eight a day. Negative amounts count back, and end at the last moment
    that leaves the whole amount. Refuses what no calendar can answer.
    """
    amount = _checked(start, Decimal(amount), pauses)
    if _in_days(unit, amount):
        return _due_in_days(start, amount, unit, calendar, tuple(pauses))
    return _due_in_hours(start, amount, unit, calendar, tuple(pauses))


def _due_in_days(
    start: datetime, amount: Decimal, unit: Unit, calendar: Calendar, pauses: tuple[Pause, ...]
) -> Due:
    line: Axis = WorkingDays(calendar.table) if unit is Unit.WORKING_DAYS else Plain()
    day, whole, gaps = start.toordinal(), int(amount), day_gaps(pauses)
    if whole > 0:
        day = forward(line, day + 1, whole, gaps) - 1
    elif whole < 0:
        day = backward(line, day, -whole, gaps)
    period_end = _date(day)
    end = rolled(period_end, calendar, back=whole < 0) if calendar.rolls else period_end
    due_at = instant(end.toordinal() * DAY + calendar.closing(end))
    return Due(start, amount, unit, calendar, pauses, due_at, period_end)


def _due_in_hours(
    start: datetime, amount: Decimal, unit: Unit, calendar: Calendar, pauses: tuple[Pause, ...]
) -> Due:
    begin = _shifted(start, amount, pauses) if unit is Unit.DAYS else start
    seconds = _seconds_of(amount, unit)
    line: Axis = Plain() if unit is Unit.CLOCK_HOURS else WorkingSeconds(calendar.table)
    x, gaps = point(begin), second_gaps(pauses)
    if seconds > 0:
        x = forward(line, x, seconds, gaps)
    elif seconds < 0:
        x = backward(line, x, -seconds, gaps)
    elif unit is not Unit.CLOCK_HOURS:
        x = forward(line, x, 1, gaps) - 1  # nought: the first second that would count
    end = instant(x)
    return Due(start, amount, unit, calendar, pauses, end, end.date())


def _seconds_of(amount: Decimal, unit: Unit) -> int:
    hours = amount
    if unit is Unit.WORKING_DAYS:
        hours = amount * HOURS_A_DAY
    elif unit is Unit.DAYS:
        hours = (amount - int(amount)) * HOURS_A_DAY
    return int((hours * 3600).to_integral_value(ROUND_HALF_UP))


def _shifted(start: datetime, amount: Decimal, pauses: tuple[Pause, ...]) -> datetime:
    """The whole part of a fractional number of calendar days, keeping the time of day."""
    whole, day, gaps = int(amount), start.toordinal(), day_gaps(pauses)
    if whole > 0:
        day = forward(Plain(), day + 1, whole, gaps) - 1
    elif whole < 0:
        day = backward(Plain(), day, -whole, gaps)
    return datetime.combine(_date(day), start.time())


def rolled(day: date, calendar: Calendar, *, back: bool = False) -> date:
    """The same day when it is a working day, else the next one (the one before with `back`)."""
    line, ordinal = WorkingDays(calendar.table), day.toordinal()
    if line.at(ordinal + 1) > line.at(ordinal):
        return day
    if back:
        return _date(line.leave(line.at(ordinal) - 1))
    return _date(line.reach(line.at(ordinal) + 1) - 1)


def _in_days(unit: Unit, amount: Decimal) -> bool:
    return unit.in_days and amount == int(amount)


def _checked(start: datetime, amount: Decimal, pauses: Sequence[Pause]) -> Decimal:
    if not amount.is_finite() or abs(amount) > _MOST:
        raise Refused("Thời hạn phải là một số hợp lệ, không quá 1.000.000.", field="amount")
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise Refused(f"Ngày bắt đầu phải trong các năm từ {FIRST_YEAR} đến {LAST_YEAR}.", field="start")
    for pause in pauses:
        if pause.until < pause.since:
            raise Refused("Thời điểm kết thúc tạm dừng phải sau thời điểm bắt đầu tạm dừng.", field="pauses")
    return amount


def _openings(calendar: Calendar, first: int, last: int) -> list[Gap]:
    return [
        (day * DAY + opens, day * DAY + closes)
        for day in range(first // DAY, (last - 1) // DAY + 1)
        for opens, closes in calendar.day(date.fromordinal(day)).hours
        if day * DAY + opens < last and day * DAY + closes > first
    ]


def _in_order(one: datetime, other: datetime) -> Gap:
    return (point(one), point(other)) if one <= other else (point(other), point(one))


def day_gaps(pauses: Sequence[Pause]) -> list[Gap]:
    """The days that pauses take out: after the day of `since`, up to and with the day of `until`."""
    return merged([(pause.since.toordinal() + 1, pause.until.toordinal() + 1) for pause in pauses])


def second_gaps(pauses: Sequence[Pause]) -> list[Gap]:
    """The seconds that pauses take out: `[since, until)`."""
    return merged([(point(pause.since), point(pause.until)) for pause in pauses])


def point(at: datetime) -> int:
    """An instant on the line of seconds."""
    return at.toordinal() * DAY + at.hour * 3600 + at.minute * 60 + at.second


def instant(x: int) -> datetime:
    """The inverse of `point`."""
    day, second = divmod(x, DAY)
    return datetime.combine(_date(day), datetime.min.time()) + timedelta(seconds=second)


def _date(ordinal: int) -> date:
    if not date(FIRST_YEAR, 1, 1).toordinal() <= ordinal <= date(LAST_YEAR, 12, 31).toordinal():
        raise Refused(f"Chỉ tính được thời hạn trong các năm từ {FIRST_YEAR} đến {LAST_YEAR}.")
    return date.fromordinal(ordinal)
