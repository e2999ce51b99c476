"""XLSX in (đọc tệp Excel), row by row, without trusting the file.

Our own reader, because the libraries at hand fail one demand each: calamine lays out the whole
rectangle of a sheet (one cell at XFD1048576 takes gigabytes) and copies a shared text for every
cell; openpyxl takes 2.6 s for 200,000 cells and does not tell a formula without value from a blank.
"""

import math
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from io import BytesIO
from typing import IO

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.papers.sheets.cells import Cell, plain, restored, unescaped
from caicach.foundation.papers.sheets.limits import Limits, open_package, unpack

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_EPOCH_1900 = datetime.combine(date(1899, 12, 30), time())
_EPOCH_1904 = datetime.combine(date(1904, 1, 1), time())
_LAST_SERIAL = 2_958_465  # 31/12/9999


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that has no value to read, and why, in words for the person."""

    reason: str


_NOT_COMPUTED = Broken("Ô có công thức chưa được tính. Hãy mở bằng Excel, lưu lại, hoặc dán giá trị.")


@dataclass(frozen=True, slots=True)
class _Book:
    shared: list[str]
    date_styles: frozenset[str | None]
    epoch: datetime


def read_workbook(
    file: IO[bytes], limits: Limits, sheet: str = ""
) -> Iterator[tuple[int, list[Cell | Broken]]]:
    """Yield (row number, cells) of one sheet: the named one, else the first that is not hidden."""
    package = open_package(file, limits)
    names = set(package.namelist())
    workbook = _tree(package, "xl/workbook.xml", limits)
    path = _sheet_path(package, workbook, sheet, limits)
    book = _Book(
        _shared_strings(package, limits) if "xl/sharedStrings.xml" in names else [],
        _date_styles(package, limits) if "xl/styles.xml" in names else frozenset(),
        _EPOCH_1904 if _is_1904(workbook) else _EPOCH_1900,
    )
    return _rows(unpack(package, path, limits), book, limits)


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _tree(package: zipfile.ZipFile, name: str, limits: Limits) -> etree._Element:
    # no entities, no network, no outside grammar: the file says nothing but data
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(unpack(package, name, limits), parser)
    except etree.XMLSyntaxError as error:
        raise Refused("Tệp Excel hỏng, không đọc được. Hãy mở bằng Excel và lưu lại.") from error


def _is_1904(workbook: etree._Element) -> bool:
    return any(_local(child) == "workbookPr" and child.get("date1904") in ("1", "true") for child in workbook)


def _sheet_path(package: zipfile.ZipFile, workbook: etree._Element, wanted: str, limits: Limits) -> str:
    sheets = list(workbook.iter("{*}sheet"))
    targets = {e.get("Id"): e.get("Target", "") for e in _tree(package, "xl/_rels/workbook.xml.rels", limits)}
    if wanted:
        chosen = [e for e in sheets if e.get("name") == wanted]
    else:
        chosen = [e for e in sheets if e.get("state", "visible") == "visible"] or sheets
    for element in chosen:
        target = targets.get(element.get(_RELATION) or element.get(_STRICT_RELATION), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in package.namelist() and "worksheet" in path:
            return path
    if wanted:
        names = ", ".join(str(e.get("name")) for e in sheets)
        raise Refused(f"Tệp không có trang tính “{wanted}”. Các trang tính trong tệp: {names}.")
    raise Refused("Tệp Excel không có trang tính nào đọc được.")


def _shared_strings(package: zipfile.ZipFile, limits: Limits) -> list[str]:
    strings: list[str] = []
    for element in _elements(unpack(package, "xl/sharedStrings.xml", limits), "{*}si"):
        strings.append(_text(element))
        element.clear()
    return strings


def _text(element: etree._Element) -> str:
    """Return the text of a string item; the phonetic hints of other scripts are left out."""
    parts = [child.text or "" for child in _texts(element)]
    text = parts[0] if len(parts) == 1 else "".join(parts)
    return restored(unescaped(text), typed=True)


def _texts(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        name = _local(child)
        if name == "t":
            yield child
        elif name == "r":
            yield from (part for part in child if _local(part) == "t")


def _date_styles(package: zipfile.ZipFile, limits: Limits) -> frozenset[str | None]:
    styles = _tree(package, "xl/styles.xml", limits)
    formats = {int(e.get("numFmtId", "0")): e.get("formatCode", "") for e in styles.iter("{*}numFmt")}
    used = [e for group in styles.iter("{*}cellXfs") for e in group.iter("{*}xf")]
    return frozenset(
        str(index)
        for index, style in enumerate(used)
        if is_date_format(_format(int(style.get("numFmtId", "0")), formats))
    )


def _format(number: int, own: dict[int, str]) -> str:
    return own.get(number) or BUILTIN_FORMATS.get(number, "General")


def _elements(content: bytes, tag: str) -> Iterator[etree._Element]:
    try:
        for _, element in etree.iterparse(
            BytesIO(content),
            events=("end",),
            tag=tag,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
        ):
            yield element
    except etree.XMLSyntaxError as error:
        raise Refused("Tệp Excel hỏng, không đọc được. Hãy mở bằng Excel và lưu lại.") from error


def _rows(content: bytes, book: _Book, limits: Limits) -> Iterator[tuple[int, list[Cell | Broken]]]:
    last = count = 0
    for element in _elements(content, "{*}row"):
        numbered = element.get("r", "")
        number = int(numbered) if numbered.isdecimal() and len(numbered) < 8 else last + 1
        cells = _cells(element, number, book, limits)
        last = number
        element.clear()
        # the parser keeps emptied rows as children of the sheet: drop them, or a long sheet fills memory
        while (before := element.getprevious()) is not None:
            element.getparent().remove(before)
        if not cells:
            continue
        count += 1
        if count > limits.max_rows + 1:
            raise Refused(f"Bảng có hơn {limits.max_rows} dòng. Hãy tách thành nhiều tệp.", row=number)
        yield number, cells


def _cells(row: etree._Element, number: int, book: _Book, limits: Limits) -> list[Cell | Broken]:
    cells: list[Cell | Broken] = []
    for element in row:
        value = _value(element, book)
        if value is None:
            # most blanks are only a style; their place is worth reading only when no later cell says it
            continue
        place = element.get("r")
        index = _index(place) if place else row.index(element) + 1
        if index > limits.max_columns:
            raise Refused(f"Ô nằm ngoài {limits.max_columns} cột đầu.", row=number, column=place)
        if isinstance(value, str) and len(value) > limits.max_cell:
            raise Refused(f"Ô dài quá {limits.max_cell} ký tự.", row=number, column=place)
        cells.extend([None] * (index - 1 - len(cells)))
        cells[index - 1 :] = [value]
    return cells


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


def _value(cell: etree._Element, book: _Book) -> Cell | Broken:
    raw, formula = None, False
    for child in cell:
        tag = child.tag
        if tag.endswith("}v"):
            raw = child.text
        elif tag.endswith("}is"):
            return _trimmed(_text(child))
        elif tag.endswith("}f"):
            formula = True
    if raw is None:
        return _NOT_COMPUTED if formula else None
    return _of_kind(cell.get("t", "n"), raw, cell.get("s"), book)


def _of_kind(kind: str, raw: str, style: str | None, book: _Book) -> Cell | Broken:
    match kind:
        case "s":
            index = int(raw) if raw.isdecimal() else -1
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


def _numeric(raw: str, is_date: bool, book: _Book) -> Cell | Broken:
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
