"""Two directions of counting on a line of whole numbers, with gaps taken out.

A limit in days is counted on a line whose points are days: the point `x` is the beginning of the day with
that ordinal, so the day itself is the span `[x, x + 1)`. A limit in hours is counted on a line of seconds.
On both, a pause is a span that is taken out, and counting means walking until enough has been seen. Each
line answers by bisection over the calendar's sums, so a limit costs the same however long it is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol

from caicach.foundation.kernel.errors import Refused

from .calendar import FIRST_YEAR, LAST_YEAR, Hours, Sums, Table

DAY = 86_400
_FIRST, _LAST = date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()
Gap = tuple[int, int]


class Axis(Protocol):
    """A line with a running total `at(x)`, which never falls."""

    def at(self, x: int) -> int:
        """The total of everything before `x`."""

    def reach(self, total: int) -> int:
        """The first point at which `total` has been reached."""

    def leave(self, total: int) -> int:
        """The last point at which not more than `total` has been reached."""


class Plain:
    """Calendar days or clock time: every step counts."""

    def at(self, x: int) -> int:
        """The point is its own total."""
        return x

    def reach(self, total: int) -> int:
        """The total is its own point."""
        return total

    def leave(self, total: int) -> int:
        """The total is its own point."""
        return total


class WorkingDays:
    """Points are day ordinals; only working days count."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def at(self, x: int) -> int:
        """Working days before the day `x`."""
        sums = _over(self._table, x)
        return sums.days[x - sums.origin]

    def reach(self, total: int) -> int:
        """The morning after the working day that makes `total` full."""
        sums = _until(self._table, lambda sums: sums.days[-1] >= total)
        return sums.origin + bisect_left(sums.days, total)

    def leave(self, total: int) -> int:
        """The working day that comes after `total` working days."""
        sums = _until(self._table, lambda sums: sums.days[-1] > total)
        sums = _since(self._table, sums, lambda sums: sums.days[0] <= total)
        return sums.origin + bisect_right(sums.days, total) - 1


class WorkingSeconds:
    """Points are seconds; only seconds within office hours count."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def at(self, x: int) -> int:
        """Office seconds before the instant `x`."""
        day, second = divmod(x, DAY)
        sums = _over(self._table, day)
        index = day - sums.origin
        return sums.seconds[index] + _worked(sums.hours[index], second)

    def reach(self, total: int) -> int:
        """The first instant at which `total` office seconds have passed: closing time, not the next opening."""
        sums = _until(self._table, lambda sums: sums.seconds[-1] >= total)
        index = max(bisect_left(sums.seconds, total) - 1, 0)
        return _instant(sums, index, total - sums.seconds[index], at_closing=True)

    def leave(self, total: int) -> int:
        """The last such instant: the next opening, not closing time."""
        sums = _until(self._table, lambda sums: sums.seconds[-1] > total)
        sums = _since(self._table, sums, lambda sums: sums.seconds[0] <= total)
        index = bisect_right(sums.seconds, total) - 1
        return _instant(sums, index, total - sums.seconds[index], at_closing=False)


def _instant(sums: Sums, index: int, rest: int, *, at_closing: bool) -> int:
    start = (sums.origin + index) * DAY
    for opens, closes in sums.hours[index]:
        length = closes - opens
        if rest < length or (rest == length and at_closing):
            return start + opens + rest
        rest -= length
    return start + rest


def forward(axis: Axis, x: int, amount: int, gaps: Sequence[Gap]) -> int:
    """The first point after `x` with `amount` (> 0) between `x` and it, without the (merged) gaps."""
    for begin, end in gaps:
        if end <= x:
            continue
        gain = axis.at(max(begin, x)) - axis.at(x)
        if gain >= amount:
            break
        amount -= gain
        x = end
    return axis.reach(axis.at(x) + amount)


def backward(axis: Axis, x: int, amount: int, gaps: Sequence[Gap]) -> int:
    """The last point before `x` with `amount` (> 0) between it and `x`, without the (merged) gaps."""
    for begin, end in reversed(gaps):
        if begin >= x:
            continue
        gain = axis.at(x) - axis.at(min(end, x))
        if gain >= amount:
            break
        amount -= gain
        x = begin
    return axis.leave(axis.at(x) - amount)


def total(axis: Axis, begin: int, end: int, gaps: Sequence[Gap]) -> int:
    """What counts between two points without the (merged) gaps."""
    return sum(axis.at(last) - axis.at(first) for first, last in pieces(begin, end, gaps))


def merged(gaps: Sequence[Gap]) -> list[Gap]:
    """The same gaps in order, with overlapping, nested and touching ones joined and empty ones left out."""
    joined: list[Gap] = []
    for begin, end in sorted(gap for gap in gaps if gap[0] < gap[1]):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined


def pieces(begin: int, end: int, gaps: Sequence[Gap]) -> list[Gap]:
    """What is left of `[begin, end)` without the (merged) gaps."""
    left: list[Gap] = []
    for gap_begin, gap_end in gaps:
        if gap_end <= begin or gap_begin >= end:
            continue
        if begin < gap_begin:
            left.append((begin, gap_begin))
        begin = gap_end
    return [*left, (begin, end)] if begin < end else left


def _worked(spans: Hours, second: int) -> int:
    return sum(min(second, closes) - opens for opens, closes in spans if second > opens)


def _over(table: Table, ordinal: int) -> Sums:
    if not _FIRST <= ordinal <= _LAST:
        raise _beyond()
    return table.over(date.fromordinal(ordinal).year)


def _until(table: Table, far_enough: Callable[[Sums], bool]) -> Sums:
    sums = table.reached
    while not far_enough(sums):
        sums = _found(table.later(sums))
    return sums


def _since(table: Table, sums: Sums, far_enough: Callable[[Sums], bool]) -> Sums:
    while not far_enough(sums):
        sums = _found(table.earlier(sums))
    return sums


def _found(sums: Sums | None) -> Sums:
    if sums is None:
        raise _beyond()
    return sums


def _beyond() -> Refused:
    return Refused(f"Chỉ tính được thời hạn trong các năm từ {FIRST_YEAR} đến {LAST_YEAR}.")
