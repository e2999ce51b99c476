"""Đối chiếu số thứ tự: codes of activities and tasks, Roman numerals of areas and sections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ..findings import Code, Finding, Kind, Severity, Where
from ..programme import ActivityRow, Heading, Programme, TaskRow

_UNITS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ROMAN = [tens + units for tens in ("", "X", "XX") for units in _UNITS][1:]
_NUMBERED = re.compile(r"(?P<head>.*?)(?P<number>\d+)\.?")


def check_sequences(programme: Programme) -> Iterator[Finding]:
    """All checks of numbering."""
    yield from check_codes(programme.activities, Kind.ACTIVITY, "hoạt động")
    yield from check_codes(programme.tasks, Kind.TASK, "nhiệm vụ")
    yield from check_areas(programme.areas)
    yield from check_sections(programme.sections)


def check_codes(rows: Iterable[ActivityRow | TaskRow], kind: Kind, word: str) -> Iterator[Finding]:
    """Missing numbers between two neighbours of one group: 6.3 → 6.5 lacks 6.4. Found at the later row."""
    groups: dict[str, list[tuple[int, ActivityRow | TaskRow]]] = {}
    for row in rows:
        if match := _NUMBERED.fullmatch(row.code):
            groups.setdefault(match.group("head"), []).append((int(match.group("number")), row))
    for head, numbered in groups.items():
        ordered = sorted(numbered, key=lambda pair: pair[0])
        for (before, earlier), (after, later) in pairwise(ordered):
            for missing in range(before + 1, after):
                code = f"{head}{missing}"
                message = (
                    f"Thiếu {word} số {code}: văn bản đánh số {earlier.code} rồi đến {later.code}"
                    f"{f' (dòng {later.line})' if later.line else ''}."
                )
                where = Where(kind, code, None, later.line)
                yield Finding(Code.SEQUENCE_GAP, Severity.WARNING, where, None, code, message)


def check_areas(areas: Iterable[Heading]) -> Iterator[Finding]:
    """Areas of the money table must be printed I, II, III … in their order."""
    for position, area in enumerate(areas):
        expected = _ROMAN[position] if position < len(_ROMAN) else ""
        if area.printed and area.printed in _ROMAN and area.printed != expected:
            message = f"Nội dung “{area.title}” in số {area.printed}, theo thứ tự phải là {expected}."
            where = Where(Kind.AREA, area.code, None, area.line)
            yield Finding(Code.SEQUENCE_GAP, Severity.WARNING, where, area.printed, expected, message)


def check_sections(sections: Iterable[Heading]) -> Iterator[Finding]:
    """Sections I, II, III … of the text without a jump; numbering may start again at I in a new part."""
    numbered = [(section, _ROMAN.index(section.printed)) for section in sections if section.printed in _ROMAN]
    for (earlier, before), (later, after) in pairwise(numbered):
        for missing in range(before + 1, after):
            code = _ROMAN[missing]
            message = f"Thiếu mục {code}: sau mục {earlier.printed} là mục {later.printed} “{later.title}”."
            where = Where(Kind.SECTION, code, None, later.line)
            yield Finding(Code.SEQUENCE_GAP, Severity.WARNING, where, later.printed, code, message)
