"""Money of a plan by year, area, block and stage, triệu đồng, each in one query."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from caicach.steering.plans.models import ActivityMoney, MoneyDecision, Plan
from caicach.steering.plans.states import MoneyStage

ZERO = Decimal(0)


@dataclass(slots=True)
class MoneyTable:
    """Amounts by (row, year): `estimate` from the plan, the other stages from decisions. Rows are areas or origins."""

    years: list[int]
    cells: dict[MoneyStage, dict[tuple[object, int], Decimal]] = field(
        default_factory=lambda: {stage: defaultdict(Decimal) for stage in MoneyStage}
    )

    def of(self, stage: MoneyStage, row: object = None, year: int | None = None) -> Decimal:
        """The sum of a stage, over one row and/or one year where given."""
        return sum(
            (
                amount
                for (r, y), amount in self.cells[stage].items()
                if (row is None or r == row) and (year is None or y == year)
            ),
            ZERO,
        )


def money_by_area(plan: Plan) -> MoneyTable:
    """The plan in force: amounts by area code and year, at every stage (two queries)."""
    return _table(plan, "activity__area_code")


def money_by_block(plan: Plan) -> MoneyTable:
    """Amounts by the programme's own two blocks and year, as the paper prints them."""
    return _table(plan, "activity__block")


def money_by_activity(plan: Plan, origins: Iterable[UUID] | None = None) -> MoneyTable:
    """Amounts by activity (origin) and year."""
    return _table(plan, "activity__origin", origins)


def _table(plan: Plan, key: str, origins: Iterable[UUID] | None = None) -> MoneyTable:
    table = MoneyTable(list(range(plan.first_year, plan.last_year + 1)))
    amounts = ActivityMoney.objects.filter(activity__version_id=plan.current_id)
    decisions = MoneyDecision.objects.filter(plan=plan)
    if origins is not None:
        wanted = list(origins)
        amounts = amounts.filter(activity__origin__in=wanted)
        decisions = decisions.filter(origin__in=wanted)
    for row, year, total in amounts.values_list(key, "year").annotate(Sum("amount")):
        table.cells[MoneyStage.ESTIMATE][row, year] += total
    keys = dict(amounts.values_list("activity__origin", key)) if key != "activity__origin" else None
    for origin, stage, year, total in decisions.values_list("origin", "stage", "year").annotate(
        Sum("amount")
    ):
        row = keys.get(origin) if keys is not None else origin
        table.cells[MoneyStage(stage)][row, year] += total
    return table
