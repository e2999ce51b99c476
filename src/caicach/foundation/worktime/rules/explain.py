"""Vì sao có thời hạn này? The lines that let a citizen recount a deadline with a calendar in hand."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import cast

from .axis import pieces
from .calendar import Day, DayKind, hours_text
from .term import HOURS_A_DAY, Due, Span, day_gaps, second_gaps
from .wording import Unit, amount_text, day_text, instant_text, number_text, run_text, short_day

ROLL_SOURCE = "Bộ luật Dân sự 2015, Điều 148 khoản 5"


def explain(due: Due) -> tuple[str, ...]:
    """The whole reckoning in plain Vietnamese, one step a line, the end last."""
    return (
        *_opening(due),
        *_days_left_out(due),
        *_pauses(due),
        *_moved(due),
        f"Thời hạn kết thúc lúc {instant_text(due.due_at)}.",
        *_provisional(due),
    )


def _opening(due: Due) -> Iterator[str]:
    back = " tính ngược" if due.amount < 0 else ""
    yield f"Thời hạn: {amount_text(abs(due.amount), due.unit)}{back}, {_start(due)}."
    if due.unit.in_days and not due.in_days:
        part = abs(due.amount if due.unit is Unit.WORKING_DAYS else due.amount - int(due.amount))
        hours = number_text(part * HOURS_A_DAY)
        yield f"Số ngày lẻ tính theo giờ: {number_text(part)} ngày = {hours} giờ làm việc."
    if due.counted and not due.in_days and _first_counted(due) != due.start:
        yield f"Thời gian được tính từ {instant_text(_first_counted(due))}."


def _start(due: Due) -> str:
    if due.in_days:
        return f"tính từ {day_text(due.start.date())} (ngày bắt đầu không tính)"
    return f"tính từ {instant_text(due.start)}"


def _first_counted(due: Due) -> datetime:
    since, until = cast(Span, due.counted[0])
    return until if due.amount < 0 else since


def _days_left_out(due: Due) -> Iterator[str]:
    if due.unit in {Unit.DAYS, Unit.CLOCK_HOURS}:
        return
    days = [due.calendar.day(on) for on in _passed(due)]
    if weekly := [day.on for day in days if day.kind is DayKind.WEEKLY_OFF]:
        yield f"Không tính {len(weekly)} ngày nghỉ hằng tuần: {', '.join(map(short_day, weekly))}."
    for name, run in _runs(days, DayKind.HOLIDAY):
        yield f"Không tính {_number_of(run)} nghỉ {run_text(run)}: {name}."
    for name, run in _runs(days, DayKind.MAKEUP):
        yield f"Có tính ngày làm bù {run_text(run)}: {name}."
    yield from (_override(day, due) for day in days if day.kind is DayKind.OVERRIDE)


def _override(day: Day, due: Due) -> str:
    if day.hours and (day.counts or not due.in_days):
        return f"{day_text(day.on)} làm việc {hours_text(day.hours)} theo lịch riêng: {day.name}."
    return f"Không tính {day_text(day.on)}, nghỉ theo lịch riêng: {day.name}."


def _passed(due: Due) -> list[date]:
    """The days that were walked over outside the pauses."""
    start, end = due.start.toordinal(), due.due_at.toordinal()
    first, last = min(start, end), max(start, end)
    if due.in_days:
        first, last = (first + 1, last) if due.amount >= 0 else (first, last - 1)
        gaps = day_gaps(due.pauses)
    else:
        gaps = [(-(-begin // 86_400), stop // 86_400) for begin, stop in second_gaps(due.pauses)]
    spans = pieces(first, last + 1, [gap for gap in gaps if gap[0] < gap[1]])
    return [date.fromordinal(ordinal) for begin, stop in spans for ordinal in range(begin, stop)]


def _runs(days: list[Day], kind: DayKind) -> Iterator[tuple[str, list[date]]]:
    """Unbroken runs of days of one kind and one name."""
    chosen = [day for day in days if day.kind is kind]
    numbered = enumerate(chosen)
    for (name, _), run in groupby(
        numbered, key=lambda item: (item[1].name, item[1].on.toordinal() - item[0])
    ):
        yield name, [day.on for _, day in run]


def _number_of(run: list[date]) -> str:
    return "ngày" if len(run) == 1 else f"{len(run)} ngày"


def _pauses(due: Due) -> Iterator[str]:
    for pause in sorted(due.pauses, key=lambda pause: pause.since):
        because = f" ({pause.reason})" if pause.reason else ""
        if due.in_days:
            days = pause.until.toordinal() - pause.since.toordinal()
            after, until = short_day(pause.since.date()), short_day(pause.until.date())
            yield f"Tạm dừng {days} ngày, sau ngày {after} đến hết ngày {until}: không tính{because}."
        else:
            since, until = instant_text(pause.since), instant_text(pause.until)
            yield f"Tạm dừng từ {since} đến {until}: không tính{because}."


def _moved(due: Due) -> Iterator[str]:
    if not due.in_days or due.period_end == due.due_on:
        return
    name = due.calendar.day(due.period_end).name
    because = f" ({name})" if name else ""
    where = (
        "lùi về ngày làm việc liền trước"
        if due.due_on < due.period_end
        else "chuyển sang ngày làm việc tiếp theo"
    )
    source = "" if due.due_on < due.period_end else f" ({ROLL_SOURCE})"
    yield f"Ngày cuối là {day_text(due.period_end)}, ngày nghỉ{because}, nên {where}{source}."


def _provisional(due: Due) -> Iterator[str]:
    if due.provisional:
        years = sorted(
            {year for year in (due.start.year, due.due_at.year) if not due.calendar.is_decided(year)}
        )
        listed = ", ".join(str(year) for year in years)
        yield f"Tạm tính: lịch nghỉ năm {listed} chưa có thông báo chính thức, thời hạn có thể thay đổi."
