"""Small pieces of WordprocessingML that python-docx has no call for: rules, fields, watermarks, cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Length
from docx.table import Table
from docx.text.paragraph import Paragraph

_TWIPS = 635  # EMU in a twentieth of a point
_PADDING = 80  # twips left and right in a table; Word hangs a table out by it unless the table is indented


def ruled(paragraph: Paragraph, width: Length, part: float) -> Paragraph:
    """Make the paragraph a thin rule of `part` of `width`, centred, by its bottom border."""
    side = Emu(int(width * (1 - part) / 2))
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    shape = paragraph._p.get_or_add_pPr()
    shape.insert_element_before(
        borders,
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:outlineLvl",
        "w:rPr",
    )
    return paragraph


def add_field(paragraph: Paragraph, code: str) -> None:
    """Add a field such as PAGE, which Word fills in."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {text} "
            run._r.append(instruction)


def add_watermark(paragraph: Paragraph, text: str, index: int) -> None:
    """Add Word's own kind of watermark (a text shape behind the page) to a header's paragraph."""
    width, height = (440, 110) if len(text) > 4 else (330, 130)
    picture = parse_xml(
        f'<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office">'
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="watermark{index}" o:spid="_x0000_s{2049 + index}" type="#_x0000_t136" '
        f'style="position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{height}pt;rotation:315;'
        "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f" '
        'fillcolor="#d9d9d9" stroked="f"><v:fill opacity=".5"/>'
        f"<v:textpath style='font-family:\"Times New Roman\";font-size:1pt' string={quoteattr(text)}/>"
        "</v:shape></w:pict>"
    )
    paragraph.add_run()._r.append(picture)


def without_borders(table: Table, widths: Sequence[Length]) -> Table:
    """Give the table fixed column widths and no lines: it only places blocks side by side."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    margins = OxmlElement("w:tblCellMar")
    margins.extend(_with(f"w:{side}", {"w": "0", "type": "dxa"}) for side in ("left", "right"))
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    look.addprevious(margins) if look is not None else properties.append(margins)
    return table


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of `grid`: its text, the id of its style, how many columns it spans, and how it spans rows.

    `merge` is "" (one row), "start" of a tall cell, or "under" one.
    """

    text: str
    style: str
    span: int = 1
    merge: str = ""
    bold: bool = False


def grid(rows: Sequence[Sequence[GridCell]], widths: Sequence[Length], heading_rows: int) -> Any:
    """Return a bordered `w:tbl`; built as XML because python-docx looks every cell up anew.

    The first `heading_rows` rows repeat on every page; no row breaks over a page.
    """
    twips = [int(width / _TWIPS) for width in widths]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    # as in paper.typ; without top and bottom the letters touch the lines
    padding = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 60), ("left", _PADDING), ("bottom", 60), ("right", _PADDING))
    )
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/>'
        f'<w:tblInd w:w="{_PADDING}" w:type="dxa"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{padding}</w:tblCellMar>"
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid></w:tbl>"
    )
    for index, row in enumerate(rows):
        table.append(_grid_row(row, twips, heading=index < heading_rows))
    return table


def _grid_row(cells: Sequence[GridCell], twips: Sequence[int], *, heading: bool) -> Any:
    row = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if heading:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    column = 0
    for cell in cells:
        row.append(_grid_cell(cell, sum(twips[column : column + cell.span])))
        column += cell.span
    return row


def _grid_cell(cell: GridCell, width: int) -> Any:
    element = OxmlElement("w:tc")
    properties = OxmlElement("w:tcPr")
    properties.append(_with("w:tcW", {"w": str(width), "type": "dxa"}))
    if cell.span > 1:
        properties.append(_with("w:gridSpan", {"val": str(cell.span)}))
    if cell.merge:
        properties.append(_with("w:vMerge", {"val": "restart"} if cell.merge == "start" else {}))
    properties.append(_with("w:vAlign", {"val": "center"}))
    element.append(properties)
    for line in cell.text.split("\n"):
        element.append(_cell_paragraph(line, cell))
    return element


def _cell_paragraph(line: str, cell: GridCell) -> Any:
    paragraph = OxmlElement("w:p")
    shape = OxmlElement("w:pPr")
    shape.append(_with("w:pStyle", {"val": cell.style}))
    paragraph.append(shape)
    run = OxmlElement("w:r")
    if cell.bold:
        properties = OxmlElement("w:rPr")
        properties.append(OxmlElement("w:b"))
        run.append(properties)
    text = OxmlElement("w:t")
    text.set(qn("xml:space"), "preserve")
    text.text = line
    run.append(text)
    paragraph.append(run)
    return paragraph


def _with(tag: str, attributes: dict[str, str]) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
