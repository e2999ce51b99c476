"""Who has not sent: units x everything due this year from plans."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localdate

from caicach.foundation.kernel.actor import Actor
from caicach.organisation.units.models import UnitVersion
from caicach.organisation.units.queries import units_of_group
from caicach.steering.plans import permissions
from caicach.steering.plans.models import Plan, Progress
from caicach.steering.plans.states import PlanKind, ProgressStatus

QUARTERS = {1: (1, 3), 2: (4, 6), 3: (7, 9), 4: (10, 12)}
PLAN_DUE = (1, 30)
"""Month and day: units send their plans within 30 days of the start of the year (practice; no article fixes it)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One due thing of one unit: its column, state sent, late, missing or not_due, where it is, when it was sent."""

    column: str
    label: str
    state: str
    url: str = ""
    sent_on: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with its cells, in the order of the columns."""

    unit: UnitVersion
    cells: tuple[Cell, ...]

    @property
    def missing(self) -> int:
        return sum(cell.state == "missing" for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Due:
    """A column: what is due and on which day."""

    key: str
    label: str
    due_on: date


def dues(year: int) -> list[Due]:
    """What plans ask of every unit in a year: its plan, and a progress report each quarter."""
    found = [Due("plan", "Kế hoạch năm", date(year, *PLAN_DUE))]
    last = {1: 31, 2: 30, 3: 30, 4: 31}
    for quarter, (_, month) in QUARTERS.items():
        found.append(Due(f"q{quarter}", f"Tiến độ quý {_roman(quarter)}", date(year, month, last[quarter])))
    return found


def _roman(quarter: int) -> str:
    return ("I", "II", "III", "IV")[quarter - 1]


def who_has_not_sent(group: str, year: int, *, on: date, actor: Actor) -> tuple[list[Due], list[Line]]:
    """Units of a group against everything due in `year` as of a day (three queries).

    That a unit has not sent is shown to whoever may urge or see plans; what is in its draft is not.
    """
    columns = dues(year)
    units = [u for u in units_of_group(group, on) if _may_see(actor, u.unit_id)]
    ids = [u.unit_id for u in units]
    plans: dict[UUID, Plan] = {}
    for plan in Plan.objects.filter(
        kind=PlanKind.YEARLY_PLAN, first_year=year, unit__in=ids, current__isnull=False
    ).select_related("current"):
        plans[plan.unit_id] = plan
    sent: dict[tuple[UUID, int], date] = {}
    of_year = Q(period__startswith=f"{year}-") | Q(period="", reported_at__year=year)
    reports = Progress.objects.filter(of_year, unit__in=ids).exclude(status=ProgressStatus.RETURNED)
    for report in reports.order_by("reported_at").only("unit_id", "period", "reported_at"):
        sent.setdefault((report.unit_id, int(report.quarter[-1])), localdate(report.reported_at))
    return columns, [Line(u, tuple(_cell(c, u.unit_id, plans, sent, on) for c in columns)) for u in units]


def _may_see(actor: Actor, unit_id: UUID) -> bool:
    return actor.may(permissions.VIEW, at_unit=unit_id) or actor.may(permissions.URGE, at_unit=unit_id)


def _cell(
    due: Due, unit_id: UUID, plans: dict[UUID, Plan], sent: dict[tuple[UUID, int], date], on: date
) -> Cell:
    url, sent_on = "", None
    if due.key == "plan" and unit_id in plans:
        plan = plans[unit_id]
        url = f"/ke-hoach/{plan.code}/"
        sent_on = localdate(plan.current.published_at) if plan.current and plan.current.published_at else None
    elif due.key != "plan":
        sent_on = sent.get((unit_id, int(due.key[1:])))
        url = f"/don-vi/{unit_id}/" if sent_on else ""
    if sent_on:
        return Cell(due.key, due.label, "late" if sent_on > due.due_on else "sent", url, sent_on)
    return Cell(due.key, due.label, "missing" if due.due_on < on else "not_due")
