"""A stand-alone recount of an answer, from nothing but the answer and a list of open hours per day.

It knows no calendar arithmetic: it adds up what the answer says was counted and checks that nothing that should have
been counted lies between.
"""

import itertools
from datetime import date, datetime, timedelta

DAY = timedelta(days=1)


def recount(answer: dict, opening) -> list[str]:
    """What is wrong with a counted period of days or hours; `opening(day)` gives ([(from, to)], is_working_day)."""
    return _days(answer, opening) if answer["whole_days"] else _spans(answer, opening)


def _days(answer: dict, opening) -> list[str]:
    wrong, counted = [], answer["counted"]
    if len(counted) != abs(answer["amount"]):
        wrong.append("number of days")
    if any(day == answer["start"].date() for day in counted):
        wrong.append("first day counted")
    if counted and _would_count(answer, opening, counted[0], counted[-1]) != sorted(counted):
        wrong.append("a day left out or counted wrongly")
    end, step = answer["due_at"].date(), DAY if answer["amount"] >= 0 else -DAY
    day = counted[-1] if counted else answer["start"].date()
    while day != end:
        if opening(day)[1]:
            wrong.append("rolled over a working day")
            break
        day += step
    if not opening(end)[1]:
        wrong.append("ends on a day off")
    return wrong


def _would_count(answer: dict, opening, one: date, other: date) -> list[date]:
    first, last = sorted((one, other))
    days = [first + number * DAY for number in range((last - first).days + 1)]
    paused = [(since.date(), until.date()) for since, until in answer["pauses"]]
    return [
        day
        for day in days
        if (answer["unit"] == "days" or opening(day)[1])
        and not any(since < day <= until for since, until in paused)
    ]


def _spans(answer: dict, opening) -> list[str]:
    wrong, spans = [], sorted(answer["counted"])
    total = sum((until - since for since, until in spans), timedelta())
    if total != timedelta(seconds=int(answer["hours"] * 3600)):
        wrong.append("amount of time")
    for (_, before), (after, _) in itertools.pairwise(spans):
        if before > after:
            wrong.append("spans overlap")
        if answer["unit"] != "clock_hours" and _open_between(before, after, answer, opening):
            wrong.append("open time left out")
    for since, until in answer["pauses"]:
        if any(max(since, begin) < min(until, end) for begin, end in spans):
            wrong.append("paused time counted")
    return wrong


def _open_between(before: datetime, after: datetime, answer: dict, opening) -> bool:
    minute = before
    while minute < after:
        spans = opening(minute.date())[0]
        clock = minute.hour * 60 + minute.minute
        paused = any(since <= minute < until for since, until in answer["pauses"])
        if any(opens <= clock < closes for opens, closes in spans) and not paused:
            return True
        minute += timedelta(minutes=1)
    return False
