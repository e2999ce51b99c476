"""Đối chiếu tên: the same activity in both blocks, the same target twice."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from caicach.steering.indicators.rules.numbers import tidy

from ..findings import Code, Finding, Kind, Severity, Where
from ..programme import ActivityRow, Programme, TargetRow

Words = tuple[str, ...]

NEARLY = 0.7
"""Share of the shorter name's words that two names must begin with in common to be taken for one subject."""

MOST_NAMESAKES = 3
"""Namesakes told of one activity: what all names have in common is no finding."""


def check_names(programme: Programme) -> Iterator[Finding]:
    """All checks of names; duplicates are notes, for a code is the key of a row and never its name."""
    yield from check_activities(programme)
    yield from check_target_texts(programme)


def check_activities(programme: Programme) -> Iterator[Finding]:
    """Activities of different blocks with the same or nearly the same name; at most three namesakes each."""
    positions = {row.code: position for position, row in enumerate(programme.activities)}
    found: set[tuple[int, int]] = set()
    for block in {row.block for row in programme.activities}:
        inside = [row for row in programme.activities if row.block == block]
        outside = sorted((_words(r.name), r.code) for r in programme.activities if r.block != block)
        for row in inside:
            for code in _beginning_like(_words(row.name), outside):
                pair = sorted((positions[row.code], positions[code]))
                found.add((pair[0], pair[1]))
    for first, second in sorted(found):
        yield _namesakes(programme.activities[first], programme.activities[second])


def _namesakes(one: ActivityRow, other: ActivityRow) -> Finding:
    same = _words(one.name) == _words(other.name)
    message = (
        f"Hoạt động {one.code} và {other.code} {'cùng tên' if same else 'gần cùng tên'} nhưng thuộc hai khối: "
        f"“{one.name}” (chủ trì {one.lead}) và “{other.name}” (chủ trì {other.lead}). Giữ riêng từng hoạt động."
    )
    where = Where(Kind.ACTIVITY, one.code, None, one.line)
    return Finding(Code.DUPLICATE_NAME, Severity.INFO, where, one.code, other.code, message)


def _beginning_like(words: Words, others: Sequence[tuple[Words, str]]) -> list[str]:
    """Codes of names at least as long that begin with most of these words; `others` is sorted."""
    needed = words[: math.ceil(NEARLY * len(words))]
    codes: list[str] = []
    for place in range(bisect_left(others, (needed, "")), len(others)):
        candidate, code = others[place]
        if candidate[: len(needed)] != needed or len(codes) == MOST_NAMESAKES:
            break
        if len(candidate) >= len(words):
            codes.append(code)
    return codes


def check_target_texts(programme: Programme) -> Iterator[Finding]:
    """A target repeated word for word under another area."""
    first_with: dict[Words, TargetRow] = {}
    for other in programme.targets:
        one = first_with.setdefault(_words(other.text, "bảo đảm "), other)
        if one.area != other.area:
            message = f"Chỉ tiêu lặp lại nguyên văn ở hai nội dung (dòng {one.line} và dòng {other.line}): {one.text}"
            where = Where(Kind.OBJECTIVE, other.code, other.target.year, other.line)
            yield Finding(Code.DUPLICATE_NAME, Severity.INFO, where, other.code, one.code, message)


def _words(text: str, opening: str = "") -> Words:
    lowered = tidy(text).lower().removeprefix(opening)
    return tuple(re.findall(r"\w+", lowered))
