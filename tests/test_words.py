"""Words on screen: no template and no text of the program uses a word that docs/glossary.md forbids."""

import ast
import re
import unicodedata
from pathlib import Path

import pytest

from caicach.foundation.kernel.home import CHECKOUT

SOURCE = CHECKOUT / "src" / "caicach"
GLOSSARY = CHECKOUT / "docs" / "glossary.md"

RIGHT_ELSEWHERE = {
    "dự án": "an investment project is a dự án; only a programme is not",
    "mảng": "part of other words: mảng xám",
    "khu vực": "khu vực nông thôn, khu vực công are geography and economy",
    "công việc": "bàn giao công việc is the term of the hand-over decree",
    "task": "identifiers of the code, never shown",
    "chủ quản": "cơ quan chủ quản is the parent agency on the letterhead (NĐ 30/2020)",
    "hỗ trợ": "support of users and of enterprises",
    "tồn đọng": "hồ sơ tồn đọng is the term of the one-stop decree",
    "lỗi": "an error in a file or a form",
    "vấn đề": "a topic in quoted texts",
    "từ chối": "an invitation or a sign-in is refused; an assignment is returned",
    "đóng": "close a window, closing time of an office",
    "xong": "part of instructions: đăng nhập xong",
    "trễ": "part of other words",
    "thúc": "kết thúc, chính thức",
    "xóa": "a draft or a file is deleted",
    "thay thế": "a paper replaces a paper (văn bản thay thế)",
    "dịch vụ": "dịch vụ công trực tuyến is a term of its own",
    "đơn": "cơ quan, đơn vị",
    "file": "identifiers of the code, never shown",
    "hủy": "hủy bỏ quyết định is a term of the law on documents",
    "nhật ký": "the audit log is nhật ký hệ thống",
    "upload": "identifiers of the code, never shown",
    "template": "identifiers of the code, never shown",
    "khiếu nại": "named in rules and plans: giải quyết khiếu nại, tố cáo",
    "tố cáo": "as khiếu nại",
    "khá": "part of sentences: khá nhiều",
    "giỏi": "ratings in quoted texts before 2020",
    "mã": "mã đơn vị, mã số thống kê",
    "cc": "part of CCHC; as a word of its own it is looked for as CC:",
    "gộp": "đơn vị gộp dòng in the reading of spreadsheets",
    "dự báo": "forecast of a target at the end of the year; the estimate of a report is số ước",
    "quản trị viên": "the person who runs the system",
    "bằng chứng": "the proof that an event is in the log; evidence of work is tài liệu kiểm chứng",
    "hóa đơn": "spending papers name invoices",
    "liên tỉnh": "roads and hospitals between provinces",
}
"""Words that the glossary forbids for one term and that are right for another, with the reason."""

RIGHT_PHRASES = ("bàn giao việc",)
"""Phrases that contain a forbidden word and mean something else: hand-over of open work."""

PROSE = {"one word for both", "one word for three", "mixing them", '"xã" for all'}

ATTRIBUTES = re.compile(r"(?:aria-label|title|placeholder|alt|value)\s*=\s*\"([^\"]*)\"")
NOT_SHOWN = re.compile(
    r"{% comment %}.*?{% endcomment %}|<script.*?</script>|<style.*?</style>|{#.*?#}", re.DOTALL
)
TAGS = re.compile(r"{%.*?%}|{{.*?}}|<[^>]*>", re.DOTALL)
QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")


def forbidden() -> set[str]:
    """The third column of the glossary, without remarks in brackets and what is prose."""
    words = set()
    for line in GLOSSARY.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|") or len(cells) != 3 or cells[2] in ("Never", "---"):
            continue
        plain = re.sub(r"\([^)]*\)", "", cells[2]).replace(" alone", "")
        words |= {part.strip().casefold() for part in plain.split(",")} - PROSE
    return {unicodedata.normalize("NFC", word) for word in words if word} - {w.casefold() for w in PROSE}


CHECKED = sorted(forbidden() - set(RIGHT_ELSEWHERE))


def vietnamese(text: str) -> bool:
    """Whether a string of the program is meant for people: it has letters beyond ASCII."""
    return any(ord(letter) > 0xBF for letter in text)


def shown_by_template(text: str) -> str:
    """The words a template shows: text, attributes that are read out, texts inside of tags."""
    text = NOT_SHOWN.sub(" ", text)
    spoken = [*ATTRIBUTES.findall(text)]
    spoken += [
        one or two
        for tag in re.findall(r"{[%{].*?[%}]}", text, re.DOTALL)
        for one, two in QUOTED.findall(tag)
    ]
    return " \n ".join([TAGS.sub(" ", text), *spoken])


def shown_by_module(source: str) -> str:
    """The Vietnamese strings of a module, docstrings left out."""
    tree = ast.parse(source)
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    strings = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented
    ]
    return " \n ".join(text for text in strings if vietnamese(text))


def shown() -> dict[str, str]:
    """What each template and module of the platform shows, lower case, NFC."""
    texts: dict[Path, str] = {}
    for template in [*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]:
        texts[template] = shown_by_template(template.read_text())
    for module in SOURCE.rglob("*.py"):
        if "migrations" not in module.parts:
            texts[module] = shown_by_module(module.read_text())
    return {str(path.relative_to(SOURCE)): _read_aloud(text) for path, text in texts.items()}


def _read_aloud(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).casefold()
    for phrase in RIGHT_PHRASES:
        plain = plain.replace(phrase, "")
    return plain


TEXTS = shown()


def test_the_glossary_forbids_words_and_most_are_looked_for():
    assert {"minh chứng", "deadline", "kpi", "hạn chót", "trễ hạn", "sla", "phòng ban"} <= set(CHECKED)
    assert len(CHECKED) >= 30


def test_every_exception_is_a_word_of_the_glossary_with_a_reason():
    assert sorted(set(RIGHT_ELSEWHERE) - forbidden()) == []
    assert all(len(reason) > 10 for reason in RIGHT_ELSEWHERE.values())


@pytest.mark.parametrize("word", CHECKED)
def test_no_text_on_screen_uses_the_forbidden_word(word):
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")

    assert [place for place, text in TEXTS.items() if pattern.search(text)] == []


def test_text_is_found_where_people_see_it():
    template = '<p title="một">hai</p>{% card title="ba" %}{# bốn #}<script>năm</script>{% endcard %}'
    module = '"""Không."""\nLABEL = "sáu ở đây"\nKEY = "deadline"\n'

    assert [word in shown_by_template(template) for word in ("một", "hai", "ba", "bốn", "năm")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert shown_by_module(module) == "sáu ở đây"
