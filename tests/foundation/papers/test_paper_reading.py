"""Text of papers that people bring."""

import io
import zipfile
from contextlib import suppress
from dataclasses import replace

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.papers.docx import render_docx
from caicach.foundation.papers.paper import Level, Paragraph, Point
from caicach.foundation.papers.pdf import render_pdf
from caicach.foundation.papers.reading import read_document
from caicach.foundation.papers.reading.pdf_text import joined
from caicach.work.assignments.rules.conclusions import propose_tasks
from tests.foundation.papers.sample_papers import DECISION, PLAN

CONCLUSION = replace(
    DECISION,
    title="Thông báo",
    abstract="Kết luận của Chủ tịch UBND tỉnh (văn bản mẫu)",
    body=(
        Paragraph("Sau khi nghe báo cáo, Chủ tịch UBND tỉnh kết luận như sau:"),
        Point(
            Level.ARABIC,
            "Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính xây dựng Kế hoạch cải cách hành chính năm 2027, "
            "trình Ủy ban nhân dân tỉnh trước ngày 15/12/2026.",
        ),
        Point(Level.ARABIC, "Sở Tư pháp rà soát thủ tục hành chính, hoàn thành trong quý I/2027."),
    ),
)


@pytest.mark.parametrize("render", [render_docx, render_pdf])
def test_a_conclusion_dropped_as_docx_or_pdf_gives_its_assignments(render):
    text = read_document(render(CONCLUSION)).text

    tasks = propose_tasks(text)

    assert [(task.clause, [unit.text for unit in task.lead], str(task.due.due_on)) for task in tasks] == [
        ("1", ["Sở Nội vụ"], "2026-12-15"),
        ("2", ["Sở Tư pháp"], "2027-03-31"),
    ]
    assert tasks[0].product == "Kế hoạch cải cách hành chính năm 2027"


def test_a_plain_text_is_read_line_by_line():
    assert read_document("Dòng một\n\n  Dòng   hai ".encode()).paragraphs == ("Dòng một", "Dòng hai")


def word(fill) -> bytes:
    document = Document()
    fill(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_numbers_that_word_prints_itself_are_part_of_the_text():
    def fill(document):
        document.add_paragraph("Giao Sở Nội vụ", style="List Number")
        document.add_paragraph("Giao Sở Tư pháp", style="List Number")
        document.add_paragraph("Một gạch", style="List Bullet")

    assert read_document(word(fill)).paragraphs == ("1. Giao Sở Nội vụ", "2. Giao Sở Tư pháp", "- Một gạch")


def test_text_of_tables_is_read_and_deleted_text_is_not():
    def fill(document):
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 0).text, table.cell(0, 1).text = "Trái", "Phải"
        paragraph = document.add_paragraph("Còn lại")
        deleted = paragraph._p.makeelement(f"{W}del", {})
        run = paragraph.add_run(" đã xóa")
        paragraph._p.replace(run._r, deleted)
        deleted.append(run._r)

    assert read_document(word(fill)).paragraphs == ("Trái", "Phải", "Còn lại")


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_lines_of_a_pdf_are_joined_into_paragraphs():
    lines = [
        "1. Giao Sở Nội vụ chủ trì, phối hợp với các cơ quan có liên quan xây",
        "dựng Kế hoạch cải cách hành chính của tỉnh năm 2027, trình Ủy ban nhân dân",
        "tỉnh xem xét.",
        "2. Sở Tư pháp rà soát.",
        "a) Thủ tục hành chính;",
        "KẾT LUẬN",
        "Các cơ quan thực hiện nghiêm túc.",
    ]

    assert list(joined(lines)) == [" ".join(lines[:3]), *lines[3:]]


def test_pages_are_read_on_without_their_numbers():
    paragraphs = read_document(render_pdf(PLAN)).paragraphs

    assert not {"2", "3"} & set(paragraphs)


def locked() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(render_pdf(DECISION))))
    writer.encrypt("mat-khau", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def blank(pages: int) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        package.writestr("word/document.xml", b" " * 60_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: b"", "Tệp rỗng"),
        (locked, "mật khẩu"),
        (lambda: blank(1), "không có chữ"),
        (lambda: blank(201), "hơn 200 trang"),
        (lambda: b"%PDF-1.7\nbroken", "PDF hỏng|không có chữ"),
        (bomb, "tỷ lệ nén bất thường"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"\x00" * 50, "doc kiểu cũ"),
        (lambda: b"\x00\x01\x02\x03" * 20, "Chỉ đọc được"),
        (lambda: b"x" * (20 * 1024 * 1024 + 1), "lớn hơn mức cho phép 20 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_in_plain_words(content, words: str):
    with pytest.raises(Refused, match=words):
        read_document(content())


def test_an_entity_in_a_word_file_gives_nothing():
    body = "<w:body><w:p><w:r><w:t>x&a;</w:t></w:r></w:p></w:body>"
    xml = f'<!DOCTYPE d [<!ENTITY a "aaaa">]><w:document xmlns:w="{W[1:-1]}">{body}</w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", xml)

    assert "aaaa" not in read_document(out.getvalue()).text


@settings(max_examples=40)
@given(st.integers(0, 4000), st.binary(min_size=1, max_size=40))
def test_a_damaged_pdf_is_read_or_refused_but_never_breaks(place: int, damage: bytes):
    content = PDF[:place] + damage + PDF[place + len(damage) :]

    with suppress(Refused):
        assert read_document(content).paragraphs


PDF = render_pdf(DECISION)
