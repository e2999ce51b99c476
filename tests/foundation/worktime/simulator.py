"""A second reckoning of deadlines, written apart from the rules and sharing nothing with them.

It lays the whole time line out as one byte a minute (is the office open in this minute?) and one flag a day
(is it a working day?), strikes out the pauses, and walks until enough minutes or days have been seen.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import compress, count, islice

MINUTES = 1440
DAY = timedelta(days=1)


@dataclass
class World:
    """A random calendar as plain lists: what is open on which day, minute by minute."""

    first: date
    last: date
    week: list[list[tuple[int, int]]]  # open minutes of each weekday, Monday first
    day_weekdays: set[int]  # weekdays that are working days
    off: set[date] = field(default_factory=set)
    makeup: set[date] = field(default_factory=set)
    special: dict[date, tuple[list[tuple[int, int]], bool]] = field(default_factory=dict)
    later_week: tuple[date, list[list[tuple[int, int]]]] | None = None
    rolls: bool = True

    def __post_init__(self) -> None:
        self.minutes = bytearray((self.last - self.first).days * MINUTES)
        self.working: dict[date, bool] = {}
        self.closes: dict[date, int] = {}
        day, base = self.first, 0
        while day < self.last:
            spans, is_working = self.opening(day)
            for opens, closes in spans:
                self.minutes[base + opens : base + closes] = b"\x01" * (closes - opens)
            self.working[day] = is_working
            usual = max(self._week(day), key=lambda entry: sum(b - a for a, b in entry))
            self.closes[day] = (spans or usual)[-1][1]
            day, base = day + DAY, base + MINUTES

    def _week(self, day):
        if self.later_week and day >= self.later_week[0]:
            return self.later_week[1]
        return self.week

    def opening(self, day):
        """The open minutes of a day and whether it is a working day."""
        if day in self.special:
            return self.special[day]
        week = self._week(day)
        if day in self.makeup:
            return max(week, key=lambda entry: sum(b - a for a, b in entry)), True
        if day in self.off:
            return [], False
        spans = week[day.weekday()]
        return spans, bool(spans) and day.weekday() in self.day_weekdays

    def _closing(self, day):
        minute = self.closes[day]
        return datetime.combine(day, time(minute // 60, minute % 60))

    def _index(self, moment):
        return (moment.date() - self.first).days * MINUTES + moment.hour * 60 + moment.minute

    def _moment(self, index):
        return datetime.combine(self.first, time.min) + timedelta(minutes=index)

    # ---- days

    def _is_paused_day(self, day, pauses):
        midnight = datetime.combine(day, time.min)
        return any(begin < midnight <= end for begin, end in pauses)

    def end_of_days(self, start, amount, pauses, *, working):
        """The end of a whole number of days or working days, and the days counted."""
        step = DAY if amount >= 0 else -DAY
        day, counted = start.date(), []
        while len(counted) < abs(amount):
            day += step
            if not self._is_paused_day(day, pauses) and (self.working[day] or not working):
                counted.append(day)
        while self.rolls and not self.working[day]:
            day += step
        return self._closing(day), counted

    # ---- minutes

    def _timeline(self, pauses, *, clock):
        line = bytearray(b"\x01") * len(self.minutes) if clock else bytearray(self.minutes)
        for begin, end in pauses:
            low, high = self._index(begin), self._index(end)
            line[low:high] = bytes(max(high - low, 0))
        return line

    def end_of_minutes(self, start, amount, pauses, *, clock):
        """The end of a number of minutes of office time or clock time, and how much of it lies on each side."""
        line = self._timeline(pauses, clock=clock)
        begin = self._index(start)
        if amount > 0:
            ahead = line[begin:]
            seen = next(islice(compress(count(), ahead), amount - 1, None))
            return self._moment(begin + seen + 1)
        if amount < 0:
            behind = line[:begin][::-1]
            seen = next(islice(compress(count(), behind), -amount - 1, None))
            return self._moment(begin - seen - 1)
        if clock:
            return start
        return self._moment(begin + next(compress(count(), line[begin:])))

    def move_days(self, start, amount, pauses):
        """`start` at the same time of day, a whole number of unpaused calendar days away."""
        if not amount:
            return start
        step = DAY if amount > 0 else -DAY
        day, left = start.date(), abs(amount)
        while left:
            day += step
            if not self._is_paused_day(day, pauses):
                left -= 1
        return datetime.combine(day, start.time())

    def open_minutes(self, begin, end, pauses):
        """Office minutes between two moments outside the pauses."""
        return sum(self._timeline(pauses, clock=False)[self._index(begin) : self._index(end)])
