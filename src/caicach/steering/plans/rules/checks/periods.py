"""Đối chiếu thời kỳ: years outside the period of the programme, and periods that the paper names otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..findings import Code, Finding, Kind, Severity, Where
from ..programme import Programme


def check_periods(programme: Programme) -> Iterator[Finding]:
    """All checks of years."""
    period = _period(programme.first_year, programme.last_year)
    rows = [(Kind.OBJECTIVE, row.code, row.target.year, row.line, row.text) for row in programme.targets]
    rows += [(Kind.TASK, row.code, row.due_year, row.line, row.text) for row in programme.tasks]
    for kind, code, year, line, text in rows:
        if year is not None and not programme.first_year <= year <= programme.last_year:
            message = f"Năm {year} nằm ngoài thời kỳ {period} của văn bản. Nội dung: {text}"
            where = Where(kind, code, year, line)
            yield Finding(Code.OUTSIDE_PERIOD, Severity.INFO, where, Decimal(year), period, message)
    yield from check_amounts(programme)
    yield from check_labels(programme)


def check_amounts(programme: Programme) -> Iterator[Finding]:
    """Money planned for a year that the programme does not cover."""
    period = _period(programme.first_year, programme.last_year)
    for row in programme.activities:
        for year, amount in row.amounts.items():
            if amount and not programme.first_year <= year <= programme.last_year:
                message = f"Hoạt động {row.code} ghi kinh phí năm {year}, ngoài thời kỳ {period}."
                where = Where(Kind.ACTIVITY, row.code, year, row.line)
                yield Finding(Code.OUTSIDE_PERIOD, Severity.WARNING, where, Decimal(year), period, message)


def check_labels(programme: Programme) -> Iterator[Finding]:
    """A heading that names another period than the one the figures cover."""
    for label in programme.periods:
        if (label.first_year, label.last_year) == (programme.first_year, programme.last_year):
            continue
        year = label.first_year if label.first_year != programme.first_year else label.last_year
        period = _period(programme.first_year, programme.last_year)
        printed = _period(label.first_year, label.last_year)
        message = f"“{label.text}” ghi thời kỳ {printed}, số liệu của văn bản là của {period}."
        where = Where(Kind.PROGRAMME, programme.code, year, label.line)
        yield Finding(Code.OUTSIDE_PERIOD, Severity.INFO, where, printed, period, message)


def _period(first: int, last: int) -> str:
    return f"{first}-{last}" if first != last else str(first)
