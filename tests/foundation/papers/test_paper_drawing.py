"""The checklist of NĐ 30/2020/NĐ-CP on drawn papers: the DOCX that is edited and the PDF that is final."""

import io
import time
import unicodedata
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from caicach.foundation.papers.composition import compose
from caicach.foundation.papers.docx import render_docx
from caicach.foundation.papers.paper import Annex, Paper, Paragraph, Table, from_data, to_data
from caicach.foundation.papers.pdf import render_pdf
from tests.foundation.papers.sample_papers import (
    COLUMNS,
    DECISION,
    DISPATCH,
    HOSTILE,
    MINUTES,
    PARTY,
    PLAN,
    rows,
)

ALL = {"plan": PLAN, "dispatch": DISPATCH, "decision": DECISION, "party": PARTY, "minutes": MINUTES}
EVERY = pytest.mark.parametrize("paper", ALL.values(), ids=ALL.keys())


# drawn once for all tests that only look
drawn_docx = cache(render_docx)
drawn_pdf = cache(render_pdf)


def opened(paper: Paper):
    return Document(io.BytesIO(drawn_docx(paper)))


def docx_text(paper: Paper) -> str:
    return "\n".join(
        "".join(node.text or "" for node in p.iter(qn("w:t")))
        for p in opened(paper).element.body.iter(qn("w:p"))
    )


def pdf(paper: Paper) -> PdfReader:
    return PdfReader(io.BytesIO(drawn_pdf(paper)))


def pdf_text(paper: Paper) -> str:
    return "\n".join(page.extract_text() for page in pdf(paper).pages)


def squeezed(text: str) -> str:
    return "".join(text.split())


@EVERY
def test_a_paper_survives_its_way_to_the_worker(paper: Paper):
    assert from_data(to_data(paper)) == paper


@EVERY
def test_the_same_paper_gives_the_same_bytes(paper: Paper):
    assert render_docx(paper) == render_docx(paper)
    assert render_pdf(paper) == render_pdf(paper)


@EVERY
def test_the_pdf_and_the_docx_say_the_same_and_in_composed_vietnamese(paper: Paper):
    content = compose(paper)
    words = [
        *content["agency"],
        *content["abstract"],
        content["name"],
        *content["recipients"],
        *content["signature"],
    ]
    words += [piece.get("text") or piece.get("title") for piece in content["body"]]

    drawn, edited = squeezed(pdf_text(paper)), squeezed(docx_text(paper))

    for text in words:
        assert squeezed(text) in drawn
        assert squeezed(text) in edited
    assert unicodedata.is_normalized("NFC", docx_text(paper))
    assert unicodedata.is_normalized("NFC", pdf_text(paper))


@EVERY
def test_the_pdf_embeds_all_its_fonts_and_only_the_packaged_serif(paper: Paper):
    names = set()
    for page in pdf(paper).pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = descendant["/FontDescriptor"].get_object()
            names.add(str(font.get_object()["/BaseFont"]).partition("+")[2])
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)

    assert names <= {"NotoSerif-Regular", "NotoSerif-Italic"}
    assert "NotoSerif-Regular" in names


def test_a_licensed_times_new_roman_is_used_when_its_folder_is_named(tmp_path: Path):
    font_dir = tmp_path / "fonts"
    font_dir.mkdir()

    # an empty folder: the packaged font still serves
    assert render_pdf(DISPATCH, font_dir=font_dir).startswith(b"%PDF")


@EVERY
def test_pages_are_a4_with_the_margins_of_the_decree(paper: Paper):
    section = opened(paper).sections[0]

    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    assert [round(m.mm) for m in (section.top_margin, section.bottom_margin)] == [20, 20]
    assert [round(m.mm) for m in (section.left_margin, section.right_margin)] == [30, 15]
    assert [float(x) for x in pdf(paper).pages[0].mediabox[2:]] == pytest.approx([595.28, 841.89], abs=0.1)


@EVERY
def test_every_style_is_upright_black_times_new_roman_where_the_decree_says_so(paper: Paper):
    document = opened(paper)

    for style in document.styles:
        if style.type == 1 and style.name in (
            "Normal",
            "Nội dung",
            "Quốc hiệu",
            "Tên loại",
            "Nơi nhận",
            "Ô bảng",
        ):
            assert style.font.name == "Times New Roman"
            assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == "Times New Roman"


def test_sizes_and_weights_follow_the_table_of_the_decree():
    document = opened(PLAN)
    looks = {
        style.name: (style.font.size.pt, bool(style.font.bold), bool(style.font.italic))
        for style in document.styles
        if style.type == 1 and style.font.size
    }

    assert {name: looks[name] for name in EXPECTED_LOOKS} == EXPECTED_LOOKS
    body = document.styles["Nội dung"].paragraph_format
    assert (body.first_line_indent.mm, body.space_after, body.alignment) == (
        pytest.approx(12.7, abs=0.1),
        Pt(6),
        3,
    )


