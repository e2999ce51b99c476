"""What content may be kept, and under what name."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.foundation.files.rules import DOCX, ENDINGS, XLSX, media_type, safe_name
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.papers.docx import render_docx
from caicach.foundation.papers.pdf import render_pdf
from caicach.foundation.papers.sheets import write_table
from tests.foundation.papers.sample_papers import DISPATCH

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 40
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40


def package(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (lambda: render_pdf(DISPATCH), "a.pdf", "application/pdf"),
        (lambda: render_docx(DISPATCH), "a.docx", DOCX),
        (lambda: write_table(["A"], [(1,)]), "a.xlsx", XLSX),
        (lambda: PNG, "a.png", "image/png"),
        (lambda: JPEG, "a.jpg", "image/jpeg"),
        ("Kết luận của Chủ tịch".encode, "a.txt", "text/plain"),
        ("STT,Nhiệm vụ\n1,Rà soát\n".encode, "a.csv", "text/csv"),
        (lambda: "STT,Nhiệm vụ\n".encode("utf-16"), "a.csv", "text/csv"),
        (lambda: PNG, "gia-mao.pdf", "image/png"),
    ],
)
def test_the_type_is_found_in_the_content(content, name: str, found: str):
    assert media_type(io.BytesIO(content()), name) == found


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Tệp rỗng"),
        (b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 64, "không được phép"),
        (b"\x7fELF" + b"\x00" * 64, "không được phép"),
        (b"<html><script>alert(1)</script></html>", ""),
        (b"GIF89a" + b"\x00" * 64, "không được phép"),
        (b"PK\x03\x04 broken", "Tệp hỏng"),
        (package(a=b"x"), "không được phép"),
    ],
)
def test_other_content_is_refused_whatever_it_is_called(content: bytes, words: str):
    if not words:
        # markup is text like any other: it is only ever handed out as a plain download
        assert media_type(io.BytesIO(content), "bao-cao.pdf") == "text/plain"
        return
    with pytest.raises(Refused, match=words):
        media_type(io.BytesIO(content), "bao-cao.pdf")


def test_an_office_file_with_macros_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("xl/workbook.xml", "<x/>")
        made.writestr("xl/vbaProject.bin", b"x")

    with pytest.raises(Refused, match="macro"):
        media_type(out, "bang.xlsx")


def test_a_zip_bomb_is_refused_without_being_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        made.writestr("xl/workbook.xml", b"\x00" * 60_000_000)

    with pytest.raises(Refused, match="kích thước bất thường"):
        media_type(out, "bang.xlsx")


@pytest.mark.parametrize(
    ("name", "media", "safe"),
    [
        ("Báo cáo quý IV.pdf", "application/pdf", "Báo cáo quý IV.pdf"),
        ("..\\..\\etc/passwd", "text/plain", "passwd.txt"),
        ("C:\\Users\\x\\Kế hoạch.DOCX", DOCX, "Kế hoạch.docx"),
        ("anh.pdf", "image/png", "anh.png"),
        ("a\u202efdp.exe", "application/pdf", "a fdp.pdf"),
        ("   ", "image/jpeg", "tep.jpg"),
        ("x" * 400 + ".csv", "text/csv", "x" * 150 + ".csv"),
        ("1.2. Biểu tổng hợp", XLSX, "1.2. Biểu tổng hợp.xlsx"),
    ],
)
def test_a_name_is_kept_readable_and_harmless(name: str, media: str, safe: str):
    assert safe_name(name, media) == safe


@given(st.text(max_size=300), st.sampled_from(sorted(ENDINGS)))
def test_any_name_becomes_one_that_ends_with_its_type(name: str, media: str):
    safe = safe_name(name, media)

    assert safe.endswith(tuple(f".{ending}" for ending in ENDINGS[media]))
    assert not set(safe) & set('\\/:*?"<>|\n\r\t\x00')
    assert 0 < len(safe) <= 156
