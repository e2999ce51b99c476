"""One cell of a table, as it is written into a file (ô của bảng)."""

import math
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

Cell = str | int | float | Decimal | bool | date | datetime | None

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
# OWASP "CSV injection": these first characters start a formula, also in their full-width forms.
_DANGEROUS = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
# A typed string of an XLSX is no formula; it is marked all the same, for whoever saves it as CSV later,
# except the dash and space of Vietnamese lists ("- Xây dựng …"), which would be marred on every line.
_DANGEROUS_TYPED = re.compile(r"'*(?:[=+@\t\r＝＋－＠]|-(?! ))")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MAX_EXACT = 10**15  # a spreadsheet keeps 15 digits of a number


def plain(text: str) -> str:
    """Return the text in NFC without the control characters that no file format can carry."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _NOT_XML.sub("", text))


def neutral(text: str, *, typed: bool = False) -> str:
    """Return the text so that no spreadsheet takes it for a formula; `restored` undoes it exactly.

    `typed` is for XLSX, where a string is a string whatever it looks like.
    """
    return f"'{text}" if _mark(typed).match(text) else text


def restored(text: str, *, typed: bool = False) -> str:
    """Return the text that `neutral` was given."""
    return text[1:] if text.startswith("'") and _mark(typed).match(text) else text


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet could take the text for a formula."""
    return _DANGEROUS.match(text) is not None


def _mark(typed: bool) -> re.Pattern[str]:
    return _DANGEROUS_TYPED if typed else _DANGEROUS


def escaped(text: str) -> str:
    """Return the text for an XLSX string: `_x000D_` is how the format writes a carriage return."""
    return _ESCAPED.sub(r"_x005F_x\1_", text).replace("\r", "_x000D_")


def unescaped(text: str) -> str:
    """Return the text that `escaped` was given; reads the escapes of other programs as well."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def settled(value: object) -> Cell:
    """Return the value as one of the kinds a file can hold: local time without zone, exact numbers."""
    if value is None or isinstance(value, str):
        return None if value is None else plain(value)
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime):
        return value.astimezone(LOCAL).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, int | float | Decimal):
        return _number(value)
    return value if isinstance(value, date) else plain(str(value))


def _number(value: int | float | Decimal) -> Cell:
    if not math.isfinite(value):
        return None
    return value if -_MAX_EXACT < value < _MAX_EXACT else format(Decimal(value), "f")
