"""Money of a plan by year, area, block and stage, triệu đồng, each in one query."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from caicach.steering.plans.models import Activity, MoneyDecision, Plan
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
class MoneyTotals:
    """The money of a plan by area code, and by the programme's own two blocks as the paper prints them."""

    by_area: MoneyTable
    by_block: MoneyTable

    def add(self, stage: MoneyStage, place: tuple[str, str], year: int, amount: Decimal) -> None:
        """Count an amount under its area and its block."""
        area, block = place
        self.by_area.cells[stage][area, year] += amount
        self.by_block.cells[stage][block, year] += amount


@dataclass(frozen=True, slots=True)
class PlanMoney(MoneyTotals):
    """The same, and by activity (origin)."""

    by_activity: MoneyTable


def totals_of(
    plan: Plan, origins: Iterable[UUID] | None = None, *, version_id: UUID | None = None
) -> MoneyTotals:
    """Amounts at every stage by area and block, added up by the database, of all activities or of those of `origins`.

    Two queries. The estimate is that of the version `version_id`, without it that of the plan in force; so are the
    areas and blocks of decided amounts.
    """
    activities, decisions = _rows(plan, None if origins is None else list(origins), version_id)
    found = MoneyTotals(_empty(plan), _empty(plan))
    by_place = activities.order_by().values_list("area_code", "block", "amounts__year")
    for area, block, year, total in by_place.annotate(Sum("amounts__amount")):
        if year is not None:
            found.add(MoneyStage.ESTIMATE, (area, block), year, total)
    own = Activity.objects.filter(version_id=version_id or plan.current_id, origin=OuterRef("origin"))
    placed = decisions.annotate(
        area=Coalesce(Subquery(own.values("area_code")[:1]), Value("")),
        block=Coalesce(Subquery(own.values("block")[:1]), Value("")),
    )
    decided = placed.order_by().values_list("area", "block", "stage", "year")
    for area, block, stage, year, total in decided.annotate(Sum("amount")):
        found.add(MoneyStage(stage), (area, block), year, total)
    return found


def money_of(
    plan: Plan, origins: Iterable[UUID] | None = None, *, version_id: UUID | None = None
) -> PlanMoney:
    """As `totals_of`, by activity too."""
    activities, decisions = _rows(plan, None if origins is None else list(origins), version_id)
    found, places = _estimated(plan, activities)
    for origin, stage, year, total in (
        decisions.order_by().values_list("origin", "stage", "year").annotate(Sum("amount"))
    ):
        found.add(MoneyStage(stage), places.get(origin, ("", "")), year, total)
        found.by_activity.cells[MoneyStage(stage)][origin, year] += total
    return found


def estimates_of(
    plan: Plan, origins: Iterable[UUID] | None = None, *, version_id: UUID | None = None
) -> PlanMoney:
    """As `money_of`, the estimates alone; one query."""
    activities, _ = _rows(plan, None if origins is None else list(origins), version_id)
    return _estimated(plan, activities)[0]


def _rows(
    plan: Plan, origins: list[UUID] | None, version_id: UUID | None
) -> tuple[QuerySet[Activity], QuerySet[MoneyDecision]]:
    activities = Activity.objects.filter(version_id=version_id or plan.current_id)
    decisions = MoneyDecision.objects.filter(plan=plan)
    if origins is None:
        return activities, decisions
    return activities.filter(origin__in=origins), decisions.filter(origin__in=origins)


def _empty(plan: Plan) -> MoneyTable:
    return MoneyTable(list(range(plan.first_year, plan.last_year + 1)))


def _estimated(plan: Plan, activities: QuerySet[Activity]) -> tuple[PlanMoney, dict[UUID, tuple[str, str]]]:
    """The estimates, and area and block of each activity."""
    found = PlanMoney(_empty(plan), _empty(plan), _empty(plan))
    places: dict[UUID, tuple[str, str]] = {}
    keys = ("origin", "area_code", "block", "amounts__year")
    for origin, area, block, year, total in (
        activities.order_by().values_list(*keys).annotate(Sum("amounts__amount"))
    ):
        places[origin] = area, block
        if year is not None:
            found.add(MoneyStage.ESTIMATE, places[origin], year, total)
            found.by_activity.cells[MoneyStage.ESTIMATE][origin, year] += total
    return found, places
