"""Days, instants and amounts in the words that people read."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


class Unit(StrEnum):
    """Đơn vị của thời hạn. Calendar days and working days are never added to each other."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    CLOCK_HOURS = "clock_hours"

    @property
    def in_days(self) -> bool:
        """Is it counted in whole days, ending at closing time?"""
        return self in {Unit.DAYS, Unit.WORKING_DAYS}

    @property
    def label(self) -> str:
        """The unit as written in decisions."""
        return _LABELS[self]


_LABELS = {
    Unit.DAYS: "ngày",
    Unit.WORKING_DAYS: "ngày làm việc",
    Unit.WORKING_HOURS: "giờ làm việc",
    Unit.CLOCK_HOURS: "giờ",
}


def number_text(amount: Decimal) -> str:
    """1.50 → "1,5"; 10 → "10"."""
    return f"{amount.normalize():f}".replace(".", ",")


def amount_text(amount: Decimal, unit: Unit) -> str:
    """ "10 ngày làm việc", "0,5 ngày"."""
    return f"{number_text(amount)} {unit.label}"


def short_day(day: date) -> str:
    """19/3/2027."""
    return f"{day.day}/{day.month}/{day.year}"


def day_text(day: date) -> str:
    """Thứ Sáu, 19/3/2027."""
    return f"{WEEKDAYS[day.weekday()]}, {short_day(day)}"


def instant_text(at: datetime) -> str:
    """17:30 Thứ Sáu, 19/3/2027."""
    return f"{at:%H:%M} {day_text(at.date())}"


def run_text(days: Sequence[date]) -> str:
    """An unbroken run of days: "14/2/2026 – 22/2/2026", or the one day."""
    if len(days) == 1:
        return day_text(days[0])
    return f"từ {day_text(days[0])} đến {day_text(days[-1])}"
