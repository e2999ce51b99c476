"""Readings and periods: plain values."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
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

    def until_day(self, on: date) -> "Period":
        """The part of the period that has passed by the end of the day `on`; at least its first day."""
        until = max(self.start, min(self.last_day, on)) + timedelta(days=1)
        return self if until == self.until else replace(self, until=until)

    @property
    def text(self) -> str:
        """The period in words: "Năm 2025", "Quý IV/2025", "Tháng 9/2025", "01/02/2025 - 15/02/2025"."""
        for words, code in _calendar_names(self.start):
            if Period.parse(code) == replace(self, regime="calendar"):
                return words
        return f"{self.start:%d/%m/%Y} - {self.last_day:%d/%m/%Y}"

    @property
    def code(self) -> str:
        """The period as `parse` reads it."""
        for _, code in _calendar_names(self.start):
            if Period.parse(code) == replace(self, regime="calendar"):
                return code
        return f"{self.start.isoformat()}..{self.until.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> "Period":
        """`2025`, `2025-Q4`, `2025-09` or `FROM..UNTIL` (UNTIL not included). Raises Refused."""
        try:
            return cls._parse(text.strip())
        except (ValueError, OverflowError) as error:
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


def _calendar_names(start: date) -> list[tuple[str, str]]:
    quarter = (start.month + 2) // 3
    return [
        (f"Năm {start.year}", f"{start.year}"),
        (f"Quý {('I', 'II', 'III', 'IV')[quarter - 1]}/{start.year}", f"{start.year}-Q{quarter}"),
        (f"Tháng {start.month}/{start.year}", f"{start.year}-{start.month:02}"),
    ]


def total(readings: Iterable[Reading], nothing: Reading) -> Reading:
    """The sum of readings, beginning with `nothing` (0, or 0/0): numerators and denominators add, ratios do not."""
    result = nothing
    for reading in readings:
        result = result + reading
    return result
