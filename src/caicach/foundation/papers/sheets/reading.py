"""Tables in (đọc bảng): CSV in any of the encodings in use, and XLSX, within limits.

Formulas are never evaluated: the value that the spreadsheet last saved is taken, and a formula
without one, or an error value, is refused with its row and column.
"""

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.text import fold
from caicach.foundation.papers.sheets.cells import Cell
from caicach.foundation.papers.sheets.delimited import read_delimited
from caicach.foundation.papers.sheets.limits import Limits, require_size
from caicach.foundation.papers.sheets.package import letter
from caicach.foundation.papers.sheets.sheet_rows import Broken, RawRow
from caicach.foundation.papers.sheets.workbook import read_workbook

DEFAULT = Limits()
_HEADER_WITHIN = 30
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with the number that the person sees in the spreadsheet; as many cells as the header has."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: column titles, the rows that are not blank, and the row of the titles."""

    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    header_row: int

    def named(self) -> Iterator[tuple[int, dict[str, Cell]]]:
        """Yield (row number, {title: value}); of two columns with one title the first counts."""
        for row in self.rows:
            yield row.number, dict(reversed(list(zip(self.header, row.cells, strict=True))))


def read_table(
    file: bytes | Path | IO[bytes],
    limits: Limits = DEFAULT,
    *,
    expected: Collection[str] = (),
    sheet: str = "",
) -> Table:
    """Read the first visible sheet (or `sheet`) of an XLSX, or a CSV (đọc bảng tải lên).

    `expected` are titles that the header should have: of the first rows the one that holds most of
    them is the header, so a heading above the table does no harm. Without it, the first row with two
    filled cells is. Raises Refused, with row and column where there is one.
    """
    content = _content(file, limits)
    rows = _rows(content, limits, sheet)
    first = list(islice(rows, _HEADER_WITHIN))
    at = _header_at(first, expected)
    header = _header(first[at])
    body = tuple(
        SheetRow(number, cells)
        for number, cells in (_settle(row, header) for row in _chain(first[at + 1 :], rows))
        if any(cell is not None for cell in cells)
    )
    return Table(header, body, first[at][0])


def _content(file: bytes | Path | IO[bytes], limits: Limits) -> bytes:
    if isinstance(file, bytes):
        content = file
    elif isinstance(file, Path):
        require_size(file.stat().st_size, limits)
        content = file.read_bytes()
    else:
        content = file.read(limits.max_bytes + 1)
    require_size(len(content), limits)
    return content


def _rows(content: bytes, limits: Limits, sheet: str) -> Iterator[RawRow]:
    if content.startswith(_ZIP):
        return read_workbook(io.BytesIO(content), limits, sheet)
    if content.startswith(_OLE):
        raise Refused("Tệp .xls kiểu cũ hoặc có mật khẩu. Hãy lưu lại thành .xlsx không mật khẩu.")
    if content.startswith(_PDF):
        raise Refused("Đây là tệp PDF, không phải bảng tính. Hãy tải lên tệp .xlsx hoặc .csv.")
    return read_delimited(content, limits)


def _header_at(rows: list[RawRow], expected: Collection[str]) -> int:
    wanted = {fold(title) for title in expected}
    best, most = -1, 0
    for index, (_, cells) in enumerate(rows):
        texts = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
        if not wanted and len(texts) >= min(2, max(len(cells), 1)):
            return index
        found = len(wanted & {fold(text.strip()) for text in texts})
        if found > most:
            best, most = index, found
    if best >= 0:
        return best
    if wanted and rows:
        raise Refused(f"Không thấy dòng tiêu đề có các cột: {', '.join(expected)}.", row=rows[0][0])
    raise Refused("Tệp không có dòng tiêu đề của bảng.")


def _header(row: RawRow) -> tuple[str, ...]:
    titles = [
        "" if cell is None or isinstance(cell, Broken) else " ".join(str(cell).split()) for cell in row[1]
    ]
    while titles and not titles[-1]:
        titles.pop()
    return tuple(titles)


def _chain(first: list[RawRow], rest: Iterator[RawRow]) -> Iterator[RawRow]:
    yield from first
    yield from rest


def _settle(row: RawRow, header: tuple[str, ...]) -> tuple[int, tuple[Cell, ...]]:
    number, cells = row
    kept = cells[: len(header)]
    for index, cell in enumerate(cells):
        if isinstance(cell, Broken) and index < len(header):
            raise Refused(cell.reason, row=number, column=header[index] or letter(index + 1))
        if index >= len(header) and cell is not None and not isinstance(cell, Broken):
            raise Refused("Ô có dữ liệu nhưng cột không có tiêu đề.", row=number, column=letter(index + 1))
    padded = [*kept, *[None] * (len(header) - len(kept))]
    return number, tuple(cell for cell in padded if not isinstance(cell, Broken))
