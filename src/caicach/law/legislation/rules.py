"""Bố cục văn bản: the outline of a text and the lines of each clause, from its numbering alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_ROMAN = r"(?:X{0,2}(?:IX|IV|V?I{0,3}))"
_PART = re.compile(r"^Phần thứ (\w+)", re.I)
_SECTION = re.compile(rf"^(?=[IVX])({_ROMAN})(?:\.|-|\s-)\s+\S")
_ARTICLE = re.compile(r"^Điều (\d+)\.", re.I)
_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)(?:\.|-|\))\s*\S")
_LETTERED = re.compile(r"^([a-eg-ik-vxyđ])\)\s*\S")
_MARKDOWN = re.compile(r"\*\*|~~")
_HEADING_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Passage:
    """Một điều khoản: `path` like "II.2.1.a", its text with wraps joined, its lines (1-based, inclusive)."""

    path: str
    text: str
    line_from: int
    line_to: int

    @property
    def heading(self) -> str:
        """The text itself where it is a heading (short, no full stop), else ""."""
        short = len(self.text) <= _HEADING_LENGTH and "\n" not in self.text
        return self.text if short and not self.text.endswith((".", ";")) else ""


@dataclass(frozen=True, slots=True)
class _Mark:
    level: int
    label: str


def lines_of(text: str) -> list[str]:
    """The lines of a source text, as references count them: split at line feeds only, no last empty line."""
    lines = text.split("\n")
    return lines[:-1] if lines and lines[-1] == "" else lines


def outline(text: str) -> list[Passage]:
    """Chia văn bản thành điều khoản: parts, I., 1., 1.1., a), articles; unnumbered text belongs to the one above it.

    Text before the first number is no clause. Paths are made unique by a count ("I.1 (2)") where numbering restarts.
    """
    lines = lines_of(text)
    starts = [(index, mark) for index, line in enumerate(lines) if (mark := _mark(line))]
    passages = []
    trail: list[_Mark] = []
    seen: dict[str, int] = {}
    for position, (index, mark) in enumerate(starts):
        end = starts[position + 1][0] if position + 1 < len(starts) else len(lines)
        trail = [*(above for above in trail if above.level < mark.level), mark]
        passages.append(_passage(_path(trail, seen), lines, index, end))
    return passages


def _mark(line: str) -> _Mark | None:
    bare = _MARKDOWN.sub("", line).strip()
    for level, pattern in ((0, _PART), (1, _SECTION), (1, _ARTICLE), (50, _LETTERED)):
        if match := pattern.match(bare):
            return _Mark(level, match.group(1))
    if match := _NUMBERED.match(bare):
        return _Mark(2 + match.group(1).count("."), match.group(1))
    return None


def _path(trail: Sequence[_Mark], seen: dict[str, int]) -> str:
    """Dotted numbers carry their own way up: under "II", "2", "2.1" the path is "II.2.1"."""
    labels = [mark.label for mark in trail if mark.level > 0]
    kept = [
        label
        for index, label in enumerate(labels)
        if not any(later.startswith(f"{label}.") for later in labels[index + 1 :])
    ]
    path = ".".join(kept) or f"Phần {trail[-1].label}"
    seen[path] = seen.get(path, 0) + 1
    return path if seen[path] == 1 else f"{path} ({seen[path]})"


def _passage(path: str, lines: Sequence[str], start: int, end: int) -> Passage:
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return Passage(path, joined(lines[start:end]), start + 1, end)


def joined(lines: Sequence[str]) -> str:
    """Nối các dòng ngắt cứng: a line goes on unless the one before ends a sentence or is followed by an empty one."""
    return "\n".join(_paragraphs(lines))


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    current: list[str] = []
    for line in lines:
        bare = _MARKDOWN.sub("", line).strip()
        if not bare or (current and current[-1].endswith((".", ";", ":")) and bare.startswith(("-", "+"))):
            if current:
                yield " ".join(current)
            current = []
        if bare:
            current.append(bare)
    if current:
        yield " ".join(current)
