"""Bí mật nhà nước: no text that bears a secrecy mark comes in (Luật Bảo vệ bí mật nhà nước 2018, Điều 8).

A mark is recognised by its form, a stamp or a degree, not by the word alone: "bảo mật thông tin", "mật độ",
"mật khẩu" and "danh mục bí mật nhà nước" are ordinary words of open papers.
"""

import re
import unicodedata

from caicach.foundation.kernel.errors import Refused

_DEGREE = re.compile(r"\b(tuyệt|tối)\s+mật\b", re.IGNORECASE)
_WORDED = re.compile(r"(?<!\w)độ\s+mật\b(?!\s+(?:khẩu|mã|thiết|độ)\b)", re.IGNORECASE)
_BRACKETED = re.compile(r"[(\[]\s*mật\s*[)\]]", re.IGNORECASE)
_STAMP = re.compile(r"(?:^|[\n\r.;:])\s*MẬT\s*(?=$|[\n\r.;:,])")


def secrecy_mark(text: str) -> str:
    """The secrecy mark found in the text ("Tối mật", "Độ mật", "MẬT"), or "" when there is none."""
    text = unicodedata.normalize("NFC", text)
    for pattern in (_DEGREE, _WORDED, _BRACKETED, _STAMP):
        if found := pattern.search(text):
            return " ".join(found.group().strip("()[].;: \n\r\t").split())
    return ""


def require_open(**fields: str) -> None:
    """Refuse the first field whose text bears a secrecy mark."""
    for name, text in fields.items():
        if mark := secrecy_mark(text):
            raise Refused(
                f"Nội dung có dấu chỉ độ mật (“{mark}”). Hệ thống không nhận thông tin bí mật nhà nước: hãy xử lý "
                "văn bản này theo quy định bảo vệ bí mật nhà nước; ở đây chỉ ghi số lượng nhiệm vụ mật.",
                field=name,
            )
