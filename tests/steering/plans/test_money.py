"""The money of a plan by area, block and activity: every way of adding it up gives the same."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from caicach.steering.plans.models import Activity, ActivityMoney, MoneyDecision
from caicach.steering.plans.queries.money import MoneyTable, money_of, totals_of
from caicach.steering.plans.states import MoneyStage
from tests.factories import plans as make
from tests.factories.units import province

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    """Three activities in two areas and both blocks; the last has no estimate, and money was given for it."""
    plan = make.plan(province(), published=False)
    version = plan.versions.get()
    rows = [("1", "I", "state", 10), ("2", "II", "party", 20), ("3", "II", "state", None)]
    for code, area, block, amount in rows:
        activity = Activity.objects.create(version=version, code=code, name=code, area_code=area, block=block)
        if amount:
            ActivityMoney.objects.create(activity=activity, year=2026, amount=amount)
            ActivityMoney.objects.create(activity=activity, year=2026, source="khác", amount=1)
        MoneyDecision.objects.create(
            plan=plan, origin=activity.origin, stage=MoneyStage.ALLOCATED, year=2026, amount=5,
            decided_on=date(2026, 2, 1), recorded_at=make.AT,
        )  # fmt: skip
    return plan, version


def _cells(table: MoneyTable) -> dict[str, dict[tuple[object, int], Decimal]]:
    return {
        stage.value: {key: amount for key, amount in cells.items() if amount}
        for stage, cells in table.cells.items()
    }


def test_totals_added_up_by_the_database_are_those_of_the_activities(plan):
    plan, version = plan
    totals, money = totals_of(plan, version_id=version.pk), money_of(plan, version_id=version.pk)

    assert _cells(totals.by_area) == _cells(money.by_area)
    assert _cells(totals.by_block) == _cells(money.by_block)
    assert totals.by_area.of(MoneyStage.ESTIMATE, "II", 2026) == 21
    assert totals.by_block.of(MoneyStage.ESTIMATE, "state") == 11
    assert (
        money.by_activity.of(MoneyStage.ESTIMATE) == ActivityMoney.objects.aggregate(all=Sum("amount"))["all"]
    )


def test_money_given_to_an_activity_without_an_estimate_counts_in_its_area_and_block(plan):
    plan, version = plan

    for found in (totals_of(plan, version_id=version.pk), money_of(plan, version_id=version.pk)):
        assert found.by_area.of(MoneyStage.ALLOCATED, "II") == 10
        assert found.by_block.of(MoneyStage.ALLOCATED, "state") == 10


def test_totals_may_be_those_of_some_activities_alone(plan):
    plan, version = plan
    some = list(version.activities.filter(area_code="I").values_list("origin", flat=True))

    assert totals_of(plan, some, version_id=version.pk).by_area.of(MoneyStage.ALLOCATED) == 5