EXPECTED_LOOKS = {
    "Quốc hiệu": (13, True, False),
    "Tiêu ngữ": (14, True, False),
    "Cơ quan chủ quản": (13, False, False),
    "Cơ quan ban hành": (13, True, False),
    "Số, ký hiệu": (13, False, False),
    "Địa danh, ngày tháng": (14, False, True),
    "Tên loại": (14, True, False),
    "Trích yếu": (14, True, False),
    "Trích yếu công văn": (12, False, False),
    "Căn cứ": (14, False, True),
    "Nội dung": (14, False, False),
    "Quyền hạn, chức vụ": (14, True, False),
    "Họ tên người ký": (14, True, False),
    "Nơi nhận": (12, True, True),
    "Nơi nhận, danh sách": (11, False, False),
    "Phụ lục": (14, True, False),
    "Kèm theo": (14, False, True),
}


def test_the_page_number_is_hidden_on_the_first_page_and_annexes_count_their_own():
    document = opened(PLAN)
    pages = [page.extract_text().splitlines()[1].strip() for page in pdf(PLAN).pages]

    assert all(section.different_first_page_header_footer for section in document.sections)
    assert all(
        section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1" for section in document.sections
    )
    assert [
        ("PAGE" in section.header._element.xml, "PAGE" in section.first_page_header._element.xml)
        for section in document.sections
    ] == [(True, False)] * 3
    # first page of the plan, two pages and more of the first annex, one page of the second
    assert [line for line in pages if line.isdecimal()] == [str(n) for n in range(2, len(pages) - 1)]
    assert len(pages) > 3


def test_pages_of_a_total_are_printed_where_it_is_wanted():
    counted = replace(PLAN, with_total=True)

    second = pdf(counted).pages[2].extract_text().splitlines()[1].strip()

    assert second == f"2/{len(pdf(counted).pages) - 2}"
    assert "SECTIONPAGES" in opened(counted).sections[1].header._element.xml


@EVERY
def test_thin_rules_stand_under_the_motto_the_agency_and_the_title(paper: Paper):
    borders = opened(paper).element.body.findall(f".//{qn('w:pBdr')}")

    # state: agency and motto, and the title of a paper that has one; the party: its name, and dashes
    state = 3 if paper.title else 2
    assert len(borders) == (1 if compose(paper)["party"] else state) + len(paper.annexes)


def test_grounds_are_italic_and_end_with_semicolons_and_a_full_stop():
    document = opened(PLAN)

    grounds = [p for p in document.paragraphs if p.style.name == "Căn cứ"]

    assert [p.text for p in grounds] == [
        "Căn cứ Luật Tổ chức chính quyền địa phương;",
        "Theo đề nghị của Giám đốc Sở Nội vụ.",
    ]
    assert all(p.style.font.italic for p in grounds)


def test_articles_run_through_and_points_use_the_vietnamese_alphabet():
    labels = [piece["label"] for piece in compose(DECISION)["body"]]

    assert labels == ["Chương I", "Điều 1.", "1.", "a)", "b)", "c)", "d)", "đ)", "e)", "Chương II", "Điều 2."]


def test_numbering_starts_again_under_a_new_heading():
    labels = [piece["label"] for piece in compose(PLAN)["body"] if piece["kind"] == "point"]

    assert labels == ["I.", "1.", "a)", "-", "II.", "1."]


@EVERY
def test_the_text_ends_with_its_closing_mark(paper: Paper):
    last = [piece for piece in compose(paper)["body"] if piece["kind"] != "table"][-1]

    assert last["text"].endswith("./.")
    assert squeezed(last["text"]) in squeezed(pdf_text(paper))


def test_recipients_end_with_the_archive_and_begin_with_those_addressed():
    assert compose(PLAN)["recipients"] == ["- Bộ Nội vụ (b/c);", "- Các sở, ban, ngành;", "- Lưu: VT, NC."]
    assert compose(DISPATCH)["recipients"] == ["- Như trên;", "- Giám đốc Sở;", "- Lưu: VT."]
    assert compose(PARTY)["recipients"][-1] == "- Lưu: Văn phòng."


def test_one_addressee_stands_on_the_line_and_several_are_a_list():
    assert compose(replace(DISPATCH, addressees=("Sở Tài chính",)))["addressees"] == ["Sở Tài chính"]
    assert compose(DISPATCH)["addressees"] == ["- Các sở, ban, ngành;", "- UBND các xã, phường."]
    assert "Kính gửi: Sở Tài chính" in docx_text(replace(DISPATCH, addressees=("Sở Tài chính",)))


def test_a_dispatch_says_what_it_is_about_under_its_number():
    text = docx_text(DISPATCH)

    assert "V/v đôn đốc báo cáo cải cách hành chính" in text
    assert "Số: 05/SNV-CCHC" in text
    assert "Lào Cai, ngày 05 tháng 01 năm 2026" in text
    assert "KHẨN" in pdf_text(DISPATCH)


def test_a_paper_of_the_party_has_its_own_head():
    text = pdf_text(PARTY)

    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
    assert "CỘNG HÒA XÃ HỘI" not in text
    assert "ĐẢNG BỘ TỈNH LÀO CAI" in text
    assert "T/M BAN THƯỜNG VỤ" in text


