"""Paragraphs and clause numbers of a paper (điều, khoản, điểm), with their places in its text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# From the outermost level of an outline to the innermost (Decree 30/2020/NĐ-CP, annex I, part II).
_MARKERS = (
    ("part", re.compile(r"(?:Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC)\s+(?:thứ\s+\w+|[IVXLC]+|\d+)\b[.:]?")),
    ("roman", re.compile(r"(?=[IVX])X{0,2}(?:IX|IV|V?I{0,3})[.)]?(?=[.)]|\s+[A-ZÀ-ỸĐ])[.)]?")),
    ("article", re.compile(r"Điều\s+\d+[.:]?")),
    ("arabic", re.compile(r"\d{1,2}(?:[.)]|\s*[-–]\s)(?!\d)")),
    ("decimal", re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}[.)]?(?=\s+[A-ZÀ-ỸĐ“\"])")),
    ("letter", re.compile(r"[a-zđ](?:\.\d{1,2})?[.)]")),
    ("dash", re.compile(r"[-–—](?=\s|[A-ZÀ-ỸĐ])")),
    ("plus", re.compile(r"[+•*](?=\s|[A-ZÀ-ỸĐ])")),
)
_ORDER = {name: depth for depth, (name, _) in enumerate(_MARKERS)}
_DEEPEST = len(_MARKERS)


@dataclass(frozen=True, slots=True)
class Clause:
    """A paragraph: `path` is its number with those above it ("II.2.a"), `depth` its level in the outline.

    `start` and `end` bound the words without the marker in the text of the whole paper. A paragraph
    without a number belongs to the clause before it: the same path, and `numbered` is false.
    """

    path: str
    depth: int
    numbered: bool
    text: str
    start: int
    end: int


def clauses(text: str) -> Iterator[Clause]:
    """Yield the paragraphs of the text; each line is a paragraph, a blank line none."""
    open_above: list[tuple[int, str]] = []
    depth = -1
    for match in re.finditer(r"[^\n]+", text):
        start, end = _trimmed(text, match.start(), match.end())
        if start == end:
            continue
        marked = _marker(text, start, end)
        if marked:
            depth, label, start = marked
            open_above = [pair for pair in open_above if pair[0] < depth] + [(depth, label)]
        yield Clause(_path(open_above), depth, marked is not None, text[start:end], start, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    whole = text[start:end]
    return start + len(whole) - len(whole.lstrip()), end - (len(whole) - len(whole.rstrip()))


def _marker(text: str, start: int, end: int) -> tuple[int, str, int] | None:
    """Return (depth, label, where the words begin) when the paragraph starts with a number."""
    for name, pattern in sorted(_MARKERS, key=lambda marker: marker[0] == "arabic"):
        match = pattern.match(text, start, end)
        if match and match.end() > start:
            words = match.end()
            while words < end and text[words] in " \t\xa0.":
                words += 1
            return _depth(name, match.group()), _label(name, match.group()), words
    return None


def _depth(name: str, marker: str) -> int:
    return _ORDER[name] * 10 + (marker.count(".") if name == "decimal" else 0)


def _label(name: str, marker: str) -> str:
    if name in ("dash", "plus"):
        return ""
    return " ".join(marker.split()).rstrip(".):- –")


def _path(open_above: list[tuple[int, str]]) -> str:
    """Return the number with those above it; "2.1" already says that it stands under "2"."""
    path: list[str] = []
    for _, label in open_above:
        if path and label.startswith(f"{path[-1]}."):
            path.pop()
        if label:
            path.append(label)
    return ".".join(path)
