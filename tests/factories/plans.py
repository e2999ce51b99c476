"""Plans with a published version, their tasks, objectives and activities."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from caicach.organisation.units.models import Unit
from caicach.steering.indicators.models import Indicator, Target, Value
from caicach.steering.plans.models import Activity, ActivityMoney, Area, Objective, Plan, PlanVersion, Task

AT = datetime(2026, 1, 20, 2, 0, tzinfo=UTC)


def plan(
    unit: Unit,
    *,
    code: str = "ke-hoach-2026",
    year: int = 2026,
    published: bool = True,
    tasks: list[dict[str, Any]] | None = None,
    objectives: list[dict[str, Any]] | None = None,
    activities: list[dict[str, Any]] | None = None,
    **fields: Any,
) -> Plan:
    """A yearly plan of `unit` with area II and the rows given (each a dict of fields), published unless told not."""
    made = Plan.objects.create(
        code=code,
        kind=fields.pop("kind", "yearly_plan"),
        unit=unit,
        title=fields.pop("title", f"Kế hoạch cải cách hành chính năm {year}"),
        first_year=year,
        last_year=fields.pop("last_year", year),
        **fields,
    )
    version = PlanVersion.objects.create(plan=made, ordinal=1)
    Area.objects.create(version=version, code="II", name="Cải cách thủ tục hành chính", position=1)
    for n, row in enumerate(tasks if tasks is not None else [{}], 1):
        defaults = {
            "code": str(n),
            "position": n,
            "text": f"Nhiệm vụ {n}",
            "area_code": "II",
            "lead_unit": unit,
        }
        Task.objects.create(version=version, **defaults | row)
    for n, row in enumerate(objectives or [], 1):
        defaults = {"code": f"MT.{n:02}", "position": n, "text": f"Mục tiêu {n}", "area_code": "II"}
        Objective.objects.create(version=version, **defaults | row)
    for n, row in enumerate(activities or [], 1):
        amounts = row.pop("amounts", {year: 100})
        defaults = {"code": f"2.{n}", "position": n, "name": f"Hoạt động {n}", "area_code": "II"}
        activity = Activity.objects.create(version=version, **defaults | row)
        for y, amount in amounts.items():
            ActivityMoney.objects.create(activity=activity, year=y, amount=amount)
    if published:
        version.published_at = AT
        version.save()
        made.current = version
        made.save()
    return made


def target(value: str | int = 90, *, key: str = "hai_long", **fields: Any) -> Target:
    """A target of at least `value` % in 2026 on the indicator `key`."""
    indicator, _ = Indicator.objects.get_or_create(key=key, defaults={"name": f"Chỉ số {key}"})
    defaults = {"operator": "at_least", "year": 2026, "baseline": Decimal(50), "baseline_year": 2025}
    return Target.objects.create(indicator=indicator, value=value, **defaults | fields)


def value(indicator: Indicator, unit: Unit, figure: str | int, *, year: int = 2026) -> Value:
    """An approved figure of the whole year."""
    during = DateRange(date(year, 1, 1), date(year + 1, 1, 1))
    moments = {"entered_at": AT, "decided_at": AT, "status": "approved"}
    return Value.objects.create(indicator=indicator, unit=unit, during=during, value=figure, **moments)
