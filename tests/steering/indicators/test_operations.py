"""Values entered and approved, targets revised, figures read from measures."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from caicach.foundation.kernel.actor import Actor, Scope, system
from caicach.foundation.kernel.errors import NotPermitted, Refused
from caicach.steering.indicators import permissions
from caicach.steering.indicators.models import Indicator, TargetRevision, Value
from caicach.steering.indicators.operations import (
    approve_value,
    choose_measure,
    enter_value,
    return_value,
    revise_target,
    take_readings,
)
from caicach.steering.indicators.queries import rules_in_force
from caicach.steering.indicators.rules.targets import Operator
from tests.factories.plans import target
from tests.factories.units import province

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
BY = system(date(2026, 6, 1))


@pytest.fixture
def unit():
    return province()


@pytest.fixture
def indicator():
    return Indicator.objects.create(key="hai_long", name="Mức độ hài lòng", unit_label="%")


def person(unit, *codes):
    scopes = (Scope(frozenset(codes), frozenset({unit.pk})),)
    return Actor(name="Người mẫu", on=AT.date(), user_id=uuid4(), scopes=scopes)


def entered(indicator, unit, by=BY, value="85.5"):
    return enter_value(
        indicator=indicator, unit_id=unit.pk, start=date(2026, 1, 1), until=date(2026, 4, 1),
        value=Decimal(value), by=by, at=AT,
    )  # fmt: skip


def test_a_value_is_entered_and_approved_by_another_person(unit, indicator):
    officer = person(unit, permissions.ENTER, permissions.APPROVE)
    value = entered(indicator, unit, by=officer)

    with pytest.raises(Refused, match="không tự phê duyệt"):
        approve_value(value=value, by=officer, at=AT)
    approve_value(value=value, by=person(unit, permissions.APPROVE), at=AT)

    assert Value.objects.approved().get().value == Decimal("85.5")


def test_two_approved_values_of_one_period_are_refused(unit, indicator):
    approve_value(value=entered(indicator, unit), by=BY, at=AT)
    second = entered(indicator, unit, value="90")

    with pytest.raises(Refused, match="đã có số liệu"):
        approve_value(value=second, by=BY, at=AT)

    assert Value.objects.get(pk=second.pk).status == "submitted"


def test_a_value_is_returned_with_a_reason_only(unit, indicator):
    value = entered(indicator, unit)

    with pytest.raises(Refused, match="lý do"):
        return_value(value=value, reason=" ", by=BY, at=AT)
    return_value(value=value, reason="Thiếu tài liệu kiểm chứng", by=BY, at=AT)

    assert Value.objects.get().returned_reason == "Thiếu tài liệu kiểm chứng"


def test_who_may_not_enter_is_refused(unit, indicator):
    with pytest.raises(NotPermitted):
        entered(indicator, unit, by=person(unit, permissions.VIEW))


def test_a_target_keeps_its_old_value_and_the_decision():
    goal = target(80)

    revise_target(
        target=goal, operator=Operator.AT_LEAST, value=Decimal(85), decision="12/QĐ-UBND",
        decided_on=date(2026, 5, 4), effective_on=date(2026, 6, 1), by=BY, at=AT,
    )  # fmt: skip

    kept = TargetRevision.objects.get()
    assert (kept.old_value, kept.new_value, kept.decision) == (80, 85, "12/QĐ-UBND")
    with pytest.raises(Refused, match="trùng"):
        revise_target(
            target=goal, operator=Operator.AT_LEAST, value=Decimal(85), decision="13/QĐ-UBND",
            decided_on=date(2026, 5, 5), effective_on=date(2026, 6, 1), by=BY, at=AT,
        )  # fmt: skip


def revised(goal, value, *, effective_on, decision):
    return revise_target(
        target=goal, operator=Operator.AT_LEAST, value=Decimal(value), decision=decision,
        decided_on=date(2026, 5, 4), effective_on=effective_on, by=BY, at=AT,
    )  # fmt: skip


def test_a_decision_holds_from_its_day_on_and_not_before(django_assert_num_queries):
    goal = target(80)
    goal = revised(goal, 85, effective_on=date(2026, 7, 1), decision="12/QĐ-UBND")
    goal = revised(goal, 95, effective_on=date(2026, 10, 1), decision="13/QĐ-UBND")

    days = [date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 1)]

    assert [rules_in_force([goal], on=day)[goal.pk].value for day in days] == [80, 85, 85, 95]
    with django_assert_num_queries(0):
        rules_in_force([goal], on=days[-1])


def test_of_two_decisions_of_one_day_the_later_holds():
    goal = revised(target(80), 85, effective_on=date(2026, 7, 1), decision="12/QĐ-UBND")
    goal = revised(goal, 90, effective_on=date(2026, 7, 1), decision="13/QĐ-UBND")

    assert rules_in_force([goal], on=date(2026, 6, 30))[goal.pk].value == 80
    assert rules_in_force([goal], on=date(2026, 7, 1))[goal.pk].value == 90


def test_a_decision_does_not_take_effect_before_the_last_one():
    goal = revised(target(80), 85, effective_on=date(2026, 7, 1), decision="12/QĐ-UBND")

    with pytest.raises(Refused, match="01/07/2026"):
        revised(goal, 90, effective_on=date(2026, 6, 1), decision="13/QĐ-UBND")
    assert TargetRevision.objects.count() == 1


def test_an_indicator_with_a_measure_computes_itself(unit, indicator):
    with pytest.raises(Refused, match="Không có số đo"):
        choose_measure(indicator=indicator, measure="khong.co", by=BY, at=AT)
    with pytest.raises(Refused, match="tính bằng"):
        choose_measure(indicator=indicator, measure="assignments.assigned", by=BY, at=AT)

    chosen = choose_measure(indicator=indicator, measure="assignments.on_time_rate", by=BY, at=AT)

    with pytest.raises(Refused, match="tự tính"):
        entered(chosen, unit)
    assert take_readings(unit_ids=[unit.pk], by=BY, at=AT) == 0  # nothing was finished: no figure, not 0 %


def test_a_reading_is_renewed_while_the_year_runs(unit):
    count = Indicator.objects.create(
        key="duoc_giao", name="Nhiệm vụ được giao", unit_label="", measure="assignments.assigned"
    )

    take_readings(unit_ids=[unit.pk], by=BY, at=AT)
    take_readings(unit_ids=[unit.pk], by=BY, at=datetime(2026, 7, 1, 3, 0, tzinfo=UTC))

    value = Value.objects.get(indicator=count)
    assert (value.value, value.source, value.status) == (0, "measure", "approved")
    assert (value.during.lower, value.during.upper) == (date(2026, 1, 1), date(2026, 7, 2))


@pytest.mark.parametrize(("value", "written"), [(100, "100"), (Decimal("97.50"), "97,5")])
def test_the_form_of_a_new_target_holds_the_old_value_in_plain_digits(client_of, value, written):
    goal = target(value)

    page = client_of(role="reform_officer", unit=province()).get(f"/chi-tieu/dieu-chinh/{goal.pk}/")

    assert page.context["form"]["value"].value() == written
