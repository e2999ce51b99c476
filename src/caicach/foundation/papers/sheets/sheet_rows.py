"""The rows of one worksheet (ECMA-376, SpreadsheetML), pulled out of its XML while it is parsed.

An event parser, because a tree of 200,000 cells takes more time than all the rest of an import.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from xml.parsers import expat

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.papers.sheets.cells import Cell, plain, restored, unescaped
from caicach.foundation.papers.sheets.limits import Limits

EPOCH_1900 = datetime.combine(date(1899, 12, 30), time())
EPOCH_1904 = datetime.combine(date(1904, 1, 1), time())
_LAST_SERIAL = 2_956_000  # in the year 9993: the last days of the calendar are nobody's due date
_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that has no value to read, and why, in words for the person."""

    reason: str


_NOT_COMPUTED = Broken("Ô có công thức chưa được tính. Hãy mở bằng Excel, lưu lại, hoặc dán giá trị.")


@dataclass(frozen=True, slots=True)
class Book:
    """What cells refer to: shared texts, the numbers of styles that show days, the day that counts as 0."""

    shared: list[str]
    date_styles: frozenset[str | None]
    epoch: datetime


RawRow = tuple[int, list[Cell | Broken]]


def sheet_rows(content: bytes, book: Book, limits: Limits) -> Iterator[RawRow]:
    """Yield (row number, cells up to the last filled one) of the rows that are not blank."""
    reader = _Reader(book, limits)
    view = memoryview(content)
    try:
        for start in range(0, len(content), _CHUNK):
            reader.parser.Parse(bytes(view[start : start + _CHUNK]), False)
            yield from reader.taken()
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Refused("Tệp Excel hỏng, không đọc được. Hãy mở bằng Excel và lưu lại.") from error
    yield from reader.taken()


class _Reader:
    """What the parser has met: the row and the cell it is in, and finished rows."""

    def __init__(self, book: Book, limits: Limits) -> None:
        self.book, self.limits = book, limits
        self.rows: list[RawRow] = []
        self.count = self.number = 0
        self.cells: list[Cell | Broken] = []
        self.position = 0
        self.cell: dict[str, str] = {}
        self.text: list[str] = []
        self.raw: str | None = None
        self.inline = self.formula = self.listening = self.phonetic = False
        self.names: dict[str, str] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.hear
        self.parser.StartDoctypeDeclHandler = self.refuse_grammar

    def taken(self) -> list[RawRow]:
        """Return the finished rows and forget them."""
        rows, self.rows = self.rows, []
        return rows

    def refuse_grammar(self, *declared: object) -> None:
        """No spreadsheet program writes a DOCTYPE; entities in one can swell without end."""
        raise Refused("Tệp Excel có khai báo không được phép. Hãy mở bằng Excel và lưu lại.")

    def _local(self, name: str) -> str:
        return self.names.setdefault(name, name.rpartition(" ")[2])

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        tag = self.names.get(name) or self._local(name)
        if tag == "c":
            self.cell, self.raw, self.inline, self.formula = attributes, None, False, False
            self.text.clear()
        elif tag == "v":
            self.listening = True
            self.text.clear()
        elif tag == "t":
            self.listening = self.inline and not self.phonetic
        elif tag == "is":
            self.inline = True
        elif tag == "f":
            self.formula = True
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "row":
            numbered = attributes.get("r", "")
            self.number = int(numbered) if numbered.isdecimal() and len(numbered) < 8 else self.number + 1
            self.cells, self.position = [], 0

    def hear(self, text: str) -> None:
        """Text, kept only where a value stands."""
        if self.listening:
            self.text.append(text)

    def end(self, name: str) -> None:
        """An element ends: a value is known, a cell is whole, or a row is."""
        tag = self.names.get(name) or self._local(name)
        if tag == "c":
            self._keep(self._value())
        elif tag == "v":
            self.raw, self.listening = "".join(self.text), False
        elif tag == "t":
            self.listening = False
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "row" and self.cells:
            self.count += 1
            if self.count > self.limits.max_rows + 1:
                raise Refused(
                    f"Bảng có hơn {self.limits.max_rows} dòng. Hãy tách thành nhiều tệp.", row=self.number
                )
            self.rows.append((self.number, self.cells))
            self.cells = []

    def _value(self) -> Cell | Broken:
        if self.inline:
            return _trimmed(restored(unescaped("".join(self.text)), typed=True))
        if not self.raw:
            # a formula may well give an empty text; then it says that it is text
            return _NOT_COMPUTED if self.formula and self.cell.get("t") != "str" else None
        return _of_kind(self.cell.get("t", "n"), self.raw, self.cell.get("s"), self.book)

    def _keep(self, value: Cell | Broken) -> None:
        place = self.cell.get("r", "")
        index = _index(place) if place else self.position + 1
        self.position = index
        if value is None:
            return
        if index > self.limits.max_columns:
            raise Refused(f"Ô nằm ngoài {self.limits.max_columns} cột đầu.", row=self.number, column=place)
        if isinstance(value, str) and len(value) > self.limits.max_cell:
            raise Refused(f"Ô dài quá {self.limits.max_cell} ký tự.", row=self.number, column=place)
        missing = index - len(self.cells)
        if missing > 0:
            self.cells.extend([None] * missing)
        self.cells[index - 1] = value


@cache
def _column(letters: str) -> int:
    index = 0
    for character in letters:
        index = index * 26 + ord(character) - 64
    return index


def _index(place: str) -> int:
    """Return the number of the column of a place such as "AB12"; 1 when it is not a place."""
    letters = place.rstrip("0123456789")
    sound = 0 < len(letters) <= 3 and letters.isascii() and letters.isupper() and letters.isalpha()
    return _column(letters) if sound else 1


def _of_kind(kind: str, raw: str, style: str | None, book: Book) -> Cell | Broken:
    match kind:
        case "s":
            index = int(raw) if raw.isdecimal() and len(raw) < 10 else -1
            return (
                _trimmed(book.shared[index]) if 0 <= index < len(book.shared) else Broken("Ô hỏng trong tệp.")
            )
        case "str":
            return _trimmed(restored(unescaped(raw), typed=True))
        case "b":
            return raw == "1"
        case "e":
            return Broken(f"Ô có lỗi công thức {plain(raw)[:20]}. Hãy sửa trong Excel rồi tải lên lại.")
        case "d":
            return _iso(raw)
        case _:
            return _numeric(raw, style in book.date_styles, book)


def _trimmed(text: str) -> str | None:
    return plain(text).strip() or None


def _iso(raw: str) -> Cell | Broken:
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        return Broken("Ô có ngày không đúng.")
    return moment.date() if moment.time() == time() else moment


def _numeric(raw: str, is_date: bool, book: Book) -> Cell | Broken:
    try:
        number = float(raw)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        return Broken("Ô có số không đúng.")
    if is_date and 0 <= number <= _LAST_SERIAL:
        moment = book.epoch + timedelta(seconds=round(number * 86400))
        return moment.date() if moment.time() == time() else moment
    return int(number) if number.is_integer() and abs(number) < 10**15 else number
