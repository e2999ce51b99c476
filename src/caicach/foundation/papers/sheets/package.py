"""The parts of an XLSX file (ECMA-376), written as text while the rows come."""

import itertools
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from caicach.foundation.papers.sheets.cells import escaped, looks_like_formula, neutral, plain, settled

# (name, [(title, width)], rows, heading lines)
Part = tuple[str, Sequence[tuple[str, int]], Iterable[Sequence[object]], Sequence[str], str]

_NEVER = (1980, 1, 1, 0, 0, 0)  # a fixed time, so that the same rows give the same bytes
_FIRST_DAY = datetime.combine(date(1899, 12, 30), time())
_MAX_CELL = 32_767  # Excel's limit of one cell
_WIDEST, _NARROWEST = 60, 8
_ROWS_AT_ONCE = 200
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

# Cell styles, by their place in styles.xml.
TEXT, HEADER, WHOLE, DECIMAL, DAY, MOMENT, QUOTED, TITLE = range(1, 9)
_BORDER = "".join(
    f'<{side} style="thin"><color rgb="FFB8C0CC"/></{side}>' for side in ("left", "right", "top", "bottom")
)
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="3">'
    '<numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="dd/mm/yyyy\\ hh:mm"/>'
    '<numFmt numFmtId="166" formatCode="#,##0.0##"/></numFmts>'
    '<fonts count="3"><font><sz val="11"/><name val="Times New Roman"/><family val="1"/></font>'
    '<font><b/><sz val="11"/><name val="Times New Roman"/><family val="1"/></font>'
    '<font><b/><sz val="13"/><name val="Times New Roman"/><family val="1"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF7"/></patternFill></fill></fills>'
    f'<borders count="2"><border/><border>{_BORDER}</border></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="9"><xf/>'
    '<xf borderId="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf fontId="1" fillId="2" borderId="1" applyAlignment="1">'
    '<alignment horizontal="center" vertical="center" wrapText="1"/></xf>'
    '<xf numFmtId="3" borderId="1" applyAlignment="1"><alignment vertical="top"/></xf>'
    '<xf numFmtId="166" borderId="1" applyAlignment="1"><alignment vertical="top"/></xf>'
    '<xf numFmtId="164" borderId="1" applyAlignment="1"><alignment horizontal="center" vertical="top"/></xf>'
    '<xf numFmtId="165" borderId="1" applyAlignment="1"><alignment horizontal="center" vertical="top"/></xf>'
    '<xf borderId="1" quotePrefix="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf fontId="2"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write_package(out: IO[bytes], sheets: Sequence[Part]) -> None:
    """Write a workbook with these sheets into `out`."""
    names = _sheet_names([name for name, *_ in sheets])
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as package:
        for path, content in _frame(names, sheets).items():
            package.writestr(_entry(path), content)
        for index, (_, columns, rows, heading, footer) in enumerate(sheets, start=1):
            with package.open(_entry(f"xl/worksheets/sheet{index}.xml"), "w", force_zip64=True) as stream:
                for text in sheet_xml(columns, rows, heading, footer):
                    stream.write(text.encode())


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _NEVER)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _sheet_names(names: Sequence[str]) -> list[str]:
    """Return names that Excel accepts: at most 31 characters, none of []:*?/\\ and none twice."""
    taken: dict[str, None] = {}
    for position, name in enumerate(names, start=1):
        safe = (
            "".join(" " if c in "[]:*?/\\" else c for c in plain(name)).strip(" '")[:31] or f"Bảng {position}"
        )
        taken[safe if safe not in taken else f"{safe[:27]} ({position})"] = None
    return list(taken)


