"""Dòng đã đọc: rows as values by field key, made into what the cross-checks read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from caicach.steering.indicators.rules.targets import Operator, Target

from .programme import ActivityRow, Block, TargetRow, TaskRow

LOCAL_BUDGET = "ngân sách địa phương"
OTHER_SOURCE = "nguồn khác"


def amounts_of(values: Mapping[str, Any]) -> dict[int, Decimal]:
    """The amounts by year, triệu đồng: the fields whose key is a year."""
    return {int(key): amount or Decimal(0) for key, amount in values.items() if key.isdecimal()}


def activity_row(values: Mapping[str, Any]) -> ActivityRow:
    """An activity; without a printed total its total is the sum of its years."""
    amounts = amounts_of(values)
    sources = {
        LOCAL_BUDGET: values.get("local_budget"),
        OTHER_SOURCE: values.get("other_source"),
    }
    total = values.get("total")
    return ActivityRow(
        code=values["code"],
        area=values["area"],
        name=values["name"],
        block=Block(values["block"]),
        amounts=amounts,
        total=sum(amounts.values(), Decimal(0)) if total is None else total,
        sources={name: amount for name, amount in sources.items() if amount is not None},
        formula=values["formula"],
        lead=values["lead"],
        line=values["line_from"],
    )


def target_of(values: Mapping[str, Any]) -> Target | None:
    """The figures of an objective, None for one in words only."""
    if values.get("value") is None:
        return None
    return Target(
        operator=Operator(values["operator"] or "equal"),
        value=values["value"],
        value2=values["value2"],
        unit=values["unit"],
        level=values["level"],
        year=values["year"],
        baseline=values["baseline"],
        baseline_year=values["baseline_year"],
    )


def target_row(values: Mapping[str, Any]) -> TargetRow | None:
    """An objective with figures; None for one in words only."""
    target = target_of(values)
    if target is None:
        return None
    return TargetRow(
        code=values["code"],
        area=values["area"],
        text=values["text"],
        target=target,
        metric=values["metric"],
        block=Block(values["block"]),
        annex=values["annex"],
        line=values["line_from"],
        baseline_note=values["baseline_note"],
    )


def task_row(values: Mapping[str, Any]) -> TaskRow:
    """A task; the year counts only when a day is given."""
    due_on = values["due_on"][0]
    return TaskRow(
        code=values["code"],
        area=values["area"],
        text=values["text"],
        block=Block(values["block"]),
        lead=values["lead"],
        due_year=due_on.year if due_on else None,
        line=values["line_from"],
    )
