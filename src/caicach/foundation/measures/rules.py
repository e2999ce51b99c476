"""Readings and periods: plain values."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from caicach.foundation.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as numerator and denominator; a count has denominator None. Readings add; percentages do not."""

    numerator: Decimal
    denominator: Decimal | None = None

    def __add__(self, other: "Reading") -> "Reading":
        if (self.denominator is None) != (other.denominator is None):
            raise ValueError("a count and a ratio do not add")
        if self.denominator is None or other.denominator is None:
            return Reading(self.numerator + other.numerator)
        return Reading(self.numerator + other.numerator, self.denominator + other.denominator)

    def value(self, unit: str) -> Decimal | None:
        """The figure in its display unit (97.5 means 97.5 %); None when the denominator is 0."""
        if self.denominator is None:
            return self.numerator
        if self.denominator == 0:
            return None
        return self.numerator / self.denominator * (100 if unit == "%" else 1)


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open days `[start, until)` with the name of the regime that cuts them ("calendar")."""

    start: date
    until: date
    regime: str = "calendar"

    @property
    def last_day(self) -> date:
        return self.until - timedelta(days=1)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """`2025`, `2025-Q4`, `2025-09` or `FROM..UNTIL` (UNTIL not included). Raises Refused."""
        try:
            return cls._parse(text.strip())
        except ValueError as error:
            raise Refused(
                f"Không hiểu kỳ “{text}”. Viết 2025, 2025-Q4, 2025-09 hoặc 2025-01-01..2025-07-01."
            ) from error

    @classmethod
    def _parse(cls, text: str) -> "Period":
        if ".." in text:
            start, until = (date.fromisoformat(part) for part in text.split("..", 1))
            if start >= until:
                raise ValueError(text)
            return cls(start, until)
        if match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
            year, first = int(match[1]), int(match[2]) * 3 - 2
            return cls(date(year, first, 1), _after(year, first + 2))
        if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
            year, month = int(match[1]), int(match[2])
            return cls(date(year, month, 1), _after(year, month))
        if re.fullmatch(r"\d{4}", text):
            return cls(date(int(text), 1, 1), date(int(text) + 1, 1, 1))
        raise ValueError(text)


def _after(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1]) + timedelta(days=1)
