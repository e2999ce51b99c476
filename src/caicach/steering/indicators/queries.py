"""Reads of indicators: the values behind a target, its light and forecast."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from caicach.steering.indicators.models import Value
from caicach.steering.indicators.rules.status import Point

__all__ = ["points_of", "values_of"]


def values_of(indicators: Iterable[UUID], *, unit_id: UUID | None = None) -> dict[UUID, list[Value]]:
    """Approved values of many indicators, oldest first, in one query; of one unit if given."""
    rows = Value.objects.approved().filter(indicator__in=list(indicators)).order_by("during", "id")
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    found: dict[UUID, list[Value]] = defaultdict(list)
    for row in rows:
        found[row.indicator_id].append(row)
    return found


def points_of(values: Iterable[Value]) -> list[Point]:
    """Values as points (last day of the period, value) for lights and forecasts."""
    return [Point(_last_day(v), Decimal(v.value)) for v in values]


def _last_day(value: Value) -> date:
    return value.during.upper - timedelta(days=1)
