"""Which quarter a progress report is about (kỳ báo cáo), as the code of a period: "2026-Q1". Plain Python.

Units report by quarter (Đề án 14-ĐA/TU and the yearly plans); a report sent after its quarter still belongs to it.
"""

from datetime import date

BACK = 3
"""So many quarters before the present one may still be reported on."""


def quarter_of(day: date) -> str:
    """The quarter that holds a day: 31/03/2026 → "2026-Q1"."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def open_quarters(on: date, *, first_year: int, last_year: int) -> list[str]:
    """The quarters that one may report on, newest first: that of `on` and `BACK` before it, within the plan's years.

    Of a plan that is over, its last ones; none before it has begun.
    """
    last = min(on, date(last_year, 12, 31))
    number = last.year * 4 + (last.month + 2) // 3 - 1
    found = [f"{n // 4}-Q{n % 4 + 1}" for n in range(number, number - BACK - 1, -1) if n // 4 >= first_year]
    return found if on >= date(first_year, 1, 1) else []
