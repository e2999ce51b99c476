"""What kind of paper it is, and its limits."""

from dataclasses import dataclass
from typing import IO

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.papers.reading.pdf_text import pdf_paragraphs
from caicach.foundation.papers.reading.word_text import word_paragraphs
from caicach.foundation.papers.sheets.delimited import decoded
from caicach.foundation.papers.sheets.limits import MEGABYTE, Limits, require_size

LIMITS = Limits(max_bytes=20 * MEGABYTE, max_unpacked=100 * MEGABYTE)
MOST_CHARACTERS = 2_000_000
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The paragraphs of a paper, in NFC, with the numbers that a text program gave them; none is blank."""

    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """One paragraph a line."""
        return "\n".join(self.paragraphs)


def read_document(file: bytes | IO[bytes], limits: Limits = LIMITS) -> DocumentText:
    """Take the text out of a DOCX, a PDF with text, or plain text (đọc văn bản).

    Raises Refused, in plain words, for scans, passwords, old .doc files, bombs and broken files.
    """
    content = file if isinstance(file, bytes) else file.read(limits.max_bytes + 1)
    require_size(len(content), limits)
    paragraphs = tuple(_paragraphs(content, limits))
    if not paragraphs:
        raise Refused("Văn bản không có chữ để đọc. Nếu là bản quét, hãy dán nội dung hoặc dùng bản có chữ.")
    if sum(map(len, paragraphs)) > MOST_CHARACTERS:
        raise Refused("Văn bản quá dài. Hãy chỉ tải phần cần đọc.")
    return DocumentText(paragraphs)


def _paragraphs(content: bytes, limits: Limits) -> list[str]:
    if content.startswith(b"PK"):
        return word_paragraphs(content, limits)
    if b"%PDF-" in content[:1024]:
        return pdf_paragraphs(content)
    if content.startswith(_OLE):
        raise Refused("Tệp .doc kiểu cũ hoặc có mật khẩu. Hãy lưu lại thành .docx không mật khẩu.")
    text = decoded(content)
    strange = sum(not c.isprintable() and c not in "\n\r\t\f\ufeff\xa0\u200b" for c in text)
    if strange > len(text) // 100:
        raise Refused("Chỉ đọc được tệp DOCX, PDF có chữ, hoặc văn bản thuần.")
    return [line for line in (" ".join(raw.split()) for raw in text.splitlines()) if line]
