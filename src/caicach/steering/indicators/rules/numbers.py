"""Đọc số như văn bản Việt Nam in: decimal comma, thousands dot, per cent, ranks, money with its unit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

MILLION = Decimal(1)
MONEY_UNITS: dict[str, Decimal] = {
    "nghìn tỷ": MILLION * 1_000_000,
    "tỷ": MILLION * 1000,
    "tỉ": MILLION * 1000,
    "triệu": MILLION,
    "tr": MILLION,
    "nghìn": MILLION / 1000,
    "ngàn": MILLION / 1000,
    "đồng": MILLION / 1_000_000,
    "đ": MILLION / 1_000_000,
}
"""How many triệu đồng one of the unit is."""

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u2060]+")
_SPACED_DIGITS = re.compile(r"(?<=[\d.,])\s+(?=[\d.,])")
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\d+(?:,\d+)?"), ""),
    (re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?"), "."),
    (re.compile(r"\d+\.\d+"), ""),
    (re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}"), ","),
)
"""How unsigned numbers are written, in the order of reading, and the separator to drop: "2,5", "1.234,5", "0.125",
"1,234.5"."""

_MONEY = re.compile(
    r"(?P<number>\d[\d.,]*)\s*(?P<unit>nghìn tỷ|tỷ|tỉ|triệu|tr|nghìn|ngàn|đồng|đ)\b(?:\s*đồng)?", re.I
)
_OF = re.compile(r"(\d+)\s*/\s*(\d+)")
MOST_DIGITS = 20
"""A longer number is a slip of the keyboard, and could not be rounded: decimals carry 28 digits."""
MOST_SHOWN = 40

_DASHES = {"", "-", "–", "—", "\u2212"}


class NumberError(ValueError):
    """The text is no number, or none that a paper would print; the message is Vietnamese and quotes the text."""

    def __init__(self, text: str) -> None:
        shown = text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
        super().__init__(f"“{shown}” không phải là số")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as printed: its value, its unit ("%", "triệu đồng", "hạng" …, "" if none), the sign before it."""

    value: Decimal
    unit: str = ""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Rank:
    """Thứ hạng: place `place` among `of` (63 provinces until 30/6/2025, 34 after)."""

    place: int
    of: int


def tidy(text: str) -> str:
    """NFC, one plain space between words, none around, the look-alike Ð (U+00D0) read as Đ."""
    if text.isascii():
        return " ".join(text.split())
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text).replace("\u00d0", "Đ")).strip()


def parse_number(text: str) -> Decimal:
    """Đọc một số: "2,5" → 2.5, "1.234" → 1234, "1.234,5" → 1234.5, "05" → 5, "1 .250" → 1250.

    A dot before exactly three digits separates thousands, unless the number starts with 0 ("0.125");
    any other single dot is read as a decimal point, as spreadsheets in English write it.
    Raises NumberError for anything else, "" and "-" included.
    """
    if len(text) <= MOST_DIGITS and text.isascii() and text.isdigit():  # most cells: not worth the rest
        return Decimal(text)
    joined = _SPACED_DIGITS.sub("", tidy(text))
    negative = joined[:1] in {"-", "\u2212"} or (joined.startswith("(") and joined.endswith(")"))
    body = joined.strip("-\u2212()").strip() if negative else joined.lstrip("+")
    value = _unsigned(body) if sum(map(str.isdigit, body)) <= MOST_DIGITS else None
    if value is None:
        raise NumberError(text)
    return -value if negative else value


def _unsigned(body: str) -> Decimal | None:
    if not body.isascii():
        return None
    for pattern, drop in _FORMS:
        if pattern.fullmatch(body):
            return (
                Decimal(body.replace(drop, "").replace(",", ".")) if drop else Decimal(body.replace(",", "."))
            )
    return None


def parse_cell(text: str) -> Decimal:
    """Đọc một ô tiền trong bảng: like `parse_number`, and a dash or an empty cell is 0."""
    return Decimal(0) if tidy(text) in _DASHES else parse_number(text)