def test_several_annexes_are_numbered_in_roman_and_one_is_not():
    assert [annex["label"] for annex in compose(PLAN)["annexes"]] == ["Phụ lục I", "Phụ lục II"]
    assert compose(replace(PLAN, annexes=PLAN.annexes[:1]))["annexes"][0]["label"] == "Phụ lục"


def test_an_annex_names_its_paper_with_blanks_until_it_has_a_number():
    assert compose(PLAN)["annexes"][0]["reference"] == (
        "(Kèm theo Kế hoạch số       /KH-UBND ngày      tháng      năm của Ủy ban nhân dân tỉnh Lào Cai)"
    )


def test_an_annex_is_landscape_and_its_table_repeats_the_heading_on_every_page():
    document = opened(PLAN)
    (table,) = [t for t in document.tables if t._tbl.findall(f".//{qn('w:tblHeader')}")]
    annex_pages = [page for page in pdf(PLAN).pages if float(page.mediabox[2]) > float(page.mediabox[3])]

    assert document.sections[1].page_width.mm == pytest.approx(297, abs=0.1)
    assert len(table._tbl.findall(f".//{qn('w:tblHeader')}")) == 2
    assert len(table._tbl.findall(f".//{qn('w:cantSplit')}")) == 44
    assert len(annex_pages) > 1
    assert all("Cơ quan chủ trì" in page.extract_text() for page in annex_pages)
    assert all("(triệuđồng)" in squeezed(page.extract_text()) for page in annex_pages)


def test_figures_in_tables_are_printed_and_aligned_for_reading():
    document = opened(PLAN)
    cells = [
        p
        for p in document.element.body.iter(qn("w:p"))
        if "1.234,5" in "".join(t.text or "" for t in p.iter(qn("w:t")))
    ]
    style = cells[0].pPr.pStyle.val

    assert next(s.name for s in document.styles if s.style_id == style) == "Ô bảng, số"
    assert "31/03/2027" in docx_text(PLAN)


def test_the_mark_of_a_draft_stands_on_every_page():
    assert all("DỰTHẢO" in squeezed(page.extract_text()) for page in pdf(PLAN).pages)
    headers = [h._element.xml for s in opened(PLAN).sections for h in (s.header, s.first_page_header)]
    assert all('string="DỰ THẢO"' in xml for xml in headers)


def test_hostile_text_is_printed_as_it_is_written():
    paper = replace(PLAN, abstract=HOSTILE, mark="<&'\"", body=(Paragraph(HOSTILE),), annexes=())
    shown = '#strong[x] *đậm* $x^2$ <b>&amp;</b> \\ @ref "nháy" = - + /* // #import "@preview/x" ]})'

    assert shown in docx_text(paper)
    assert squeezed(shown) in squeezed(pdf_text(paper))


def test_tables_begin_at_the_margin_and_their_letters_keep_off_the_lines():
    found = []
    for table in opened(PLAN).element.body.iter(qn("w:tbl")):
        sides = {
            side.tag.split("}")[1]: int(side.get(qn("w:w"))) for side in table.tblPr.find(qn("w:tblCellMar"))
        }
        indent = table.tblPr.find(qn("w:tblInd"))
        assert (0 if indent is None else int(indent.get(qn("w:w")))) == sides[
            "left"
        ]  # else Word hangs it out
        found.append(tuple(sides.items()))

    places = (("left", 0), ("right", 0))
    assert set(found) == {places, (("top", 60), ("left", 80), ("bottom", 60), ("right", 80))}


@settings(max_examples=8)
@given(st.text(max_size=60) | st.just(HOSTILE) | st.just("🙂 漢字"))
def test_no_text_breaks_the_drawing(text: str):
    paper = replace(
        DISPATCH, abstract=text, body=(Paragraph(text), Paragraph("Hết")), addressees=(text,), mark=text[:9]
    )

    assert render_pdf(paper).startswith(b"%PDF")
    assert zipfile.is_zipfile(io.BytesIO(render_docx(paper)))


def test_an_annex_of_a_thousand_rows_is_drawn_in_seconds():
    long = replace(PLAN, annexes=(Annex("Danh mục", (Table(COLUMNS, rows(1000)),)),))
    started = time.process_time()

    render_pdf(long)
    render_docx(long)

    assert time.process_time() - started < 10


def test_parties_of_minutes_sign_side_by_side_above_the_recipients():
    table = opened(MINUTES).tables[-2]
    words = [[p.text for p in cell.paragraphs if p.text] for cell in table.rows[0].cells]
    text = squeezed(pdf_text(MINUTES))

    assert words == [
        ["BÊN GIAO", "(Ký, ghi rõ họ tên)", "Vàng Đức Hà"],
        ["NGƯỜI CHỨNG KIẾN", "(Ký, ghi rõ họ tên)", "Giàng A Phử"],
        ["BÊN NHẬN", "(Ký, ghi rõ họ tên)", "Nguyễn Thị Ẩn"],
    ]
    assert text.index("BÊNGIAO") < text.index("VàngĐứcHà") < text.index("Nơinhận:")
    assert text.count("(Ký,ghirõhọtên)") == 3
