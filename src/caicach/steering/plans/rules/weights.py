"""Tỷ trọng của nhiệm vụ: how the progress of tasks adds up to that of an area and of the plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from caicach.steering.indicators.rules.numbers import show

WHOLE = Decimal(100)

RULE = (
    "Tiến độ chung là bình quân tiến độ các nhiệm vụ theo tỷ trọng; tỷ trọng của cả kế hoạch cộng lại bằng 100%, "
    "nhiệm vụ không ghi tỷ trọng thì không tính. Kế hoạch không ghi tỷ trọng nào thì các nhiệm vụ tính như nhau."
)
"""The rule as pages print it."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A part of the plan: per cent done, and its weight in per cent of the whole plan if the plan gives weights."""

    percent: Decimal
    weight: Decimal | None = None


def weights_fault(weights: Iterable[Decimal | None]) -> str:
    """Why the weights of a plan's tasks cannot stand, in Vietnamese; "" when none is given or they make 100 %.

    >>> weights_fault([Decimal(60), None, Decimal(30)])
    'Tỷ trọng của các nhiệm vụ cộng lại là 90%, phải bằng 100%.'
    """
    given = [weight for weight in weights if weight is not None]
    total = sum(given, Decimal(0))
    if not given or total == WHOLE:
        return ""
    return f"Tỷ trọng của các nhiệm vụ cộng lại là {show(total)}%, phải bằng 100%."


def rolled_up(parts: Iterable[Weighed]) -> Decimal | None:
    """Tiến độ chung: the mean of the parts by weight, all alike where no part has one; None when nothing counts."""
    known = list(parts)
    if all(part.weight is None for part in known):
        return sum((part.percent for part in known), Decimal(0)) / len(known) if known else None
    total = sum((part.weight or Decimal(0) for part in known), Decimal(0))
    return sum((part.percent * (part.weight or 0) for part in known), Decimal(0)) / total if total else None
