"""Sample values, money and progress, in a database that is a sample; every row says that it is one."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records.operations import require_sample
from caicach.steering.indicators.models import Value
from caicach.steering.indicators.operations import take_readings
from caicach.steering.indicators.rules.targets import Direction, Target
from caicach.steering.indicators.states import ValueStatus
from caicach.steering.plans.models import ActivityMoney, MoneyDecision, Objective, Plan, Progress, Task
from caicach.steering.plans.queries.responsible import plans_in_force
from caicach.steering.plans.states import MoneyStage, ProgressStatus

NAME = "Dữ liệu mẫu"
DECIDED_BY = {
    MoneyStage.APPRAISED: ("Sở Tài chính", 11),
    MoneyStage.ALLOCATED: ("UBND tỉnh", 12),
    MoneyStage.SPENT: ("Kho bạc Nhà nước (đối chiếu)", 12),
}


@transaction.atomic
def make_samples(*, seed: int, by: Actor, at: datetime) -> int:
    """Tạo số liệu, kinh phí, tiến độ mẫu for every plan in force; returns how many rows. Idempotent by seed and plan.

    Refused in a database that is not a sample.
    """
    require_sample()
    if Value.objects.filter(is_sample=True).exists():
        return 0
    luck = random.Random(seed)
    made = 0
    for plan in Plan.objects.filter(current__isnull=False).order_by("first_year", "code"):
        made += _values(plan, luck, at) + _money(plan, luck, at) + _progress(plan, luck, at)
        record("plans.samples_made", plan, by=by, at=at, seed=seed)
    owners = plans_in_force(at.date()).values_list("unit_id", flat=True).distinct()
    made += take_readings(unit_ids=list(owners), by=by, at=at)
    return made


def _values(plan: Plan, luck: random.Random, at: datetime) -> int:
    goals = Objective.objects.filter(version=plan.current, target__baseline__isnull=False).filter(
        target__indicator__measure=""
    )
    rows = {}
    for objective in goals.select_related("target__indicator").order_by("position"):
        target = objective.target
        if target is None or luck.random() < 0.15:
            continue
        for year in range(plan.first_year, min(plan.last_year, at.year) + 1):
            end = min(date(year + 1, 1, 1), at.date())
            key = (target.indicator_id, plan.unit_id, year)
            if date(year, 1, 1) < end and key not in rows:
                rows[key] = _value(plan, target.as_rule(), target.indicator_id, year, end, luck)
    taken = set(
        Value.objects.filter(status=ValueStatus.APPROVED).values_list(
            "indicator", "unit", "during__startswith"
        )
    )
    fresh = [v for (i, u, y), v in rows.items() if (i, u, date(y, 1, 1)) not in taken]
    return len(Value.objects.bulk_create(fresh))


def _value(plan: Plan, target: Target, indicator: UUID, year: int, end: date, luck: random.Random) -> Value:
    first = target.baseline or Decimal(0)
    years = max((target.year or plan.last_year) - plan.first_year + 1, 1)
    share = Decimal(str(round(min((year - plan.first_year + 1) / years * luck.uniform(0.75, 1.12), 1.1), 3)))
    value = first + (target.threshold - first) * share
    if target.unit.startswith("%"):
        value = min(value, Decimal(100))
    places = Decimal(1) if target.direction is Direction.DOWN else Decimal("0.1")
    moment = datetime(end.year, end.month, end.day, 3, tzinfo=UTC) - timedelta(days=1)
    return Value(
        indicator_id=indicator,
        unit_id=plan.unit_id,
        during=DateRange(date(year, 1, 1), end),
        value=max(value, Decimal(0)).quantize(places),
        status=ValueStatus.APPROVED,
        entered_by_name=NAME,
        entered_at=moment,
        decided_by_name=NAME,
        decided_at=moment,
        note="Số liệu mẫu, không phải số liệu thật.",
        is_sample=True,
    )


def _money(plan: Plan, luck: random.Random, at: datetime) -> int:
    rows = []
    amounts = ActivityMoney.objects.filter(activity__version=plan.current, amount__gt=0)
    for amount in amounts.select_related("activity").order_by("activity__position", "year", "source"):
        if amount.year > at.year:
            continue
        appraised = _part(amount.amount, luck.uniform(0.85, 1.0))
        allocated = _part(appraised, luck.uniform(0.9, 1.0))
        spent = _part(allocated, luck.uniform(0.7, 1.0) if amount.year < at.year else luck.uniform(0.2, 0.8))
        given = {MoneyStage.APPRAISED: appraised, MoneyStage.ALLOCATED: allocated, MoneyStage.SPENT: spent}
        rows += [_decision(plan, amount, stage, value, at) for stage, value in given.items()]
    return len(MoneyDecision.objects.bulk_create(rows))


def _part(amount: Decimal, share: float) -> Decimal:
    return (amount * Decimal(str(round(share, 3)))).quantize(Decimal("0.1"))


def _decision(
    plan: Plan, amount: ActivityMoney, stage: MoneyStage, value: Decimal, at: datetime
) -> MoneyDecision:
    who, month = DECIDED_BY[stage]
    year = amount.year - 1 if stage is not MoneyStage.SPENT else amount.year
    return MoneyDecision(
        plan=plan,
        origin=amount.activity.origin,
        year=amount.year,
        source=amount.source,
        stage=stage,
        amount=value,
        decided_by=who,
        document_number="(mẫu)",
        decided_on=min(date(year, month, 20), at.date()),
        note="Số liệu mẫu",
        recorded_by_name=NAME,
        recorded_at=at,
        is_sample=True,
    )


def _progress(plan: Plan, luck: random.Random, at: datetime) -> int:
    rows = []
    for task in Task.objects.filter(version=plan.current).order_by("position"):
        if plan.first_year > at.year or luck.random() < 0.1:
            continue
        rows += _reports(plan, task, luck, at)
    return len(Progress.objects.bulk_create(rows))


def _reports(plan: Plan, task: Task, luck: random.Random, at: datetime) -> list[Progress]:
    last = min(at, datetime(plan.last_year, 12, 20, 3, tzinfo=UTC))
    start = max(datetime(plan.first_year, 3, 12, 3, tzinfo=UTC), last - timedelta(days=270))
    reports, percent = [], 0
    moment = start
    while moment < last and percent < 100:
        percent = min(100, percent + luck.choice([10, 20, 25, 30, 40]))
        blocked = percent < 100 and luck.random() < 0.08
        newest = moment + timedelta(days=90) >= last
        reported = newest and percent < 100 and luck.random() < 0.4
        reports.append(
            Progress(
                plan=plan,
                origin=task.origin,
                unit_id=task.lead_unit_id or plan.unit_id,
                area_code=task.area_code,
                percent=percent,
                text="Báo cáo mẫu: "
                + ("đã hoàn thành." if percent == 100 else "đang triển khai theo kế hoạch."),
                blocked=blocked,
                because="Chờ hướng dẫn của cơ quan cấp trên (mẫu)." if blocked else "",
                status=ProgressStatus.REPORTED if reported else ProgressStatus.CONFIRMED,
                reported_by_name=NAME,
                reported_at=moment,
                decided_by_name="" if reported else NAME,
                decided_at=None if reported else moment + timedelta(days=2),
                is_sample=True,
            )
        )
        moment += timedelta(days=90)
    return reports
