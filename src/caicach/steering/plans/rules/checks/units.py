"""Đối chiếu cơ quan, đơn vị: leads that the directory does not know on the day of issue."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..findings import Code, Finding, Kind, Severity, Where
from ..programme import ActivityRow, Programme, TaskRow

_DISTRICTS = re.compile(r"\b(\d+)\s+huyện\b", re.I)


@dataclass(frozen=True, slots=True)
class Directory:
    """Danh mục cơ quan, đơn vị tại một ngày: names in a printed text that it does not know, districts by kind."""

    unknown: Callable[[str], Sequence[str]]
    districts: Mapping[str, int] = field(default_factory=dict)


def check_units(programme: Programme, directory: Directory) -> Iterator[Finding]:
    """Leads unknown on the day, once for each name; and "9 huyện" where there are towns and cities among them."""
    seen: dict[str, list[ActivityRow | TaskRow]] = {}
    rows: list[ActivityRow | TaskRow] = [*programme.activities, *programme.tasks]
    for row in rows:
        for name in directory.unknown(row.lead) if row.lead else ():
            seen.setdefault(name, []).append(row)
    for name, found in seen.items():
        yield _unknown(name, found)
    for activity in programme.activities:
        yield from _districts(activity, directory)


def _unknown(name: str, rows: list[ActivityRow | TaskRow]) -> Finding:
    first = rows[0]
    kind = Kind.ACTIVITY if isinstance(first, ActivityRow) else Kind.TASK
    codes = ", ".join(row.code for row in rows)
    message = f"Cơ quan chủ trì “{name}” chưa có trong danh mục tại ngày ban hành (dòng có mã {codes})."
    where = Where(kind, first.code, None, first.line)
    return Finding(Code.UNIT_UNKNOWN, Severity.WARNING, where, name, None, message)


def _districts(row: ActivityRow, directory: Directory) -> Iterator[Finding]:
    match = _DISTRICTS.search(row.name)
    counts = {kind: number for kind, number in directory.districts.items() if number}
    if match is None or not counts or counts.get("huyện") == int(match.group(1)):
        return
    exact = ", ".join(f"{number} {kind}" for kind, number in counts.items())
    message = (
        f"Hoạt động {row.code} ghi “{match.group()}”; tại ngày ban hành tỉnh có {sum(counts.values())} đơn vị "
        f"hành chính cấp huyện gồm {exact}."
    )
    where = Where(Kind.ACTIVITY, row.code, None, row.line)
    yield Finding(Code.UNIT_UNKNOWN, Severity.INFO, where, match.group(), exact, message)
