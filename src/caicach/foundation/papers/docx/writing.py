"""Draws a composed paper as DOCX: header table, titles, text, tables, annex sections, signature table."""

import io
import zipfile
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from caicach.foundation.papers.composition import compose
from caicach.foundation.papers.docx.parts import (
    GridCell,
    add_field,
    add_watermark,
    grid,
    ruled,
    without_borders,
)
from caicach.foundation.papers.docx.styles import CENTRE, add_styles
from caicach.foundation.papers.paper import Paper

_LONG_NAME = 22
_POINT_STYLES = {
    "roman": "Mục La Mã",
    "article": "Điều",
    "arabic": "Khoản",
    "letter": "Điểm",
    "dash": "Gạch đầu dòng",
}
_CELL_STYLES = {"left": "Ô bảng", "right": "Ô bảng, số", "center": "Ô bảng, giữa"}
_NEVER = (1980, 1, 1, 0, 0, 0)  # the same paper gives the same bytes


def render_docx(paper: Paper) -> bytes:
    """Return the paper as an editable DOCX; the same paper gives the same bytes."""
    content = compose(paper)
    document = Document()
    _Writer(document, content).write()
    out = io.BytesIO()
    document.save(out)
    return _settled(out.getvalue())


def _settled(content: bytes) -> bytes:
    """Return the package with fixed times, so that its hash depends on what it says alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, _NEVER), old.read(entry), zipfile.ZIP_DEFLATED)
    return out.getvalue()


class _Writer:
    def __init__(self, document: DocumentType, content: dict[str, Any]) -> None:
        self.document = document
        self.content = content
        self.party = bool(content["party"])
        self.small = any(len(line) > _LONG_NAME for line in content["superior"])
        self.width: Length = Mm(165)

    def write(self) -> None:
        self._properties()
        add_styles(self.document)
        self._language()
        self._lay_out(self.document.sections[0], 0, landscape=self.content["landscape"])
        self._head()
        self._titles()
        self._addressees()
        self._body(self.content["body"])
        self._parties()
        self._signatures()
        for index, annex in enumerate(self.content["annexes"], start=1):
            self._annex(annex, index)

    def _properties(self) -> None:
        core = self.document.core_properties
        core.title = " ".join([self.content["title"], *self.content["abstract"]]).strip()[:255]
        core.author = core.last_modified_by = " ".join(self.content["agency"])[:255]
        core.comments, core.language = "", "vi-VN"

    def _language(self) -> None:
        base = self.document.styles["Normal"].element.get_or_add_rPr()
        language = OxmlElement("w:lang")
        for kind in ("w:val", "w:eastAsia"):
            language.set(qn(kind), "vi-VN")
        base.append(language)

    def _lay_out(self, section: Section, index: int, *, landscape: bool) -> None:
        """Set size, margins, hidden first number and mark of a section (annex I, part I)."""
        long, short = Mm(297), Mm(210)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (long, short) if landscape else (short, long)
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin = Mm(20) if landscape else Mm(30)
        section.right_margin = Mm(20) if landscape else Mm(15)
        section.header_distance = section.footer_distance = Mm(10)
        section.different_first_page_header_footer = True
        self.width = Length(section.page_width - section.left_margin - section.right_margin)
        self._headers(section, index)
        numbering = OxmlElement("w:pgNumType")
        numbering.set(qn("w:start"), "1")
        section._sectPr.append(numbering)

    def _headers(self, section: Section, index: int) -> None:
        for place, header in enumerate((section.header, section.first_page_header)):
            header.is_linked_to_previous = False
            paragraph = header.paragraphs[0]
            paragraph.style = self.document.styles["Số trang"]
            if place == 0:
                add_field(paragraph, "PAGE")
                if self.content["with_total"]:
                    paragraph.add_run("/")
                    add_field(paragraph, "SECTIONPAGES")
            if self.content["mark"]:
                add_watermark(paragraph, self.content["mark"], 2 * index + place)

    # --- the head -------------------------------------------------------------------------------

    def _head(self) -> None:
        left = Mm(70) if self.party else Mm(72 if self.small else 64)
        widths = (left, Length(self.width - left))
        rows = 1 if self.party else 2
        table = without_borders(self.document.add_table(rows=rows, cols=2), widths)
        if self.party:
            self._party_head(table.cell(0, 0), table.cell(0, 1), widths)
            return
        suffix = " nhỏ" if self.small else ""
        self._lines(table.cell(0, 0), self.content["superior"], f"Cơ quan chủ quản{suffix}")
        self._lines(table.cell(0, 0), self.content["agency"], f"Cơ quan ban hành{suffix}")
        self._rule(table.cell(0, 0), widths[0], 0.38)
        self._lines(table.cell(0, 1), ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], f"Quốc hiệu{suffix}")
        self._lines(table.cell(0, 1), ["Độc lập - Tự do - Hạnh phúc"], f"Tiêu ngữ{suffix}")
        self._rule(table.cell(0, 1), widths[1], 0.56 if self.small else 0.6)
        self._number(table.cell(1, 0))
        self._lines(table.cell(1, 1), [self.content["place_date"]], "Địa danh, ngày tháng")

    def _party_head(self, left: _Cell, right: _Cell, widths: tuple[Length, Length]) -> None:
        self._lines(left, self.content["superior"], "Cơ quan chủ quản")
        self._lines(left, self.content["agency"], "Cơ quan ban hành")
        self._lines(left, ["*"], "Cơ quan ban hành")
        self._number(left)
        self._lines(right, ["ĐẢNG CỘNG SẢN VIỆT NAM"], "Tiêu đề văn bản Đảng")
        self._rule(right, widths[1], 0.72)
        self._lines(right, [self.content["place_date"]], "Địa danh, ngày tháng")

    def _number(self, cell: _Cell) -> None:
        self._lines(cell, [self.content["number"]], "Số, ký hiệu")
        if not self.content["title"] and self.content["abstract"]:
            about = " ".join(self.content["abstract"])
            self._lines(cell, [about if self.party else f"V/v {about}"], "Trích yếu công văn")

    def _lines(self, cell: _Cell, texts: list[str], style: str) -> None:
        for text in texts:
            first = cell.paragraphs[0]
            paragraph = first if not first.text and first.style.name == "Normal" else cell.add_paragraph()
            paragraph.style = self.document.styles[style]
            paragraph.add_run(text)

    def _rule(self, cell: _Cell, width: Length, part: float) -> None:
        ruled(cell.add_paragraph(style="Đường kẻ"), width, part)

    # --- title, addressees, text ----------------------------------------------------------------

    def _titles(self) -> None:
        if self.content["urgency"]:
            run = self._paragraph(self.content["urgency"], "Mức độ khẩn").runs[0]
            run.font.color.rgb = RGBColor(0xFF, 0, 0)
        if not self.content["title"]:
            return
        self._paragraph(self.content["title"], "Tên loại văn bản Đảng" if self.party else "Tên loại")
        for line in self.content["abstract"]:
            self._paragraph(line, "Trích yếu")
        if self.party:
            self._paragraph("-----", "Trích yếu")
        else:
            rule = ruled(self.document.add_paragraph(style="Đường kẻ"), self.width, 0.3)
            rule.paragraph_format.space_after = Pt(12)

    def _addressees(self) -> None:
        names = self.content["addressees"]
        if len(names) == 1:
            self._paragraph(f"Kính gửi: {names[0]}", "Kính gửi")
        elif names:
            opening = self._paragraph("Kính gửi:", "Kính gửi, danh sách")
            opening.paragraph_format.left_indent = Mm(30)
            opening.paragraph_format.space_before = Pt(15)
            listed = [self._paragraph(name, "Kính gửi, danh sách") for name in names]
            for paragraph in listed:
                paragraph.paragraph_format.left_indent = Mm(52)
            listed[-1].paragraph_format.space_after = Pt(12)

    def _paragraph(self, text: str, style: str) -> Paragraph:
        return self.document.add_paragraph(text, style=style)

    def _body(self, pieces: list[dict[str, Any]]) -> None:
        drawers = {
            "ground": self._ground,
            "paragraph": self._plain,
            "heading": self._heading,
            "point": self._point,
            "table": self._table,
        }
        for piece in pieces:
            drawers[piece["kind"]](piece)

    def _ground(self, piece: dict[str, Any]) -> None:
        self._paragraph(piece["text"], "Căn cứ")

    def _plain(self, piece: dict[str, Any]) -> None:
        paragraph = self._paragraph("", "Nội dung")
        run = paragraph.add_run(piece["text"])
        run.bold, run.italic = piece["bold"] or None, piece["italic"] or None
        if piece["centred"]:
            paragraph.paragraph_format.first_line_indent = Mm(0)
            paragraph.alignment = CENTRE

    def _heading(self, piece: dict[str, Any]) -> None:
        paragraph = self._paragraph(piece["label"], "Phần, Chương, Mục")
        for text in (piece["title"], piece["text"]):
            if text:
                paragraph.add_run().add_break()
                paragraph.add_run(text)

    def _point(self, piece: dict[str, Any]) -> None:
        level, title = piece["level"], piece["title"]
        paragraph = self._paragraph("", _POINT_STYLES[level])
        bold = level in ("article", "roman") or (level == "arabic" and bool(title))
        paragraph.add_run(f"{piece['label']} ").bold = bold
        if title:
            run = paragraph.add_run(title + (" " if piece["text"] else ""))
            run.bold, run.italic = level not in ("letter", "dash"), level in ("letter", "dash")
        if piece["text"]:
            paragraph.add_run(piece["text"]).bold = False

    def _table(self, piece: dict[str, Any]) -> None:
        if piece["caption"]:
            self._paragraph(piece["caption"], "Tên bảng")
        if piece["note"]:
            self._paragraph(piece["note"], "Đơn vị tính")
        columns = piece["columns"]
        if not columns:
            return
        total = sum(column["width"] for column in columns) or 1
        widths = [Length(int(self.width * column["width"] / total)) for column in columns]
        heading = self._column_titles(columns)
        rows = [self._row(row, columns) for row in piece["rows"]]
        anchor = self.document.add_paragraph(style="Đường kẻ")
        anchor._p.addprevious(grid([*heading, *rows], widths, len(heading)))

    def _style_id(self, name: str) -> str:
        return str(self.document.styles[name].style_id)

    def _column_titles(self, columns: list[dict[str, Any]]) -> list[list[GridCell]]:
        style = self._style_id("Tiêu đề cột")
        if not any(column["group"] for column in columns):
            return [[GridCell(column["title"], style) for column in columns]]
        above: list[GridCell] = []
        index = 0
        while index < len(columns):
            group = columns[index]["group"]
            count = 1
            while group and index + count < len(columns) and columns[index + count]["group"] == group:
                count += 1
            above.append(
                GridCell(group, style, span=count)
                if group
                else GridCell(columns[index]["title"], style, merge="start")
            )
            index += count
        below = [
            GridCell(column["title"], style) if column["group"] else GridCell("", style, merge="under")
            for column in columns
        ]
        return [above, below]

    def _row(self, row: dict[str, Any], columns: list[dict[str, Any]]) -> list[GridCell]:
        if row["whole"]:
            text = row["cells"][0] if row["cells"] else ""
            return [GridCell(text, self._style_id("Ô bảng, đề mục"), span=len(columns))]
        return [
            GridCell(text, self._style_id(_CELL_STYLES[column["align"]]), bold=row["bold"])
            for text, column in zip(row["cells"], columns, strict=True)
        ]

    # --- the foot -------------------------------------------------------------------------------

    def _parties(self) -> None:
        parties = self.content["parties"]
        if not parties:
            return
        self.document.add_paragraph(style="Đường kẻ").paragraph_format.space_before = Pt(10)
        each = Length(self.width // len(parties))
        table = without_borders(self.document.add_table(rows=1, cols=len(parties)), (each,) * len(parties))
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, party in zip(table.rows[0].cells, parties, strict=True):
            self._lines(cell, party["lines"], "Quyền hạn, chức vụ")
            cell.add_paragraph("(Ký, ghi rõ họ tên)", style="Kèm theo")
            name = cell.add_paragraph(party["name"], style="Họ tên người ký")
            name.paragraph_format.space_before = Mm(22)

    def _signatures(self) -> None:
        if not self.content["signature"] and not self.content["recipients"]:
            return
        self.document.add_paragraph(style="Đường kẻ").paragraph_format.space_before = Pt(10)
        left = Length(int(self.width * 0.45))
        table = without_borders(self.document.add_table(rows=1, cols=2), (left, Length(self.width - left)))
        properties = table.rows[0]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        suffix = " văn bản Đảng" if self.party else ""
        self._lines(table.cell(0, 0), ["Nơi nhận:"], f"Nơi nhận{suffix}")
        if self.party:
            table.cell(0, 0).paragraphs[0].runs[0].underline = True
        self._lines(table.cell(0, 0), self.content["recipients"], f"Nơi nhận{suffix}, danh sách")
        self._lines(table.cell(0, 1), self.content["signature"], "Quyền hạn, chức vụ")
        name = table.cell(0, 1).add_paragraph(self.content["name"], style="Họ tên người ký")
        name.paragraph_format.space_before = Mm(22)

    def _annex(self, annex: dict[str, Any], index: int) -> None:
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        self._lay_out(section, index, landscape=annex["landscape"])
        self._paragraph(annex["label"], "Phụ lục")
        for line in annex["title"]:
            self._paragraph(line, "Tên phụ lục")
        self._paragraph(annex["reference"], "Kèm theo")
        rule = ruled(self.document.add_paragraph(style="Đường kẻ"), self.width, 0.2)
        rule.paragraph_format.space_after = Pt(8)
        self._body(annex["body"])
