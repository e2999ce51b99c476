"""Đối chiếu chỉ tiêu: two figures for one metric, targets behind their baseline, differing operators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from caicach.steering.indicators.rules.numbers import show
from caicach.steering.indicators.rules.targets import is_behind_baseline, same_demand

from ..findings import Code, Finding, Kind, Severity, Where
from ..programme import Block, Programme, TargetRow


def check_targets(programme: Programme) -> Iterator[Finding]:
    """All checks of targets."""
    for group in comparable_groups(programme.targets):
        yield from check_group(group)
    for row in programme.targets:
        yield from check_baseline(row)
    yield from check_reported(programme)


def comparable_groups(targets: Iterable[TargetRow]) -> list[list[TargetRow]]:
    """Rows that speak of one thing: the same metric, year, level and block; an open level or block fits any."""
    by_metric: dict[tuple[str, int | None], list[list[TargetRow]]] = {}
    for row in targets:
        if not row.metric or not row.target.is_resolved:
            continue
        groups = by_metric.setdefault((row.metric, row.target.year), [])
        home = next((group for group in groups if _compatible(group[0], row)), None)
        if home is None:
            groups.append([row])
        else:
            home.append(row)
    return [group for groups in by_metric.values() for group in groups if len(group) > 1]


def _compatible(one: TargetRow, other: TargetRow) -> bool:
    levels = {one.target.level, other.target.level} - {""}
    blocks = {one.block, other.block} - {Block.ALL}
    return len(levels) <= 1 and len(blocks) <= 1


def check_group(group: list[TargetRow]) -> Iterator[Finding]:
    """Each row that differs from what most rows of the group say (the first in the text, if equally many)."""
    main = max(group, key=lambda row: sum(same_demand(row.target, other.target) for other in group))
    for row in group:
        if row.target.threshold != main.target.threshold:
            yield _two_targets(row, main, group)
        elif not same_demand(row.target, main.target):
            yield _operator_differs(row, main)


def _two_targets(row: TargetRow, main: TargetRow, group: list[TargetRow]) -> Finding:
    where = Where(Kind.OBJECTIVE, row.code, row.target.year, row.line)
    said = "; ".join(f"{other.target.describe()} ({_place(other)})" for other in group)
    message = f"Một chỉ tiêu có hai mức khác nhau: {said}. Nội dung: {row.text}"
    return Finding(
        Code.TWO_TARGETS, Severity.ERROR, where, row.target.threshold, main.target.threshold, message
    )


def _operator_differs(row: TargetRow, main: TargetRow) -> Finding:
    where = Where(Kind.OBJECTIVE, row.code, row.target.year, row.line)
    message = (
        f"Cùng mức {show(row.target.value)} nhưng khác phép so sánh: {row.target.describe()} ({_place(row)}), "
        f"{main.target.describe()} ({_place(main)}). Nội dung: {row.text}"
    )
    printed, expected = row.target.describe(), main.target.describe()
    return Finding(Code.OPERATOR_DIFFERS, Severity.INFO, where, printed, expected, message)


def _place(row: TargetRow) -> str:
    where = f"dòng {row.line}" if row.line else row.code
    return f"phụ lục, {where}" if row.annex else where


def check_baseline(row: TargetRow) -> Iterator[Finding]:
    """A target that would be worse than what is already reached; ranks are better when lower."""
    if not is_behind_baseline(row.target):
        return
    target = row.target
    year = f" năm {target.baseline_year}" if target.baseline_year else ""
    note = f" ({row.baseline_note})" if row.baseline_note else ""
    message = (
        f"Chỉ tiêu {target.describe()} kém hơn hiện trạng{year} là {show(target.baseline)}{note}. "
        f"Nội dung: {row.text}"
    )
    where = Where(Kind.OBJECTIVE, row.code, target.year, row.line)
    yield Finding(Code.BEHIND_BASELINE, Severity.WARNING, where, target.threshold, target.baseline, message)


def check_reported(programme: Programme) -> Iterator[Finding]:
    """The baseline of an annex row against the value that the text reports for the same metric and year."""
    for row in programme.targets:
        target = row.target
        for reported in programme.baselines:
            same = row.metric == reported.metric and target.baseline_year == reported.year
            if same and row.annex and target.baseline is not None and target.baseline != reported.value:
                where = Where(Kind.OBJECTIVE, row.code, reported.year, row.line)
                message = (
                    f"Hai số liệu hiện trạng năm {reported.year} cho một chỉ tiêu: phụ lục ghi "
                    f"{show(target.baseline)} (dòng {row.line}), lời văn ghi {show(reported.value)} "
                    f"(dòng {reported.line}: {reported.text}); có thể khác mẫu số. Nội dung: {row.text}"
                )
                yield Finding(
                    Code.TWO_TARGETS, Severity.WARNING, where, target.baseline, reported.value, message
                )