def _frame(names: Sequence[str], sheets: Sequence[Part]) -> dict[str, str]:
    return {
        "[Content_Types].xml": _content_types(len(names)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(names, sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            [("worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(names) + 1)]
            + [("styles", "styles.xml")]
        ),
        "xl/styles.xml": _STYLES,
    }


def _content_types(count: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for i in range(1, count + 1)
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{sheets}</Types>'
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _workbook(names: Sequence[str], sheets: Sequence[Part]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{i}" r:id="rId{i}"/>'
        for i, name in enumerate(names, start=1)
    )
    repeated = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{i}">'
        f"{_header_rows(name, heading)}</definedName>"
        for i, (name, (_, _, _, heading, _)) in enumerate(zip(names, sheets, strict=True))
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets>'
        f"<definedNames>{repeated}</definedNames></workbook>"
    )


def _header_rows(name: str, heading: Sequence[str]) -> str:
    row = len(heading) + 1
    quoted = name.replace("'", "''")
    return escape(f"'{quoted}'!${row}:${row}")


def sheet_xml(
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[object]],
    heading: Sequence[str],
    footer: str = "",
) -> Iterator[str]:
    """Yield the worksheet's XML; the first rows are looked at to choose the widths."""
    remaining = iter(rows)
    first = [[settled(value) for value in row] for row in itertools.islice(remaining, _ROWS_AT_ONCE)]
    top = len(heading) + 1
    letters = [letter(index) for index in range(1, max([len(columns), *map(len, first)], default=1) + 1)]
    yield _sheet_start(columns, first, top)
    for number, text in enumerate(heading, start=1):
        yield f'<row r="{number}">{_string(f"A{number}", plain(text), TITLE)}</row>'
    yield _header(columns, letters, top)
    number = top
    while first:
        yield "".join(_row(row, letters, number + 1 + i) for i, row in enumerate(first))
        number += len(first)
        first = [[settled(value) for value in row] for row in itertools.islice(remaining, _ROWS_AT_ONCE)]
    yield _sheet_end(letters[max(len(columns) - 1, 0)], top, number, footer)


def letter(index: int) -> str:
    """Return the letters of the column with this number, 1 being A."""
    name = ""
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _sheet_start(columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[object]], top: int) -> str:
    widths = "".join(
        f'<col min="{i}" max="{i}" width="{_width(i - 1, title, width, rows)}" customWidth="1"/>'
        for i, (title, width) in enumerate(columns, start=1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{top}" topLeftCell="A{top + 1}" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>"
        if columns
        else f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'
    )


def _width(index: int, title: str, width: int, rows: Sequence[Sequence[object]]) -> int:
    if width:
        return width
    longest = max((len(str(row[index])) for row in rows if index < len(row)), default=0)
    return min(_WIDEST, max(_NARROWEST, longest + 2, len(title) // 2 + 2))


def _header(columns: Sequence[tuple[str, int]], letters: Sequence[str], row: int) -> str:
    cells = "".join(
        _string(f"{name}{row}", plain(title), HEADER)
        for name, (title, _) in zip(letters, columns, strict=False)
    )
    return f'<row r="{row}">{cells}</row>'


def _row(row: Sequence[object], letters: Sequence[str], number: int) -> str:
    names = letters if len(row) <= len(letters) else [letter(i) for i in range(1, len(row) + 1)]
    cells = [_cell(value, f"{name}{number}") for name, value in zip(names, row, strict=False)]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(value: object, place: str) -> str:
    match value:
        case str():
            return _string(place, neutral(value, typed=True), QUOTED if looks_like_formula(value) else TEXT)
        case None:
            return f'<c r="{place}" s="{TEXT}"/>'
        case datetime():
            return f'<c r="{place}" s="{MOMENT}"><v>{_serial(value)}</v></c>'
        case date():
            return f'<c r="{place}" s="{DAY}"><v>{_serial(datetime.combine(value, time()))}</v></c>'
        case int():
            return _numeric(place, str(value), whole=True)
        case _:
            exact = Decimal(str(value))
            return _numeric(place, format(exact, "f"), whole=exact == exact.to_integral_value())


def _numeric(place: str, text: str, *, whole: bool) -> str:
    return f'<c r="{place}" s="{WHOLE if whole else DECIMAL}"><v>{text}</v></c>'


def _serial(moment: datetime) -> str:
    """Return days since 30/12/1899, the way a spreadsheet counts (1900 date system)."""
    passed = moment - _FIRST_DAY
    return f"{passed.days}" if not passed.seconds else f"{passed.days + passed.seconds / 86400:.10f}"


def _string(place: str, text: str, style: int) -> str:
    kept = text if len(text) <= _MAX_CELL else f"{text[: _MAX_CELL - 1]}…"
    shown = escape(escaped(kept))
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def _sheet_end(last: str, top: int, bottom: int, footer: str) -> str:
    left = f"&L{plain(footer)}" if footer else ""
    return (
        f'</sheetData><autoFilter ref="A{top}:{last}{bottom}"/>'
        '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        f"<headerFooter><oddFooter>{escape(left + '&C&P/&N')}</oddFooter></headerFooter></worksheet>"
    )
