"""Money decided after the plan: appraised, allocated, spent."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.steering.plans import permissions
from caicach.steering.plans.models import Activity, MoneyDecision, Plan
from caicach.steering.plans.states import MoneyStage


@transaction.atomic
def record_money(
    *,
    plan: Plan,
    origin: UUID,
    year: int,
    stage: MoneyStage,
    amount: Decimal,
    source: str = "ngân sách địa phương",
    decided_by: str,
    document_number: str,
    decided_on: date,
    note: str = "",
    is_sample: bool = False,
    by: Actor,
    at: datetime,
) -> MoneyDecision:
    """Ghi thẩm định dự toán, giao dự toán, kinh phí thực hiện of an activity, in triệu đồng, with its paper.

    A correction is a further row with the difference. Refuses a year outside the plan, an activity that the plan in
    force does not have, and a sum below zero.
    """
    by.require(permissions.MONEY, at_unit=plan.unit_id)
    plan = Plan.claim(plan.pk)
    if not plan.first_year <= year <= plan.last_year:
        raise Refused(f"Năm {year} nằm ngoài thời kỳ {plan.first_year}-{plan.last_year}.", field="year")
    if not Activity.objects.filter(version_id=plan.current_id, origin=origin).exists():
        raise Refused("Hoạt động không có trong kế hoạch đang có hiệu lực.")
    if stage is MoneyStage.ESTIMATE:
        raise Refused("Khái toán nằm trong kế hoạch; hãy điều chỉnh, bổ sung kế hoạch.", field="stage")
    if not document_number.strip() or not decided_by.strip():
        raise Refused("Hãy nhập cơ quan quyết định và số, ký hiệu văn bản.", field="document_number")
    earlier = MoneyDecision.objects.filter(plan=plan, origin=origin, year=year, stage=stage, source=source)
    if (earlier.aggregate(s=Sum("amount"))["s"] or 0) + amount < 0:
        raise Refused("Tổng số sau điều chỉnh không được âm.", field="amount")
    decision = MoneyDecision.objects.create(
        plan=plan,
        origin=origin,
        year=year,
        source=source,
        stage=stage,
        amount=amount,
        decided_by=decided_by.strip(),
        document_number=document_number.strip(),
        decided_on=decided_on,
        note=note,
        recorded_by_name=by.name,
        recorded_at=at,
        is_sample=is_sample,
    )
    record(
        "plans.money_recorded", decision, by=by, at=at, unit_id=plan.unit_id, stage=stage, amount=str(amount)
    )
    return decision
