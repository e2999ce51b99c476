"""Đôn đốc theo bậc: before the due date by working days, on it, and after it; each rung once."""

RUNGS = (10, 5, 3, 1, 0, -1, -5, -10)
"""Working days left at which a reminder is due; below zero: working days overdue."""


def rung_due(days_left: int, sent: frozenset[int] | set[int] = frozenset()) -> int | None:
    """The rung to send now, or None: the latest one reached that has not been sent, and no earlier ones after it.

    `days_left` are working days until the due date, negative when overdue. A sweep that was missed for some days
    sends only the latest rung, not every one between.
    """
    reached = [rung for rung in RUNGS if days_left <= rung]
    if not reached or reached[-1] in sent or any(rung < reached[-1] for rung in sent):
        return None
    return reached[-1]
