"""Reads of indicators: the values behind a target, its light and forecast."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from caicach.steering.indicators.models import Target, TargetRevision, Value
from caicach.steering.indicators.rules.status import Point
from caicach.steering.indicators.rules.targets import Operator
from caicach.steering.indicators.rules.targets import Target as TargetRule
from caicach.steering.indicators.states import ValueStatus

__all__ = ["approved_of", "points_of", "rules_in_force", "values_of"]


def rules_in_force(targets: Iterable[Target], *, on: date) -> dict[UUID, TargetRule]:
    """What each target demands on a day, by the decisions in force; a query only where one takes effect later."""
    rows = list(targets)
    rules = {target.pk: target.as_rule() for target in rows}
    later = [target.pk for target in rows if target.effective_on and target.effective_on > on]
    if later:
        waiting = TargetRevision.objects.filter(target__in=later, effective_on__gt=on)
        for revision in waiting.order_by(
            "-effective_on", "-at", "-id"
        ):  # the first to come has the last word
            rules[revision.target_id] = replace(
                rules[revision.target_id],
                operator=Operator(revision.old_operator),
                value=revision.old_value,
                value2=revision.old_value2,
            )
    return rules


def values_of(indicators: Iterable[UUID], *, unit_id: UUID | None = None) -> dict[UUID, list[Value]]:
    """Approved values of many indicators, oldest first, in one query; of one unit if given."""
    rows = Value.objects.approved().filter(indicator__in=list(indicators)).order_by("during", "id")
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    return approved_of(rows)


def approved_of(values: Iterable[Value]) -> dict[UUID, list[Value]]:
    """The approved ones of values already read, by indicator, in their order."""
    found: dict[UUID, list[Value]] = defaultdict(list)
    for row in values:
        if row.status == ValueStatus.APPROVED:
            found[row.indicator_id].append(row)
    return found


def points_of(values: Iterable[Value]) -> list[Point]:
    """Values as points (last day of the period, value) for lights and forecasts."""
    return [Point(_last_day(v), Decimal(v.value)) for v in values]


def _last_day(value: Value) -> date:
    return value.during.upper - timedelta(days=1)
