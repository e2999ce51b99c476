"""Random calendars and histories, given once to the rules and once to the simulator."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from caicach.foundation.worktime.rules import (
    Calendar,
    Due,
    OfficeHours,
    Override,
    Pause,
    Unit,
    YearDays,
    due,
    working_seconds_between,
)
from tests.foundation.worktime.simulator import World

FIRST, LAST = date(2023, 1, 1), date(2028, 1, 1)
WEEKS = [
    [[(450, 690), (810, 1050)]] * 5 + [[], []],
    [[(450, 690), (810, 1050)]] * 5 + [[(450, 690)], []],
    [[(420, 690), (810, 1020)]] * 5 + [[], []],
    [[(480, 720), (780, 1020)]] * 4 + [[(480, 720)], [(480, 720)], []],
    [[(0, 1439)]] * 7,
]


@dataclass(frozen=True)
class History:
    """One question: when does this end?"""

    start: datetime
    amount: Decimal
    unit: Unit
    pauses: tuple[tuple[datetime, datetime], ...]


def random_calendar(rng: random.Random, *, rolls: bool | None = None) -> tuple[Calendar, World]:
    """The same random calendar twice: as the rules' value and as the simulator's world."""
    week, later = rng.choice(WEEKS), rng.choice(WEEKS[:3])
    change = FIRST + timedelta(days=rng.randrange(300, 1500)) if rng.random() < 0.5 else None
    weekdays = set(range(5)) | ({5} if rng.random() < 0.3 else set())
    off = {_some_day(rng) + timedelta(days=step) for _ in range(60) for step in range(rng.randrange(1, 8))}
    makeup = {_some_day(rng) for _ in range(15)}
    special = {
        _some_day(rng): rng.choice([([], False), ([(540, 660)], True), ([(540, 660)], False)])
        for _ in range(30)
    }
    rolls = rng.random() < 0.9 if rolls is None else rolls
    world = World(
        FIRST, LAST, week, weekdays, off, makeup, special, (change, later) if change else None, rolls
    )
    entries = [OfficeHours(week=_seconds(week), counted=frozenset(weekdays), until=change)]
    if change:
        entries.append(OfficeHours(since=change, week=_seconds(later), counted=frozenset(weekdays)))
    overrides = [
        Override(day, day + timedelta(days=1), _spans(spans), counts, "thử")
        for day, (spans, counts) in special.items()
    ]
    years = [
        YearDays(
            year,
            {day: "nghỉ" for day in off if day.year == year},
            {day: "bù" for day in makeup if day.year == year},
        )
        for year in range(FIRST.year, LAST.year)
    ]
    return Calendar("thử", "", entries, years, overrides, assumes=False, rolls=rolls), world


def _some_day(rng: random.Random) -> date:
    return FIRST + timedelta(days=rng.randrange((LAST - FIRST).days))


def _spans(spans):
    return tuple((opens * 60, closes * 60) for opens, closes in spans)


def _seconds(week):
    return tuple(_spans(spans) for spans in week)


def random_history(rng: random.Random) -> History:
    """Start, amount (whole, fractional, nought, negative), unit, and up to four pauses that may overlap."""
    start = datetime.combine(date(2025, 1, 1), time.min) + timedelta(minutes=rng.randrange(400 * 1440))
    if rng.random() < 0.2:
        start = start.replace(hour=rng.choice([0, 7, 11, 13, 17]), minute=rng.choice([0, 30]))
    unit = rng.choice(list(Unit))
    amount = _amount(rng, unit)
    pauses = tuple(_pause(rng, start, amount < 0) for _ in range(rng.choice([0, 0, 1, 1, 2, 4])))
    return History(start, amount, unit, pauses)


def _amount(rng: random.Random, unit: Unit) -> Decimal:
    sign = -1 if rng.random() < 0.2 else 1
    if unit.in_days:
        whole = Decimal(rng.randrange(0, 40))
        part = rng.choice([Decimal("0.25"), Decimal("0.5")]) if rng.random() < 0.2 else Decimal(0)
        return sign * (whole + part)
    return sign * Decimal(rng.randrange(0, 120 * 20)) / 20


def _pause(rng: random.Random, start: datetime, back: bool) -> tuple[datetime, datetime]:
    offset = rng.randrange(-3 * 1440, 40 * 1440)
    begin = start + timedelta(minutes=-offset if back else offset)
    if rng.random() < 0.3:
        begin = begin.replace(hour=0, minute=0)
    end = begin + timedelta(minutes=rng.choice([0, 90, 1440, 3 * 1440, rng.randrange(12 * 1440)]))
    return begin, end


def simulated(world: World, history: History) -> datetime:
    """The simulator's answer."""
    start, amount, unit, pauses = history.start, history.amount, history.unit, history.pauses
    whole = int(amount)
    if unit.in_days and amount == whole:
        return world.end_of_days(start, whole, pauses, working=unit is Unit.WORKING_DAYS)[0]
    if unit is Unit.WORKING_DAYS:
        return world.end_of_minutes(start, int(amount * 480), pauses, clock=False)
    if unit is Unit.DAYS:
        moved = world.move_days(start, whole, pauses)
        return world.end_of_minutes(moved, int((amount - whole) * 480), pauses, clock=False)
    return world.end_of_minutes(start, int(amount * 60), pauses, clock=unit is Unit.CLOCK_HOURS)


def calculated(calendar: Calendar, history: History) -> Due:
    """The answer of the rules."""
    pauses = [Pause(*pause) for pause in history.pauses]
    return due(history.start, history.amount, history.unit, calendar, pauses)


def disagreements(seed: int, histories: int, per_calendar: int = 100) -> list[tuple[History, object, object]]:
    """Every one of `histories` random histories on which the rules and the simulator differ.

    Compared are the end, the days counted or the minutes counted, and the office time between start and end.
    """
    rng, found = random.Random(seed), []
    for number in range(histories):
        if number % per_calendar == 0:
            calendar, world = random_calendar(rng)
        history = random_history(rng)
        found += [
            (history, ours, theirs) for ours, theirs in _compared(calendar, world, history) if ours != theirs
        ]
    return found


def _compared(calendar: Calendar, world: World, history: History):
    pauses = [Pause(*pause) for pause in history.pauses]
    answer = calculated(calendar, history)
    yield answer.due_at, simulated(world, history)
    begin, end = sorted((history.start, answer.due_at))
    office = world.open_minutes(begin, end, history.pauses)
    yield working_seconds_between(begin, end, calendar, pauses), office * 60
    if answer.in_days:
        working = history.unit is Unit.WORKING_DAYS
        yield (
            list(answer.counted),
            world.end_of_days(history.start, int(history.amount), history.pauses, working=working)[1],
        )
    else:
        yield (
            sum((until - since).total_seconds() for since, until in answer.counted),
            _counted_seconds(history),
        )


def _counted_seconds(history: History) -> Decimal:
    if history.unit is Unit.WORKING_DAYS:
        return abs(history.amount) * 8 * 3600
    if history.unit is Unit.DAYS:
        return abs(history.amount - int(history.amount)) * 8 * 3600
    return abs(history.amount) * 3600
