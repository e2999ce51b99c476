"""The named styles of an official paper, so that Word users change a look in one place.

Sizes, cases and weights: NĐ 30/2020/NĐ-CP, annex I, part IV; party papers by Hướng dẫn 36-HD/VPTW.
"""

from dataclasses import dataclass

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

FONT = "Times New Roman"
LEFT, CENTRE, JUSTIFIED, RIGHT = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
    WD_ALIGN_PARAGRAPH.RIGHT,
)


@dataclass(frozen=True, slots=True)
class Look:
    """Size in points, weight, slant, alignment, space before and after in points, first-line indent in mm."""

    size: float
    bold: bool = False
    italic: bool = False
    align: WD_ALIGN_PARAGRAPH = CENTRE
    before: float = 0
    after: float = 0
    indent: float = 0
    outline: int | None = None
    keep: bool = False


BODY_INDENT = 12.7
STYLES: dict[str, Look] = {
    "Quốc hiệu": Look(13, bold=True),
    "Tiêu ngữ": Look(14, bold=True),
    "Quốc hiệu nhỏ": Look(12, bold=True),
    "Tiêu ngữ nhỏ": Look(13, bold=True),
    "Tiêu đề văn bản Đảng": Look(15, bold=True),
    "Cơ quan chủ quản": Look(13),
    "Cơ quan chủ quản nhỏ": Look(12),
    "Cơ quan ban hành": Look(13, bold=True),
    "Cơ quan ban hành nhỏ": Look(12, bold=True),
    "Số, ký hiệu": Look(13, before=6),
    "Trích yếu công văn": Look(12, before=6),
    "Địa danh, ngày tháng": Look(14, italic=True, before=6),
    "Mức độ khẩn": Look(13, bold=True, align=LEFT, before=6),
    "Tên loại": Look(14, bold=True, before=18),
    "Tên loại văn bản Đảng": Look(16, bold=True, before=18),
    "Trích yếu": Look(14, bold=True),
    "Kính gửi": Look(14, before=15, after=12),
    "Kính gửi, danh sách": Look(14, align=LEFT),
    "Căn cứ": Look(14, italic=True, align=JUSTIFIED, after=6, indent=BODY_INDENT),
    "Nội dung": Look(14, align=JUSTIFIED, after=6, indent=BODY_INDENT),
    "Phần, Chương, Mục": Look(14, bold=True, before=10, after=6, outline=0, keep=True),
    "Mục La Mã": Look(
        14, bold=True, align=JUSTIFIED, before=6, after=6, indent=BODY_INDENT, outline=1, keep=True
    ),
    "Điều": Look(14, align=JUSTIFIED, after=6, indent=BODY_INDENT, outline=2),
    "Khoản": Look(14, align=JUSTIFIED, after=6, indent=BODY_INDENT),
    "Điểm": Look(14, align=JUSTIFIED, after=6, indent=BODY_INDENT),
    "Gạch đầu dòng": Look(14, align=JUSTIFIED, after=6, indent=BODY_INDENT),
    "Quyền hạn, chức vụ": Look(14, bold=True),
    "Họ tên người ký": Look(14, bold=True),
    "Nơi nhận": Look(12, bold=True, italic=True, align=LEFT),
    "Nơi nhận, danh sách": Look(11, align=LEFT),
    "Nơi nhận văn bản Đảng": Look(14, align=LEFT),
    "Nơi nhận văn bản Đảng, danh sách": Look(12, align=LEFT),
    "Phụ lục": Look(14, bold=True),
    "Tên phụ lục": Look(14, bold=True, outline=0),
    "Kèm theo": Look(14, italic=True),
    "Tên bảng": Look(12, bold=True, before=6, after=4, keep=True),
    "Đơn vị tính": Look(12, italic=True, align=RIGHT, after=4, keep=True),
    "Tiêu đề cột": Look(12, bold=True),
    "Ô bảng": Look(12, align=LEFT),
    "Ô bảng, đề mục": Look(12, bold=True, align=LEFT, keep=True),
    "Ô bảng, số": Look(12, align=RIGHT),
    "Ô bảng, giữa": Look(12, align=CENTRE),
    "Đường kẻ": Look(2),
    "Số trang": Look(13),
}


def add_styles(document: Document) -> None:
    """Put every style into the document and make its base upright black Times New Roman, language Vietnamese."""
    base = document.styles["Normal"]
    if isinstance(base, ParagraphStyle):
        _dress(base, Look(14, align=LEFT))
    for name, look in STYLES.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = base
        style.quick_style = True
        _dress(style, look)


def _dress(style: ParagraphStyle, look: Look) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(look.size), look.bold, look.italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # "Times New Roman" for every script: Vietnamese letters count as eastAsia or cs in some programs
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(kind), FONT)
    shape = style.paragraph_format
    shape.alignment = look.align
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    shape.first_line_indent = Mm(look.indent)
    shape.line_spacing = 1.0
    shape.keep_with_next = look.keep
    if look.outline is not None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(look.outline))
        style.element.get_or_add_pPr().append(level)
