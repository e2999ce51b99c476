"""Text of a PDF: lines joined into the paragraphs that they were."""

import io
import re
import time
import unicodedata
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from caicach.foundation.kernel.errors import Refused

MOST_PAGES = 200
LONGEST = 20.0  # seconds for one paper
# what pypdf raises on files that are broken, by accident or on purpose
_BROKEN = (
    PyPdfError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    RecursionError,
    AssertionError,
    OSError,
    NotImplementedError,
)
_PAGE_NUMBER = re.compile(r"(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?", re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?:(?:Phần|Chương|Mục|Điều)\s+[\dIVXLC]+|[IVX]{1,5}[.)]\s|\d{1,2}(?:\.\d{1,2}){0,3}[.)]\s|[a-zđ]\)\s|[-–+•]\s"
    r"|Nơi nhận|Kính gửi|Căn cứ|Số\s*:)"
)
_ENDS = (".", ";", ":", "./.", "?", "!")
_FULL_LINE = 0.7  # of the longest usual line: a shorter one ends its paragraph


def pdf_paragraphs(content: bytes) -> list[str]:
    """Return the paragraphs of a PDF with text; refuse passwords, too many pages, broken files."""
    until = time.monotonic() + LONGEST
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi tải lên.")
        if len(reader.pages) > MOST_PAGES:
            raise Refused(f"Tệp PDF có hơn {MOST_PAGES} trang. Hãy chỉ tải phần cần đọc.")
        lines = [line for page in reader.pages for line in _page_lines(page.extract_text(), until)]
    except _BROKEN as error:
        raise Refused("Tệp PDF hỏng, không đọc được. Hãy xuất lại PDF hoặc dán nội dung.") from error
    return list(joined(lines))


def _page_lines(text: str, until: float) -> Iterator[str]:
    if time.monotonic() > until:
        raise Refused("Tệp PDF quá phức tạp, đọc quá lâu. Hãy dán nội dung cần đọc.")
    lines = [" ".join(raw.split()) for raw in unicodedata.normalize("NFC", text).splitlines()]
    filled = [line for line in lines if line]
    for index, line in enumerate(filled):
        # a mark across the page ("DỰ THẢO") may stand before the number
        at_edge = index in (0, 1, len(filled) - 1)
        if not (at_edge and _PAGE_NUMBER.fullmatch(line)):
            yield line


def joined(lines: list[str]) -> Iterator[str]:
    """Yield paragraphs: a line goes on in the next unless it ends a sentence short, or the next begins a clause."""
    usual = sorted(map(len, lines))[int(len(lines) * 0.8)] if lines else 0
    paragraph = last = ""
    for line in lines:
        if paragraph and _goes_on(paragraph, last, line, usual):
            paragraph = f"{paragraph} {line}"
        else:
            if paragraph:
                yield paragraph
            paragraph = line
        last = line
    if paragraph:
        yield paragraph


def _goes_on(paragraph: str, last: str, line: str, usual: int) -> bool:
    if _CLAUSE.match(line):
        return False
    if line[0].islower() or paragraph.endswith((",", " -", "(")):
        return True
    if paragraph.endswith(_ENDS) or paragraph.isupper() != line.isupper():
        return False
    return len(last) >= usual * _FULL_LINE
