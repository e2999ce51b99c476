"""The board: how work stands now, by unit, reform area or paper, and a cheap answer to "has anything changed?"."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import F, Q, Sum, TextField, Value
from django.db.models.functions import Coalesce, NullIf

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.text import sort_key
from caicach.organisation.units.queries import descendants_of, short_names

from ..models import Assignment, AssignmentQuerySet, Beat
from ..rules import Standing
from ..states import AREAS, OPEN, Status
from .days import soon_until, start_of
from .lists import for_list
from .standing import counts_by_standing, standing_q, with_standing

URGENT = (Standing.OVERDUE, Standing.SOON)
GROUPINGS = {"unit": "Cơ quan, đơn vị chủ trì", "area": "Nội dung CCHC", "document": "Văn bản giao"}


def stamp() -> int:
    """A number that grows with every committed change of any assignment: one query over at most 64 small rows."""
    return int(Beat.objects.aggregate(n=Coalesce(Sum("changes"), 0))["n"])


@dataclass(frozen=True)
class BoardLine:
    """One line of the board: a unit, area or paper with its counts by standing."""

    key: str
    label: str
    counts: Counter[str]
    waiting: int = 0

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        return sum(
            self.counts[s] for s in (Standing.IN_TIME, Standing.SOON, Standing.OVERDUE, Standing.REGULAR)
        )

    @property
    def done(self) -> int:
        return self.total - self.open

    @property
    def on_time(self) -> int:
        return self.counts[Standing.DONE_EARLY] + self.counts[Standing.DONE_ON_TIME]

    @property
    def rate(self) -> float | None:
        """Done early or on time among those done that had a due date, in percent."""
        judged = self.on_time + self.counts[Standing.DONE_LATE]
        return 100 * self.on_time / judged if judged else None


@dataclass(frozen=True)
class Board:
    """Bảng theo dõi on a day: everything open, and what was finished since the beginning of the year."""

    on: date
    by: str
    whole: BoardLine
    lines: list[BoardLine]
    urgent: list[Assignment] = field(default_factory=list)
    names: dict[UUID, str] = field(default_factory=dict)


def rows_of(
    actor: Actor, *, unit_ids: Iterable[UUID] | None, on: date, year_start: date
) -> AssignmentQuerySet:
    """What a board counts: each piece of work once, at the highest of the units shown."""
    rows = Assignment.objects.visible_to(actor).exclude(status=Status.WITHDRAWN)
    rows = rows.filter(Q(status__in=OPEN) | Q(closed_at__gte=start_of(year_start)))
    if unit_ids is None:
        return rows.first_hand()
    inside = list(descendants_of(list(unit_ids), on) | set(unit_ids))
    return rows.filter(unit_id__in=inside).exclude(parent__isnull=False, parent__unit_id__in=inside)


def board(
    actor: Actor, *, on: date, by: str = "unit", unit_ids: Iterable[UUID] | None = None, urgent: int = 50
) -> Board:
    """The board of everything the actor may see, or of units with all below them, on a day."""
    soon = soon_until(on)
    rows = rows_of(actor, unit_ids=unit_ids, on=on, year_start=on.replace(month=1, day=1))
    if by == "document":
        paper = Coalesce(NullIf("document__number", Value("")), "source_symbol", output_field=TextField())
        rows = rows.annotate(grouped=paper)
    else:
        rows = rows.annotate(grouped=F("area_code" if by == "area" else "unit_id"))
    counted = counts_by_standing(rows, on=on, soon_until=soon, by=["grouped", "status"])
    whole: Counter[str] = Counter()
    groups: dict[object, Counter[str]] = {}
    waiting: Counter[object] = Counter()
    for row in counted:
        n, key = int(str(row["n"])), row["grouped"]
        whole[str(row["standing"])] += n
        groups.setdefault(key, Counter())[str(row["standing"])] += n
        waiting[key] += n if row["status"] == Status.HANDED_IN else 0
    pressing = (
        with_standing(rows, on=on, soon_until=soon).filter(standing_q(*URGENT)).order_by("due_on", "id")
    )
    pressed = list(for_list(pressing)[:urgent])
    units = {key for key in groups if isinstance(key, UUID)} | {row.unit_id for row in pressed}
    names = short_names(units, on)
    lines = [
        BoardLine(str(key or ""), _label(by, key, names), counts, waiting[key])
        for key, counts in groups.items()
    ]
    lines.sort(key=lambda line: (-line.counts[Standing.OVERDUE], -line.open, sort_key(line.label)))
    total = BoardLine("", "Tổng số", whole, sum(waiting.values()))
    return Board(on, by, total, lines, pressed, names)


def _label(by: str, key: object, names: dict[UUID, str]) -> str:
    if isinstance(key, UUID):
        return names.get(key, "?")
    if by == "area":
        return f"{key}. {AREAS[str(key)]}" if key else "Chưa ghi nội dung CCHC"
    return str(key) if key else "Chưa ghi văn bản"
