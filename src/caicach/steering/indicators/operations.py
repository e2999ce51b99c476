"""Writes of indicators: definitions, targets with their revisions, entered values and their approval."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.timezone import localdate

from caicach.foundation.audit.operations import record, record_many
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.moves import require_move
from caicach.foundation.measures import Period, all_measures
from caicach.foundation.measures.queries import figure
from caicach.foundation.measures.registry import places
from caicach.steering.indicators import permissions
from caicach.steering.indicators.models import Indicator, Target, TargetRevision, Value
from caicach.steering.indicators.rules.targets import Operator
from caicach.steering.indicators.rules.targets import Target as TargetRule
from caicach.steering.indicators.states import MOVES, ValueStatus


@transaction.atomic
def revise_target(
    *,
    target: Target,
    operator: Operator,
    value: Decimal,
    value2: Decimal | None = None,
    decision: str,
    decided_on: date,
    effective_on: date,
    reason: str = "",
    revision: int | None = None,
    by: Actor,
    at: datetime,
) -> Target:
    """Điều chỉnh chỉ tiêu theo quyết định: old and new value, number and date of the decision stay on record.

    Until `effective_on` the old figures hold. Raises `Stale` when somebody else revised it meanwhile, `Refused` when
    nothing would change or when the decision takes effect before the last one.
    """
    by.require(permissions.DEFINE)
    target = Target.claim(target.pk, revision)
    old = (target.operator, target.value, target.value2)
    if old == (operator.value, value, value2):
        raise Refused("Giá trị mới trùng với chỉ tiêu hiện tại; không có gì để điều chỉnh.", field="value")
    if not decision.strip():
        raise Refused("Hãy nhập số, ký hiệu quyết định điều chỉnh.", field="decision")
    if target.effective_on and effective_on < target.effective_on:
        raise Refused(
            f"Chỉ tiêu đã được điều chỉnh có hiệu lực từ {target.effective_on:%d/%m/%Y}; quyết định sau phải có hiệu "
            "lực từ ngày đó trở đi.",
            field="effective_on",
        )
    TargetRevision.objects.create(
        target=target,
        old_operator=old[0],
        old_value=old[1],
        old_value2=old[2],
        new_operator=operator.value,
        new_value=value,
        new_value2=value2,
        decision=decision.strip(),
        decided_on=decided_on,
        effective_on=effective_on,
        reason=reason,
        by_name=by.name,
        at=at,
    )
    target.operator, target.value, target.value2 = operator.value, value, value2
    target.effective_on = effective_on
    target.full_clean(exclude=["indicator"])
    target.save()
    record("indicators.target_revised", target, by=by, at=at, decision=decision, value=str(value))
    return target


@transaction.atomic
def enter_value(
    *,
    indicator: Indicator,
    unit_id: UUID,
    start: date,
    until: date,
    value: Decimal,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Value:
    """Nhập số liệu của chỉ số (nửa mở `[start, until)`), chờ phê duyệt; evidence is attached to the row in `files`.

    Refuses an indicator that a measure answers: its figures compute themselves.
    """
    by.require(permissions.ENTER, at_unit=unit_id)
    if indicator.measure:
        raise Refused("Chỉ số này tự tính từ số liệu nghiệp vụ, không nhập tay.", field="indicator")
    if until <= start:
        raise Refused("Ngày kết thúc kỳ phải sau ngày bắt đầu.", field="until")
    entered = Value.objects.create(
        indicator=indicator,
        unit_id=unit_id,
        during=DateRange(start, until),
        value=value,
        note=note,
        entered_by=by.user_id,
        entered_by_name=by.name,
        entered_at=at,
    )
    record("indicators.value_entered", entered, by=by, at=at, value=str(value))
    return entered


@transaction.atomic
def approve_value(*, value: Value, revision: int | None = None, by: Actor, at: datetime) -> Value:
    """Phê duyệt số liệu; an earlier approved value of the same period must be returned first.

    Refuses the person who entered it: hand-entered figures need another approver.
    """
    value = Value.claim(value.pk, revision)
    by.require(permissions.APPROVE, at_unit=value.unit_id)
    require_move(ValueStatus(value.status), MOVES["approve"])
    if value.entered_by is not None and value.entered_by == by.user_id:
        raise Refused("Người nhập số liệu không tự phê duyệt. Hãy chuyển người khác có thẩm quyền.")
    value.status, value.decided_at, value.decided_by_name = ValueStatus.APPROVED, at, by.name
    try:
        with transaction.atomic():
            value.save()
    except IntegrityError as error:
        raise Refused(
            "Chỉ số này đã có số liệu được phê duyệt trong kỳ. Hãy trả lại số liệu cũ trước."
        ) from error
    record("indicators.value_approved", value, by=by, at=at)
    return value


@transaction.atomic
def return_value(*, value: Value, reason: str, revision: int | None = None, by: Actor, at: datetime) -> Value:
    """Trả lại số liệu để hoàn thiện, nêu lý do."""
    value = Value.claim(value.pk, revision)
    by.require(permissions.APPROVE, at_unit=value.unit_id)
    require_move(ValueStatus(value.status), MOVES["send_back"])
    if not reason.strip():
        raise Refused("Hãy nêu lý do trả lại.", field="reason")
    value.status, value.decided_at, value.decided_by_name = ValueStatus.RETURNED, at, by.name
    value.returned_reason = reason.strip()
    value.save()
    record("indicators.value_returned", value, by=by, at=at, reason=reason)
    return value


@transaction.atomic
def define_indicators(*, definitions: Iterable[Mapping[str, str]], by: Actor, at: datetime) -> int:
    """Quy định các chỉ số chưa có from rows `key, name, unit, direction, definition`; returns how many are new.

    An indicator that is there already keeps its words: the province may have changed them.
    """
    by.require(permissions.DEFINE)
    known = set(Indicator.objects.values_list("key", flat=True))
    fresh = [
        Indicator(
            key=row["key"],
            name=row["name"],
            unit_label=row["unit"],
            direction=row["direction"],
            definition=row["definition"],
            measure=row.get("measure", ""),
        )
        for row in definitions
        if row["key"] not in known
    ]
    Indicator.objects.bulk_create(fresh)
    record_many([("indicators.defined", one, None, {"key": one.key}) for one in fresh], by=by, at=at)
    return len(fresh)


def set_targets(wanted: Sequence[tuple[str, str, TargetRule]]) -> list[Target]:
    """Lập chỉ tiêu: one new target for each (indicator key, words, figures), in the same order, in a few queries.

    A key that no indicator has makes one of these words, in the unit and direction of the figures. The caller's
    operation checks the permission and records the event: a target is part of a plan or of a scoring set.
    """
    keys = {key for key, _, _ in wanted}
    known = {one.key: one for one in Indicator.objects.filter(key__in=keys)}
    fresh = {
        key: Indicator(key=key, name=words[:500], unit_label=rule.unit, direction=rule.direction.value)
        for key, words, rule in wanted
        if key not in known
    }
    Indicator.objects.bulk_create(fresh.values())
    known |= fresh
    return Target.objects.bulk_create(
        Target(
            indicator=known[key],
            operator=rule.operator.value,
            value=rule.value,
            value2=rule.value2,
            unit_label=rule.unit,
            level=rule.level,
            year=rule.year,
            baseline=rule.baseline,
            baseline_year=rule.baseline_year,
        )
        for key, _, rule in wanted
    )


@transaction.atomic
def choose_measure(
    *, indicator: Indicator, measure: str, revision: int | None = None, by: Actor, at: datetime
) -> Indicator:
    """Chọn số đo cho chỉ số ("": nhập kèm tài liệu kiểm chứng); from now on its figures compute themselves.

    Refuses a measure that does not exist or counts in another unit than the indicator.
    """
    by.require(permissions.DEFINE)
    indicator = Indicator.claim(indicator.pk, revision)
    if measure:
        known = {m.key: m for m in all_measures()}
        if measure not in known:
            raise Refused(f"Không có số đo “{measure}”.", field="measure")
        if (known[measure].unit == "%") != (indicator.unit_label == "%"):
            raise Refused(
                f"Số đo tính bằng “{known[measure].unit or 'số lượng'}”, chỉ số tính bằng "
                f"“{indicator.unit_label or 'số lượng'}”.",
                field="measure",
            )
    indicator.measure = measure
    indicator.save()
    record("indicators.measure_chosen", indicator, by=by, at=at, measure=measure)
    return indicator


@transaction.atomic
def take_readings(*, unit_ids: Sequence[UUID], by: Actor, at: datetime) -> int:
    """Lấy số liệu từ số đo of the running year for every indicator that has one; returns how many values stand.

    One value per indicator, unit and year, from 1 January to today; it is renewed while the year runs and stays as it
    was when the year is over. A ratio whose denominator is 0 gives no value, and what was entered and approved for the
    year is left alone.
    """
    today = localdate(at)
    year, until = Period.parse(str(today.year)), today + timedelta(days=1)
    taken = 0
    for indicator in Indicator.objects.exclude(measure="").order_by("key"):
        for unit_id in unit_ids:
            found = figure(indicator.measure, places().named([unit_id], today)[unit_id], year, on=today)
            entered = Value.objects.approved().filter(indicator=indicator, unit_id=unit_id, source="entered")
            if found.value is None or entered.filter(during__overlap=(year.start, until)).exists():
                continue
            Value.objects.update_or_create(
                indicator=indicator,
                unit_id=unit_id,
                source="measure",
                during__startswith=year.start,
                defaults={
                    "during": DateRange(year.start, until),
                    "value": found.value,
                    "numerator": found.reading.numerator,
                    "denominator": found.reading.denominator,
                    "status": ValueStatus.APPROVED,
                    "entered_at": at,
                    "entered_by_name": by.name,
                    "decided_at": at,
                    "decided_by_name": by.name,
                },
            )
            taken += 1
    return taken
