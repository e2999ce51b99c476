"""Words of a search and of an index (từ khóa). Plain Python."""

import re

from caicach.foundation.kernel.text import fold

# What officials write short, and in full: a row that has one is found by the other.
ABBREVIATIONS = {
    "bch": "ban chấp hành",
    "btv": "ban thường vụ",
    "cbcc": "cán bộ, công chức",
    "cbccvc": "cán bộ, công chức, viên chức",
    "cchc": "cải cách hành chính",
    "cds": "chuyển đổi số",
    "cntt": "công nghệ thông tin",
    "cp": "Chính phủ",
    "csdl": "cơ sở dữ liệu",
    "dvc": "dịch vụ công",
    "dvctt": "dịch vụ công trực tuyến",
    "dn": "doanh nghiệp",
    "gddt": "giáo dục và đào tạo",
    "gtvt": "giao thông vận tải",
    "hdnd": "hội đồng nhân dân",
    "khcn": "khoa học và công nghệ",
    "khdt": "kế hoạch và đầu tư",
    "ktxh": "kinh tế - xã hội",
    "kstthc": "kiểm soát thủ tục hành chính",
    "ldtbxh": "lao động, thương binh và xã hội",
    "mttq": "mặt trận tổ quốc",
    "ngsp": "nền tảng tích hợp, chia sẻ dữ liệu",
    "nnmt": "nông nghiệp và môi trường",
    "nnptnt": "nông nghiệp và phát triển nông thôn",
    "pakn": "phản ánh, kiến nghị",
    "qd": "quyết định",
    "sipas": "chỉ số hài lòng về sự phục vụ hành chính",
    "snv": "sở nội vụ",
    "stp": "sở tư pháp",
    "stc": "sở tài chính",
    "tnmt": "tài nguyên và môi trường",
    "tttt": "thông tin và truyền thông",
    "tthc": "thủ tục hành chính",
    "ttpvhcc": "trung tâm phục vụ hành chính công",
    "tw": "trung ương",
    "ubnd": "ủy ban nhân dân",
    "ubmttq": "ủy ban mặt trận tổ quốc",
    "vhttdl": "văn hóa, thể thao và du lịch",
    "vp": "văn phòng",
    "vtlt": "văn thư, lưu trữ",
}
MOST_WORDS = 12
LONGEST = 200
_WORD = re.compile(r"[a-z0-9]+")


def words(text: str) -> list[str]:
    """Return the words of the text in lower case without diacritics: "UBND xã Mường Hum" → ubnd xa muong hum."""
    return _WORD.findall(fold(text))


_FULL = {short: " ".join(words(full)) for short, full in ABBREVIATIONS.items()}


def indexed(text: str) -> str:
    """Return the words to index: those of the text, each abbreviation in full as well, and the other way."""
    found = words(text)
    line = f" {' '.join(found)} "
    more = [_FULL[word] for word in dict.fromkeys(found) if word in _FULL]
    more += [short for short, full in _FULL.items() if f" {full} " in line]
    return " ".join([*found, *more])


def query(text: str) -> str:
    """Return the text as a `tsquery`: all words, each as the beginning of a word; "" when there is none.

    What a person types is data: nothing but letters and digits reaches the query.
    """
    return " & ".join(f"{word}:*" for word in dict.fromkeys(words(text[:LONGEST])[:MOST_WORDS]))


def has_marks(text: str) -> bool:
    """Tell whether the text was typed with Vietnamese marks: then rows that have them too come first."""
    return fold(text) != text.lower()