def parse_quantity(text: str) -> Quantity:
    """Đọc số kèm dấu và đơn vị: "100%", ">90", "≥ 85 %", "trên 90%", "139,956 tỷ đồng"."""
    sign, rest = _split_sign(tidy(text))
    number = re.match(r"[-\u2212(]?\s*\d[\d.,\s]*\)?", rest)
    if number is None:
        raise NumberError(text)
    unit = rest[number.end() :].strip(" .;")
    return Quantity(parse_number(number.group()), unit, sign)


SIGNS: tuple[tuple[str, str], ...] = (
    ("không thấp hơn", ">="),
    ("từ", ">="),
    ("tối thiểu", ">="),
    ("ít nhất", ">="),
    ("đạt và vượt", ">="),
    ("không quá", "<="),
    ("tối đa", "<="),
    ("đạt trên", ">"),
    ("trên", ">"),
    ("hơn", ">"),
    ("dưới", "<"),
    (">=", ">="),
    ("=>", ">="),
    ("≥", ">="),
    ("<=", "<="),
    ("=<", "<="),
    ("≤", "<="),
    (">", ">"),
    ("<", "<"),
    ("=", "="),
    ("~", "="),
)
"""Words and marks before a number, longest meaning first, and the sign they stand for."""


def _split_sign(text: str) -> tuple[str, str]:
    lowered = text.lower()
    for mark, sign in SIGNS:
        if lowered.startswith(mark):
            inner_sign, rest = _split_sign(text[len(mark) :].strip())
            return inner_sign if mark == "từ" and inner_sign else sign, rest
    return "", text


def parse_rank(text: str) -> Rank:
    """Đọc thứ hạng in dạng "25/63" (hạng 25 trên 63 tỉnh)."""
    match = _OF.match(tidy(text))
    if match is None:
        raise NumberError(text)
    return Rank(int(match.group(1)), int(match.group(2)))


def parse_value(text: str) -> Decimal:
    """Đọc giá trị chỉ tiêu: a number, a per cent, a rank ("25/63" → 25) or a fraction ("2/3" → 0.6667).

    A denominator of at least 30 is a number of ranked provinces, so the numerator is the value;
    a smaller one makes a fraction, rounded to four places.
    """
    match = _OF.fullmatch(tidy(text))
    if match is None:
        return parse_quantity(text).value
    upper, lower = int(match.group(1)), int(match.group(2))
    if lower == 0:
        raise NumberError(text)
    return Decimal(upper) if lower >= 30 else round(Decimal(upper) / Decimal(lower), 4)


def parse_money(text: str, *, unit: str = "") -> Decimal:
    """Đọc số tiền ra triệu đồng: "139,956 tỷ đồng" → 139956, "5 triệu" → 5, "500.000 đồng" → 0.5.

    Without a unit in the text, `unit` (a heading such as "triệu đồng") counts; never the size alone.
    Raises NumberError when neither names a unit of money.
    """
    match = _MONEY.search(tidy(text))
    if match is not None:
        return parse_number(match.group("number")) * MONEY_UNITS[match.group("unit").lower()]
    heading = re.match(r"(nghìn tỷ|tỷ|tỉ|triệu|nghìn|ngàn|đồng)\b", tidy(unit).lower())
    if heading is None:
        raise NumberError(text)
    return parse_number(text) * MONEY_UNITS[heading.group(1)]


def digits(text: str) -> str:
    """The digits of a printed number alone: "139,956" and "139.956" are the same digits."""
    return re.sub(r"\D", "", text)


def show(value: Decimal | None) -> str:
    """In số theo lối Việt Nam: 1575 → "1.575", 97.50 → "97,5", None → "không có"."""
    if value is None:
        return "không có"
    normal = value.normalize()
    text = f"{normal:,f}"
    return text.replace(",", "\0").replace(".", ",").replace("\0", ".")
