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


@dataclass(frozen=True, slots=True)
class PlanMoney:
    """The money of a plan three ways: by area code, by the programme's own two blocks as the paper prints them, and
    by activity (origin)."""

    by_area: MoneyTable
    by_block: MoneyTable
    by_activity: MoneyTable


def money_of(
    plan: Plan, origins: Iterable[UUID] | None = None, *, version_id: UUID | None = None
) -> PlanMoney:
    """Amounts at every stage, of all activities or of those of `origins`; two queries.

    The estimate is that of the version `version_id`, without it that of the plan in force.
    """
    wanted = None if origins is None else list(origins)
    found, places = _estimated(plan, wanted, version_id)
    decisions = MoneyDecision.objects.filter(plan=plan)
    if wanted is not None:
        decisions = decisions.filter(origin__in=wanted)
    for origin, stage, year, total in decisions.values_list("origin", "stage", "year").annotate(
        Sum("amount")
    ):
        area, block = places.get(origin, ("", ""))
        _add(found, MoneyStage(stage), (origin, area, block), year, total)
    return found


def estimates_of(
    plan: Plan, origins: Iterable[UUID] | None = None, *, version_id: UUID | None = None
) -> PlanMoney:
    """As `money_of`, the estimates alone; one query."""
    return _estimated(plan, None if origins is None else list(origins), version_id)[0]


def _estimated(
    plan: Plan, origins: list[UUID] | None, version_id: UUID | None
) -> tuple[PlanMoney, dict[UUID, tuple[str, str]]]:
    """The estimates, and area and block of each activity that has some."""
    years = list(range(plan.first_year, plan.last_year + 1))
    found = PlanMoney(MoneyTable(years), MoneyTable(years), MoneyTable(years))
    amounts = ActivityMoney.objects.filter(activity__version_id=version_id or plan.current_id)
    if origins is not None:
        amounts = amounts.filter(activity__origin__in=origins)
    places: dict[UUID, tuple[str, str]] = {}
    keys = ("activity__origin", "activity__area_code", "activity__block", "year")
    for origin, area, block, year, total in amounts.values_list(*keys).annotate(Sum("amount")):
        places[origin] = area, block
        _add(found, MoneyStage.ESTIMATE, (origin, area, block), year, total)
    return found, places


def _add(
    money: PlanMoney, stage: MoneyStage, place: tuple[UUID, str, str], year: int, amount: Decimal
) -> None:
    origin, area, block = place
    money.by_activity.cells[stage][origin, year] += amount
    money.by_area.cells[stage][area, year] += amount
    money.by_block.cells[stage][block, year] += amount
