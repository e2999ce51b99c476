"""XLSX in (đọc tệp Excel), row by row, without trusting the file.

Our own reader, because the libraries at hand fail one demand each: calamine lays out the whole
rectangle of a sheet (one cell at XFD1048576 takes gigabytes) and copies a shared text for every
cell; openpyxl takes 2.6 s for 200,000 cells and does not tell a formula without value from a blank.
"""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.papers.sheets.cells import restored, unescaped
from caicach.foundation.papers.sheets.limits import Limits, open_package, unpack
from caicach.foundation.papers.sheets.sheet_rows import EPOCH_1900, EPOCH_1904, Book, RawRow, sheet_rows

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def read_workbook(file: IO[bytes], limits: Limits, sheet: str = "") -> Iterator[RawRow]:
    """Yield (row number, cells) of one sheet: the named one, else the first that is not hidden."""
    package = open_package(file, limits)
    names = set(package.namelist())
    workbook = _tree(package, "xl/workbook.xml", limits)
    path = _sheet_path(package, workbook, sheet, limits)
    book = Book(
        _shared_strings(package, limits) if "xl/sharedStrings.xml" in names else [],
        _date_styles(package, limits) if "xl/styles.xml" in names else frozenset(),
        EPOCH_1904 if _is_1904(workbook) else EPOCH_1900,
    )
    return sheet_rows(unpack(package, path, limits), book, limits)


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
    formats = {_number(e.get("numFmtId")): e.get("formatCode", "") for e in styles.iter("{*}numFmt")}
    used = [e for group in styles.iter("{*}cellXfs") for e in group.iter("{*}xf")]
    return frozenset(
        str(index)
        for index, style in enumerate(used)
        if is_date_format(_format(_number(style.get("numFmtId")), formats))
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else 0


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
