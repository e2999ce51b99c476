"""Đối chiếu tên: the same activity in both blocks, the same target twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from caicach.steering.indicators.rules.numbers import tidy

from ..findings import Code, Finding, Kind, Severity, Where
from ..programme import Programme

NEARLY = 0.7
"""Share of the shorter name's words that two names must begin with in common to be taken for one subject."""


def check_names(programme: Programme) -> Iterator[Finding]:
    """All checks of names; duplicates are notes, for a code is the key of a row and never its name."""
    yield from check_activities(programme)
    yield from check_target_texts(programme)


def check_activities(programme: Programme) -> Iterator[Finding]:
    """Activities of different blocks with the same or nearly the same name."""
    for one, other in combinations(programme.activities, 2):
        if one.block == other.block or not _begin_alike(one.name, other.name):
            continue
        same = _words(one.name) == _words(other.name)
        message = (
            f"Hoạt động {one.code} và {other.code} {'cùng tên' if same else 'gần cùng tên'} nhưng thuộc hai khối: "
            f"“{one.name}” (chủ trì {one.lead}) và “{other.name}” (chủ trì {other.lead}). Giữ riêng từng hoạt động."
        )
        where = Where(Kind.ACTIVITY, one.code, None, one.line)
        yield Finding(Code.DUPLICATE_NAME, Severity.INFO, where, one.code, other.code, message)


def check_target_texts(programme: Programme) -> Iterator[Finding]:
    """A target repeated word for word under another area."""
    for one, other in combinations(programme.targets, 2):
        if one.area != other.area and _words(one.text, "bảo đảm ") == _words(other.text, "bảo đảm "):
            message = f"Chỉ tiêu lặp lại nguyên văn ở hai nội dung (dòng {one.line} và dòng {other.line}): {one.text}"
            where = Where(Kind.OBJECTIVE, other.code, other.target.year, other.line)
            yield Finding(Code.DUPLICATE_NAME, Severity.INFO, where, other.code, one.code, message)


def _words(text: str, opening: str = "") -> tuple[str, ...]:
    lowered = tidy(text).lower().removeprefix(opening)
    return tuple(re.findall(r"\w+", lowered))


def _begin_alike(one: str, other: str) -> bool:
    first, second = _words(one), _words(other)
    common = 0
    for left, right in zip(first, second, strict=False):
        if left != right:
            break
        common += 1
    return common >= NEARLY * min(len(first), len(second))
