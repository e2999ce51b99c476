"""How much working time lies between two moments, and what that means for a deadline."""

from collections.abc import Sequence
from datetime import date, datetime, time
from enum import StrEnum

from .axis import DAY, Axis, Plain, WorkingDays, WorkingSeconds, backward, forward, total
from .calendar import Calendar
from .term import Pause, day_gaps, instant, point, rolled, second_gaps


def add(day: date, amount: int, calendar: Calendar) -> date:
    """The working day that lies `amount` working days after `day` (before it, when negative).

    For a working day, `add(add(day, a), b) == add(day, a + b)`; nought gives the same or the next working day.
    """
    line, ordinal = WorkingDays(calendar.table), day.toordinal()
    if amount > 0:
        return date.fromordinal(forward(line, ordinal + 1, amount, ()) - 1)
    if amount < 0:
        return date.fromordinal(backward(line, ordinal, -amount, ()))
    return rolled(day, calendar)


def working_days_between(first: date, last: date, calendar: Calendar) -> int:
    """Working days after `first` up to and with `last`; negative when `last` comes before `first`.

    The day of the event is not counted: `add(first, working_days_between(first, last)) == last` for a later
    working day `last`.
    """
    line = WorkingDays(calendar.table)
    return line.at(last.toordinal() + 1) - line.at(first.toordinal() + 1)


def elapsed_days(
    start: date, end: date, calendar: Calendar, pauses: Sequence[Pause] = (), *, working: bool = True
) -> int:
    """Working days (calendar days without `working`) after `start` up to and with `end`, outside the pauses."""
    line: Axis = WorkingDays(calendar.table) if working else Plain()
    return total(line, start.toordinal() + 1, end.toordinal() + 1, day_gaps(pauses))


def working_seconds_between(
    start: datetime, end: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> int:
    """Seconds of office time in `[start, end)`, outside the pauses."""
    return total(WorkingSeconds(calendar.table), point(start), point(end), second_gaps(pauses))


def received_as(received: datetime, calendar: Calendar, cut_off: time | None = None) -> datetime:
    """When a paper counts as received: at once in office hours before the cut-off, else at the next opening.

    After the cut-off (15:00 unless the calendar or `cut_off` says otherwise; NĐ 61/2018, Điều 18) that is
    the opening of the next working day; before opening and at lunch it is the next opening of the day.
    """
    day = received.date()
    limit = _cut_off(day, calendar, cut_off)
    second = point(received) % DAY
    if rolled(day, calendar) == day and second <= limit:
        line = WorkingSeconds(calendar.table)
        return instant(line.leave(line.at(point(received))))
    following = add(day, 1, calendar)
    return instant(following.toordinal() * DAY + calendar.day(following).hours[0][0])


def _cut_off(day: date, calendar: Calendar, cut_off: time | None) -> int:
    if cut_off is not None:
        return cut_off.hour * 3600 + cut_off.minute * 60 + cut_off.second
    configured = calendar.office_hours(day).cut_off
    return calendar.closing(day) if configured is None else configured


class Outcome(StrEnum):
    """How something ended against its deadline."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"

    @property
    def label(self) -> str:
        """The official words."""
        return {"early": "trước hạn", "on_time": "đúng hạn", "late": "quá hạn"}[self.value]


def outcome(due_at: datetime, finished_at: datetime, *, by_day: bool = False) -> Outcome:
    """Trước hạn, đúng hạn hay quá hạn; equal moments are on time. `by_day` compares days, not minutes."""
    if by_day:
        due_at, finished_at = (datetime.combine(at.date(), time.min) for at in (due_at, finished_at))
    if finished_at == due_at:
        return Outcome.ON_TIME
    return Outcome.EARLY if finished_at < due_at else Outcome.LATE


def left_text(due_on: date, today: date, calendar: Calendar) -> str:
    """ "còn 6 ngày làm việc", "đến hạn hôm nay", "quá hạn 2 ngày làm việc"; days off alone count as days."""
    if due_on == today:
        return "đến hạn hôm nay"
    working = working_days_between(today, due_on, calendar)
    lead = "còn" if due_on > today else "quá hạn"
    if working:
        return f"{lead} {abs(working)} ngày làm việc"
    return f"{lead} {abs((due_on - today).days)} ngày"
