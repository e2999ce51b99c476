"""`caicach measures list`, `read` and `close`.

They live here, not in a higher layer: the tree over which readings roll up is asked for through the registry of
places, which `units` fills.
"""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from caicach.foundation.kernel.actor import system
from caicach.foundation.measures import queries
from caicach.foundation.measures.operations import close_period
from caicach.foundation.measures.registry import all_measures, find, places
from caicach.foundation.measures.rules import Period


def register(subparsers: Any) -> None:
    """Add the commands of measures."""
    commands = subparsers.add_parser("measures", help="số đo").add_subparsers(
        required=True, metavar="COMMAND"
    )
    listing: ArgumentParser = commands.add_parser("list", help="danh sách số đo và định nghĩa")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=_list)
    read: ArgumentParser = commands.add_parser("read", help="đọc một số đo của một đơn vị trong một kỳ")
    read.add_argument("key", metavar="KEY")
    read.add_argument("--unit", required=True, metavar="CODE", help="mã thống kê, mã định danh hoặc mã riêng")
    read.add_argument("--period", required=True, help="2025, 2025-Q4, 2025-09 hoặc FROM..UNTIL")
    read.add_argument("--on", type=_day, metavar="YYYY-MM-DD", help="ngày đọc mã (mặc định: ngày cuối kỳ)")
    read.add_argument("--rows", action="store_true", help="kèm các dòng số liệu")
    read.add_argument("--json", action="store_true")
    read.set_defaults(run=_read)
    close: ArgumentParser = commands.add_parser("close", help="chốt số liệu của một kỳ đã kết thúc")
    close.add_argument("period", metavar="PERIOD")
    close.add_argument("--key", action="append", metavar="KEY", help="chỉ số đo này (lặp lại được)")
    close.add_argument("--json", action="store_true")
    close.set_defaults(run=_close)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” không phải là ngày dạng 2025-06-30") from None


def _list(options: Namespace) -> Any:
    if not options.json:
        return "\n".join(f"{m.key}  {m.label} ({m.unit})" for m in all_measures())
    return [
        {
            "key": m.key,
            "label": m.label,
            "unit": m.unit,
            "kind": m.kind,
            "version": m.version,
            "definition": m.definition,
        }
        for m in all_measures()
    ]


def _read(options: Namespace) -> Any:
    find(options.key)  # an unknown measure is refused before the unit and the period are looked at
    period = Period.parse(options.period)
    today = timezone.localdate()
    place = places().by_code(options.unit, options.on or period.last_day)
    figure = queries.figure(options.key, place, period, on=today)
    answer: dict[str, Any] = {
        "numerator": number(figure.reading.numerator),
        "denominator": number(figure.reading.denominator),
        "value": number(figure.value),
    }
    if options.rows:
        rows = queries.rows_behind(figure, period, system(today), on=today)
        answer["rows"] = [
            {"kind": row.ref.kind, "id": str(row.ref.id), "title": row.title, "url": row.url} for row in rows
        ]
    if options.json:
        return answer
    shown = "–" if figure.value is None else f"{answer['value']} {figure.measure.unit}"
    lines = [f"{place.name}, {period.text}: {figure.measure.label}: {shown}"]
    return "\n".join(lines + [f"  {row['title']}" for row in answer.get("rows", [])])


def number(value: Decimal | None) -> int | float | None:
    """A figure as a JSON number: whole ones without a fraction."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else round(float(value), 6)


def _close(options: Namespace) -> Any:
    period, now = Period.parse(options.period), timezone.now()
    closings = close_period(period=period, keys=options.key, by=system(timezone.localdate()), at=now)
    if not options.json:
        return "\n".join(f"{c.key}: {c.row_count} dòng" for c in closings)
    return [
        {
            "key": c.key,
            "version": c.version,
            "start": c.start.isoformat(),
            "until": c.until.isoformat(),
            "rows": c.row_count,
            "rows_hash": c.rows_hash,
        }
        for c in closings
    ]
