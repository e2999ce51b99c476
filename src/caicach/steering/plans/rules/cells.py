"""Đọc từng ô của bảng nhập: what a person typed or pasted, as the value that a row keeps.

Every reader takes a cell as a spreadsheet gives it and raises ValueError with a Vietnamese message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from caicach.foundation.kernel.text import fold, nfc
from caicach.steering.indicators.rules.numbers import parse_cell, parse_quantity, parse_value, tidy
from caicach.steering.indicators.rules.targets import SYMBOLS, read_operator

Cell = str | int | float | Decimal | bool | date | datetime | None
Reader = Callable[[Cell], object]

BLOCK_WORDS = {
    "party": "party",
    "khoi dang, doan the": "party",
    "khoi dang": "party",
    "dang": "party",
    "state": "state",
    "khoi nha nuoc": "state",
    "nha nuoc": "state",
    "all": "all",
    "ca hai khoi": "all",
    "ca hai": "all",
    "": "all",
}
KIND_WORDS = {
    "": "task",
    "task": "task",
    "nhiem vu": "task",
    "solution": "solution",
    "giai phap": "solution",
    "objective": "objective",
    "muc tieu dinh tinh": "objective",
}
MAX_MONEY = Decimal(10) ** 11
MAX_FIGURE = Decimal(10) ** 14
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def as_text(cell: Cell) -> str:
    """The cell as text, NFC, without spaces around: whole numbers without ".0", days as dd/mm/yyyy.

    What stands inside stays as it is, line breaks included, so that an exported text comes back unchanged.
    """
    if cell is None:
        return ""
    if isinstance(cell, (date, datetime)):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return nfc(cell).replace("\r\n", "\n").strip() if isinstance(cell, str) else str(cell)


def text(longest: int, *, required: bool = False) -> Reader:
    """A reader of text of at most `longest` characters."""

    def read(cell: Cell) -> str:
        value = as_text(cell)
        if required and not value:
            raise ValueError("không được để trống")
        if len(value) > longest:
            raise ValueError(f"dài {len(value)} ký tự, quá mức cho phép {longest}")
        return value

    return read


def money(cell: Cell) -> Decimal:
    """Triệu đồng, not negative, three decimals; empty and "-" are 0."""
    value = _amount(cell)
    if value < 0:
        raise ValueError("số tiền không được âm")
    if value >= MAX_MONEY:
        raise ValueError("số tiền quá lớn; đơn vị tính là triệu đồng")
    return value


def share(cell: Cell) -> Decimal | None:
    """Tỷ trọng: per cent from 0 to 100 with two decimals; None for an empty cell."""
    found = figure(cell)
    if found is None:
        return None
    if not 0 <= found <= 100 or round(found, 2) != found:
        raise ValueError(f"“{as_text(cell)}” không phải tỷ trọng từ 0 đến 100%, tối đa hai chữ số thập phân")
    return round(found, 2)


def optional_money(cell: Cell) -> Decimal | None:
    """Like `money`, None for an empty cell."""
    return None if cell is None or cell == "" else money(cell)


def _amount(cell: Cell) -> Decimal:
    if isinstance(cell, (bool, date, datetime)):
        raise ValueError(f"“{as_text(cell)}” không phải là số")
    if isinstance(cell, (int, float, Decimal)):
        return round(_finite(cell), 3)
    return round(parse_cell(cell or ""), 3)


def _finite(cell: int | float | Decimal) -> Decimal:
    """A number cell; spreadsheets also hold 1e300."""
    value = Decimal(str(cell))
    if not value.is_finite() or abs(value) >= MAX_FIGURE:
        raise ValueError("giá trị quá lớn")
    return value


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as typed: its value and the stored word of the sign before it ("≥ 85%" → 85, at_least), "" if none."""

    value: Decimal
    operator: str = ""


def figure(cell: Cell) -> Decimal | None:
    """The value of a target: "2,5", "100%", "25/63" → 25, "2/3" → 0.6667; None for an empty cell."""
    found = signed_figure(cell)
    return None if found is None else found.value


def signed_figure(cell: Cell) -> Figure | None:
    """Like `figure`, with the comparison that stands before the number or behind it: "trên 90%", "từ 50% trở lên"."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, (bool, date, datetime)):
        raise ValueError(f"“{as_text(cell)}” không phải là số")
    sign = ""
    if isinstance(cell, str):
        plain = re.sub(r"\s*trở lên", "", tidy(cell))
        sign = ">=" if plain != tidy(cell) else ""
        value = parse_value(plain)
        sign = sign or ("" if re.fullmatch(r"\d+\s*/\s*\d+", plain) else parse_quantity(plain).sign)
    else:
        value = _finite(cell)
    if abs(value) >= MAX_FIGURE:
        raise ValueError("giá trị quá lớn")
    return Figure(round(value, 4), str(SYMBOLS[sign]) if sign else "")


def whole(least: int, most: int) -> Reader:
    """A reader of a whole number between two bounds; None for an empty cell."""

    def read(cell: Cell) -> int | None:
        if cell is None or cell == "":
            return None
        value = _amount(cell)
        if value != value.to_integral_value() or not least <= value <= most:
            raise ValueError(f"“{as_text(cell)}” không phải số nguyên từ {least} đến {most}")
        return int(value)

    return read


def block(cell: Cell) -> str:
    """Khối: "Khối Đảng, đoàn thể" → party, "Khối nhà nước" → state, "" → all."""
    return _word(cell, BLOCK_WORDS, "khối; hãy ghi “Khối Đảng, đoàn thể”, “Khối nhà nước” hoặc “Cả hai khối”")


def kind(cell: Cell) -> str:
    """Loại: "Nhiệm vụ" → task, "Giải pháp" → solution."""
    return _word(cell, KIND_WORDS, "loại; hãy ghi “Nhiệm vụ” hoặc “Giải pháp”")


def codes(cell: Cell) -> str:
    """Các mã cách nhau bằng dấu chấm phẩy hoặc phẩy: each once, "MT.01, MT.02" → "MT.01; MT.02"."""
    return join_codes(str(text(2000)(cell)).replace(",", ";").split(";"))


def join_codes(found: Iterable[str]) -> str:
    """Codes as one cell holds them."""
    return "; ".join(dict.fromkeys(tidy(code) for code in found if tidy(code)))


def _word(cell: Cell, words: dict[str, str], what: str) -> str:
    value = as_text(cell)
    try:
        return words[fold(tidy(value))]
    except KeyError:
        raise ValueError(f"“{value}” không phải {what}") from None


def operator(cell: Cell) -> str:
    """Phép so sánh: ">=", "≥", "tối thiểu (≥)" or a stored word; "" when the row has no figure."""
    value = as_text(cell)
    return str(read_operator(value)) if value else ""


def due(cell: Cell) -> tuple[date | None, str]:
    """Thời gian hoàn thành: a day, else the words as printed ("Thường xuyên", "Quý IV/2026")."""
    if isinstance(cell, datetime):
        return cell.date(), ""
    if isinstance(cell, date):
        return cell, ""
    value = as_text(cell)
    if match := _DAY.fullmatch(value):
        return _day(value, match.group(3), match.group(2), match.group(1)), ""
    if match := _ISO_DAY.fullmatch(value):
        return _day(value, *match.groups()), ""
    if len(value) > 200:
        raise ValueError("dài quá 200 ký tự")
    return None, value


def _day(value: str, year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"“{value}” không phải là ngày có thật") from None
