"""What a file is by its content, and under what name it is kept. Plain Python."""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import IO

import puremagic

from caicach.foundation.kernel.errors import Refused

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What the platform keeps, and the ending that each type carries. Everything else is refused.
ENDINGS = {
    "application/pdf": ("pdf",),
    DOCX: ("docx",),
    XLSX: ("xlsx",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "text/plain": ("txt",),
    "text/csv": ("csv",),
}
ALLOWED_WORDS = "PDF (kể cả PDF đã ký số), DOCX, XLSX, PNG, JPEG, TXT, CSV"
_HEAD = 64 * 1024
_MAX_PARTS, _MAX_UNPACKED, _MAX_RATIO = 5_000, 500 * 1024 * 1024, 250
_LONGEST_NAME = 150
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+')


@dataclass(frozen=True, slots=True)
class Reference:
    """Evidence kept elsewhere: number and symbol, day (ISO or ""), issuer, link."""

    number: str = ""
    issued_on: str = ""
    issuer: str = ""
    link: str = ""


def media_type(content: IO[bytes], name: str) -> str:
    """Return the type of the content, found in the content itself; `name` only tells CSV from text.

    Raises Refused for a type outside the allow-list, an Office file with macros, and a zip bomb.
    """
    content.seek(0)
    head = content.read(_HEAD)
    if not head:
        raise Refused("Tệp rỗng. Hãy kiểm tra lại tệp rồi tải lên.", field="file")
    found = _office(content) if head.startswith(b"PK") else _simple(head, name)
    content.seek(0)
    if found not in ENDINGS:
        raise Refused(f"Loại tệp này không được phép. Các loại được phép: {ALLOWED_WORDS}.", field="file")
    return found


def _simple(head: bytes, name: str) -> str:
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    try:
        guess = puremagic.from_string(head, mime=True)
    except puremagic.PureError:
        guess = ""
    if guess in ("image/png", "image/jpeg"):
        return guess
    if _is_text(head) and not guess.startswith(("image/", "application/")):
        return "text/csv" if name.lower().endswith(".csv") else "text/plain"
    return guess or "application/octet-stream"


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in head:
        return False
    try:
        # the head may end inside a letter
        head[:-4].decode("utf-8") if len(head) == _HEAD else head.decode("utf-8")
    except UnicodeDecodeError:
        return all(byte >= 32 or byte in b"\t\n\r\f" for byte in head)
    return True


def _office(content: IO[bytes]) -> str:
    content.seek(0)
    try:
        entries = zipfile.ZipFile(content).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused("Tệp hỏng, không mở được. Hãy lưu lại tệp rồi tải lên.", field="file") from error
    _require_no_bomb(entries)
    names = {entry.filename.lower() for entry in entries}
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise Refused("Tệp chứa macro, không được phép. Hãy lưu lại dạng không có macro.", field="file")
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else "application/zip"


def _require_no_bomb(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    swollen = unpacked > 20 * 1024 * 1024 and unpacked > _MAX_RATIO * max(packed, 1)
    if len(entries) > _MAX_PARTS or unpacked > _MAX_UNPACKED or swollen:
        raise Refused("Tệp nén có kích thước bất thường, không được nhận để bảo đảm an toàn.", field="file")


def safe_name(name: str, media: str) -> str:
    """Return the name without folders, control and bidi characters, with the ending of its type."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    tidy = " ".join(_FORBIDDEN.sub(" ", last).split()).strip(". ")
    stem, dot, ending = tidy.rpartition(".")
    endings = ENDINGS[media]
    if dot and ending.lower() in endings:
        return f"{stem[:_LONGEST_NAME].strip('. ') or 'tep'}.{ending.lower()}"
    kept = stem if dot and len(ending) <= 5 else tidy
    return f"{kept[:_LONGEST_NAME].strip('. ') or 'tep'}.{endings[0]}"
