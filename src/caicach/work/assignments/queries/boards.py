"""The board: how work stands now, by unit, reform area or paper, and a cheap answer to "has anything changed?"."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, Count, F, Q, Subquery, Sum, TextField, Value
from django.db.models.functions import Coalesce, NullIf

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.scope import EVERYTHING, scoped
from caicach.foundation.kernel.text import sort_key
from caicach.organisation.units.queries import descendants_of, short_names

from .. import permissions
from ..models import Assignment, AssignmentQuerySet, Beat
from ..rules import Standing
from ..states import AREAS, OPEN, Status
from .days import soon_until, start_of
from .lists import for_list
from .standing import standing_q, with_standing

URGENT = (Standing.OVERDUE, Standing.SOON)
OPEN_STANDINGS = (Standing.IN_TIME, Standing.SOON, Standing.OVERDUE, Standing.REGULAR)
GROUPINGS = {"unit": "Cơ quan, đơn vị chủ trì", "area": "Nội dung CCHC", "document": "Văn bản giao"}


def stamp() -> int:
    """A number that grows with every committed change of any assignment: one query over at most 64 small rows."""
    return int(Beat.objects.aggregate(n=Coalesce(Sum("changes"), 0))["n"])


def stamp_beside() -> Coalesce:
    """What `stamp` says, as an expression to ask in the statement of other rows."""
    changes = Beat.objects.values(whole=Value(1)).annotate(n=Sum("changes")).values("n")
    return Coalesce(Subquery(changes, output_field=BigIntegerField()), 0)


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
        return sum(self.counts[standing] for standing in OPEN_STANDINGS)

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
    """Bảng theo dõi on a day: everything open, and what was finished since the beginning of the year.

    `lines` are those asked for, the most pressing first; `line_count` says how many there are altogether.
    """

    on: date
    by: str
    whole: BoardLine
    lines: list[BoardLine]
    line_count: int
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


def shows_everything(actor: Actor, unit_ids: Iterable[UUID] | None) -> bool:
    """Whether every change shows on a board: the whole province, all areas."""
    return unit_ids is None and scoped(actor, permissions.VIEW, area="area_code") == EVERYTHING


_DIGEST = "SELECT count(*), sum(hashtextextended(id::text, revision)) FROM ({rows}) AS seen"


def watch(
    actor: Actor, *, on: date, unit_ids: Iterable[UUID] | None = None
) -> Callable[[], tuple[Any, ...]] | None:
    """A cheap question whether a board's own rows have changed: their number and a sum over keys and revisions.

    None for a board that shows everything: `stamp` says it already. The rights and the tree are those of the moment.
    """
    if shows_everything(actor, unit_ids):
        return None
    rows = rows_of(actor, unit_ids=unit_ids, on=on, year_start=on.replace(month=1, day=1))
    text, values = rows.order_by().values("id", "revision").query.sql_with_params()
    question = _DIGEST.format(rows=text)

    def ask() -> tuple[Any, ...]:
        with connection.cursor() as cursor:
            cursor.execute(question, values)
            return tuple(cursor.fetchone())

    return ask


def board(
    actor: Actor,
    *,
    on: date,
    by: str = "unit",
    unit_ids: Iterable[UUID] | None = None,
    urgent: int = 50,
    lines: int | None = None,
    page: int = 1,
) -> Board:
    """The board of everything the actor may see, or of units with all below them, on a day.

    With `lines` only that many lines of the page are read; the sums and the number of lines are of all.
    """
    soon = soon_until(on)
    rows = rows_of(actor, unit_ids=unit_ids, on=on, year_start=on.replace(month=1, day=1))
    if by == "document":
        paper = Coalesce(NullIf("document__number", Value("")), "source_symbol", output_field=TextField())
        rows = rows.annotate(grouped=paper)
    else:
        rows = rows.annotate(grouped=F("area_code" if by == "area" else "unit_id"))
    whole, counted, line_count = _counted(with_standing(rows, on=on, soon_until=soon), lines, page)
    pressed = _pressing(rows, on, soon, urgent) if urgent else []
    units = {key for key, _, _ in counted if isinstance(key, UUID)} | {row.unit_id for row in pressed}
    names = short_names(units, on)
    found = [BoardLine(str(key or ""), _label(by, key, names), counts, n) for key, counts, n in counted]
    found.sort(key=lambda line: (-line.counts[Standing.OVERDUE], -line.open, sort_key(line.label)))
    return Board(on, by, whole, found, line_count, pressed, names)


def _pressing(rows: AssignmentQuerySet, on: date, soon: date, most: int) -> list[Assignment]:
    """The first overdue and soon due ones by date; first found, then told with what a line needs."""
    pressing = with_standing(rows, on=on, soon_until=soon).filter(standing_q(*URGENT))
    first = pressing.order_by("due_on", "id").values("pk")[:most]
    chosen = with_standing(Assignment.objects.filter(pk__in=first), on=on, soon_until=soon)
    return list(for_list(chosen).order_by("due_on", "id"))


# Two passes: the standing of a row is worked out once, then each line is put together from its few counts.
_COUNTED = """
    WITH counted AS ({rows}),
    lines AS MATERIALIZED (
        SELECT GROUPING(grouped) AS everything, grouped, {sums}, sum(n::int) FILTER (WHERE status = %s) AS waiting,
            coalesce(sum(n::int) FILTER (WHERE standing = %s), 0) AS pressing,
            coalesce(sum(n::int) FILTER (WHERE standing = ANY(%s)), 0) AS busy
        FROM counted GROUP BY GROUPING SETS ((grouped), ())
    )
    (SELECT *, (SELECT count(*) - 1 FROM lines) AS total FROM lines WHERE everything = 1)
    UNION ALL
    (SELECT *, 0 FROM lines WHERE everything = 0 ORDER BY pressing DESC, busy DESC, grouped LIMIT %s OFFSET %s)
"""


def _counted(
    rows: AssignmentQuerySet, lines: int | None, page: int
) -> tuple[BoardLine, list[tuple[object, Counter[str], int]], int]:
    """The sum of all, the lines of a page as (key, counts by standing, waiting), and how many there are: one query."""
    fields = ["grouped", "status", "standing"]
    text, values = rows.order_by().values(*fields).annotate(n=Count("pk")).query.sql_with_params()
    sums = ", ".join(f"sum(n::int) FILTER (WHERE standing = '{standing}')" for standing in Standing)
    busy = [word.value for word in OPEN_STANDINGS]
    more: list[Any] = [Status.HANDED_IN.value, Standing.OVERDUE.value, busy]
    more += [lines, (page - 1) * lines if lines else 0]
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(rows=text, sums=sums), [*values, *more])
        found = sorted(cursor.fetchall(), key=itemgetter(0), reverse=True)  # the sum of all first
    told = []
    for _, key, *rest in found:
        counts = Counter({str(s): int(n) for s, n in zip(Standing, rest, strict=False) if n})
        told.append((key, counts, int(rest[len(Standing)] or 0)))
    _, whole, waiting = told[0]
    return BoardLine("", "Tổng số", whole, waiting), told[1:], found[0][-1]


def _label(by: str, key: object, names: dict[UUID, str]) -> str:
    if isinstance(key, UUID):
        return names.get(key, "?")
    if by == "area":
        return f"{key}. {AREAS[str(key)]}" if key else "Chưa ghi nội dung CCHC"
    return str(key) if key else "Chưa ghi văn bản"
