"""Where the yearly notice and the `holidays` package disagree: each such day is a finding."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .assumed import assumed_days
from .calendar import STANDARD_WEEK, YearDays
from .wording import day_text


@dataclass(frozen=True, slots=True)
class Difference:
    """A day that one side works and the other does not. `kind`: off or makeup, and who alone has it."""

    day: date
    kind: str
    name: str
    message: str


_MESSAGES = {
    "off_in_notice_only": "{day}: thông báo cho nghỉ ({name}), thư viện lịch không có.",
    "off_in_package_only": "{day}: thư viện lịch cho nghỉ ({name}), thông báo không có.",
    "makeup_in_notice_only": "{day}: thông báo có ngày làm bù ({name}), thư viện lịch không có.",
    "makeup_in_package_only": "{day}: thư viện lịch có ngày làm bù ({name}), thông báo không có.",
}


def differences(notice: YearDays) -> tuple[Difference, ...]:
    """Every day of the notice's year that is worked by one side only, in order of days.

    A weekend day that a notice lists among the days off is no difference: nobody works on it anyway.
    """
    off, makeup = assumed_days(notice.year)
    return tuple(sorted(_compared(notice, off, makeup), key=lambda found: found.day))


def _compared(notice: YearDays, off: dict[date, str], makeup: dict[date, str]) -> Iterator[Difference]:
    first, last = date(notice.year, 1, 1), date(notice.year, 12, 31)
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        ours, theirs = _worked(day, notice.off, notice.makeup), _worked(day, off, makeup)
        if ours != theirs:
            side = "notice" if (day.weekday() >= 5) == ours else "package"
            kind = f"{'makeup' if day.weekday() >= 5 else 'off'}_in_{side}_only"
            names = {**off, **makeup} if side == "package" else {**notice.off, **notice.makeup}
            name = names.get(day, "")
            yield Difference(day, kind, name, _MESSAGES[kind].format(day=day_text(day), name=name))


def _worked(day: date, off: Container[date], makeup: Container[date]) -> bool:
    return day in makeup or (bool(STANDARD_WEEK[day.weekday()]) and day not in off)
