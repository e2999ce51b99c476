"""Tổng kinh phí: sums of the rows by year, area and block, and in all; triệu đồng."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from .findings import as_number
from .programme import ActivityRow, PrintedTotal, Programme, Scope

Key = TypeVar("Key", int, str)


@dataclass(frozen=True, slots=True)
class Totals:
    """What the rows add up to; keys are years, area codes ("I") and blocks ("party", "state")."""

    years: dict[int, Decimal]
    areas: dict[str, Decimal]
    blocks: dict[str, Decimal]
    grand: Decimal

    def as_json(self) -> dict[str, object]:
        """Plain values for `caicach plans check --json`; years as text keys, figures as JSON numbers."""
        return {
            "years": {str(year): as_number(amount) for year, amount in self.years.items()},
            "areas": {code: as_number(amount) for code, amount in self.areas.items()},
            "blocks": {code: as_number(amount) for code, amount in self.blocks.items()},
            "grand": as_number(self.grand),
        }


def totals_of(programme: Programme) -> Totals:
    """Cộng các hoạt động; a programme that prints money by block and year only is added up from those rows."""
    if not programme.activities:
        return _from_printed(programme)
    rows = programme.activities
    return Totals(
        years={year: sum_in(rows, year) for year in programme.years},
        areas=_by(rows, lambda row: row.area),
        blocks=_by(rows, lambda row: str(row.block)),
        grand=sum_in(rows),
    )


def sum_in(rows: Iterable[ActivityRow], year: int | None = None) -> Decimal:
    """The rows of one year added up, or the whole period as the sum of its years."""
    amounts = (row.sum_of_years if year is None else row.amounts.get(year, Decimal(0)) for row in rows)
    return sum(amounts, Decimal(0))


def _by(rows: Iterable[ActivityRow], key: Callable[[ActivityRow], str]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[key(row)] = sums.get(key(row), Decimal(0)) + row.sum_of_years
    return sums


def _from_printed(programme: Programme) -> Totals:
    table = [row for row in programme.printed if row.in_table]
    blocks = [row for row in table if row.scope is Scope.BLOCK and row.year is not None]
    rows = blocks or [row for row in table if row.scope is Scope.GRAND and row.year is not None]
    rows = rows or [row for row in programme.printed if row.scope is Scope.GRAND]
    return Totals(
        years=_printed_by(rows, lambda row: row.year if row.year is not None else programme.last_year),
        areas={},
        blocks=_printed_by(blocks, lambda row: row.code),
        grand=sum((row.amount for row in rows), Decimal(0)),
    )


def _printed_by(rows: Iterable[PrintedTotal], key: Callable[[PrintedTotal], Key]) -> dict[Key, Decimal]:
    sums: dict[Key, Decimal] = {}
    for row in rows:
        sums[key(row)] = sums.get(key(row), Decimal(0)) + row.amount
    return sums
