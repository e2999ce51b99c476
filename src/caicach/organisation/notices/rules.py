"""When to remind: rungs of working days before and after the due date."""

from collections.abc import Collection

RUNGS = (5, 3, 1, 0, -1, -5, -10, -20)
"""Working days left at which a reminder goes out; below 0: days late."""


def rung_of(days_left: int, rungs: Collection[int] = RUNGS) -> int | None:
    """The rung that stands for `days_left`: the last one passed; None before the first.

    A night without the job loses nothing: the next run sends the rung passed meanwhile, once.

    >>> rung_of(6), rung_of(5), rung_of(4), rung_of(-3)
    (None, 5, 5, -1)
    """
    return min((rung for rung in rungs if days_left <= rung), default=None)


def words_left(days_left: int) -> str:
    """Còn … ngày làm việc / quá hạn … ngày làm việc."""
    if days_left == 0:
        return "đến hạn"
    if days_left > 0:
        return f"còn {days_left} ngày làm việc"
    return f"quá hạn {-days_left} ngày làm việc"
