"""The board of the province and of each unit, on a desk and on a wall."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from caicach.foundation.audit.sensitive import Way, sensitive
from caicach.foundation.kernel.actor import Scope
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.text import whole_number
from caicach.foundation.papers.exporting import exported
from caicach.foundation.ui import page
from caicach.foundation.ui.live import Watched, live_answer, live_tag, while_unchanged
from caicach.foundation.ui.suggesting import SuggestInput
from caicach.organisation.units.models import UnitVersion
from caicach.organisation.units.queries import unit_named

from .. import permissions
from ..queries import GROUPINGS, Board, board, shows_everything, stamp, watch
from ..queries.directory import directory
from ..rules import Standing

EVERY = 3
"""Seconds between two questions of an open board: a change is seen within 5."""
WALL_SECONDS = 15
"""How long a wall screen shows one page."""
WALL_LINES = 12
WALL_PAGES = 10
LINES = 100
"""Lines of one page of a board; a table file has them all."""

_COLUMNS = (
    ("Chưa kết thúc", "open"),
    ("Trong hạn", Standing.IN_TIME),
    ("Sắp đến hạn", Standing.SOON),
    ("Quá hạn", Standing.OVERDUE),
    ("Chờ xác nhận", "waiting"),
    ("Hoàn thành đúng hạn", "on_time"),
    ("Hoàn thành quá hạn", Standing.DONE_LATE),
)


class Asked:
    """What a board was asked for: a unit ("" for all that the person may see), a grouping, the wall."""

    def __init__(self, request: HttpRequest) -> None:
        self.on = timezone.localdate()
        self.by = request.GET.get("theo", "unit")
        if self.by not in GROUPINGS:
            self.by = "unit"
        self.code = request.GET.get("don_vi", "").strip()
        self.unit = self._unit()
        self.wall = request.GET.get("man_hinh") == "1"
        self.page = min(whole_number(request.GET.get("page", "")) or 1, 10_000)

    def _unit(self) -> UnitVersion | None:
        if not self.code:
            return None
        try:
            return unit_named(self.code, self.on)
        except Refused:
            short = [v for v in directory(self.on).versions if self.code == v.short_name]
            if not short:
                raise
            return short[0]

    def board(self, actor: Any, lines: int | None = None) -> Board:
        """The board: of a wall screen the lines it takes turns with, else a page of `lines` (None: all)."""
        most, page = (WALL_LINES * WALL_PAGES, 1) if self.wall else (lines, self.page)
        asked = {"on": self.on, "by": self.by, "lines": most, "page": page if most else 1}
        if not shows_everything(actor, self.units):
            return board(actor, unit_ids=self.units, **asked)
        return _SHARED.of(tuple(asked.values()), lambda: board(actor, unit_ids=None, **asked))

    @property
    def units(self) -> list[UUID] | None:
        """The units it is narrowed to; None: all that the person may see."""
        return [self.unit.unit_id] if self.unit else None

    def turn(self) -> int:
        return _turn() if self.wall else 0

    def watched(self, actor: Any) -> Watched:
        """What of the rows shows on this board, in one cheap query."""
        own = watch(actor, on=self.on, unit_ids=self.units)
        return own, own() if own else stamp()

    def tag(self, actor: Any, seen: object) -> str:
        """What the board depends on; `seen` is what was `watched`."""
        who: tuple[object, ...] = ()
        if not shows_everything(actor, self.units):
            who = actor.person_id, actor.acting_for, *sorted(map(_rights, actor.scope(permissions.VIEW)))
        return live_tag(
            seen, self.on, self.by, self.unit and self.unit.pk, self.turn(), self.wall, self.page, *who
        )


Kept = TypeVar("Kept")


class _Shared(Generic[Kept]):
    """Boards of the whole province as they are since the last change: the same for everybody who sees everything."""

    def __init__(self) -> None:
        self.since, self.kept = -1, dict[object, Kept]()

    def of(self, key: object, make: Callable[[], Kept]) -> Kept:
        now = stamp()  # before it is read: a change meanwhile makes the next question read anew
        if now != self.since or len(self.kept) >= _MOST_KEPT:
            self.since, self.kept = now, {}
        kept = self.kept
        if key not in kept:
            kept[key] = make()
        return kept[key]


_MOST_KEPT = 200
_SHARED = _Shared[Board]()
_DRAWN = _Shared[bytes]()


def _rights(scope: Scope) -> str:
    units = "*" if scope.units is None else " ".join(sorted(map(str, scope.units)))
    return f"{scope.area}: {units}"


@sensitive("assignments.assignment", Way.EXPORT)
@page(permissions.VIEW)
def board_page(request: HttpRequest) -> HttpResponse:
    """Bảng theo dõi: how work stands now; it follows every change by itself within five seconds."""
    asked = Asked(request)
    tag = asked.tag(request.actor, asked.watched(request.actor)[1])
    shown = asked.board(request.actor, None if request.GET.get("dang") else LINES)
    columns = [(GROUPINGS[asked.by], lambda line: line.label)]
    columns += [(title, _reader(name)) for title, name in _COLUMNS]
    if file := exported(request, columns, shown.lines, name="Bảng theo dõi nhiệm vụ"):
        return file
    template = "assignments/wall.html" if asked.wall else "assignments/board.html"
    context = _context(request, asked, shown)
    more = {"tag": tag, "every": EVERY, "groupings": GROUPINGS, "unit_field": _unit_field(asked)}
    return render(request, template, context | more)


def _moment(request: HttpRequest) -> tuple[object, object]:
    """What every board depends on, whoever looks: the changes, and the day with the turn of the wall screens."""
    return stamp(), (timezone.localdate(), _turn() if request.GET.get("man_hinh") == "1" else 0)


def _turn() -> int:
    """Which turn of the wall screens it is: the same for all, by the server's clock."""
    return int(timezone.now().timestamp()) // WALL_SECONDS


@while_unchanged(_moment)
@page(permissions.VIEW)
def board_part(request: HttpRequest) -> HttpResponse:
    """The changing part of a board: 304 while nothing on it has changed, after one query or two."""
    asked = Asked(request)
    template = "assignments/_wall.html" if asked.wall else "assignments/_board.html"

    def draw() -> HttpResponse:
        return render(request, template, _context(request, asked, asked.board(request.actor, LINES)))

    def drawn() -> HttpResponse:  # nothing in it depends on who looks
        if not shows_everything(request.actor, asked.units):
            return draw()
        address = request.get_full_path()
        return HttpResponse(_DRAWN.of((address, asked.on, asked.turn()), lambda: draw().content))

    watched = asked.watched(request.actor)  # before it is drawn: what changes meanwhile counts as not seen
    return live_answer(request, asked.tag(request.actor, watched[1]), drawn, watched)


def _unit_field(asked: Asked) -> str:
    """The field for the unit, with suggestions from the server: a list of all units would be longer than the board."""
    shown = asked.unit.name if asked.unit else ""
    field = SuggestInput(reverse("units:suggest"), placeholder="Toàn tỉnh", **{"class": "form-control"})
    return field.render("don_vi", shown, {"id": "don-vi"})


def _reader(name: str) -> Any:
    return lambda line: (
        getattr(line, name, None) if name in ("open", "waiting", "on_time") else line.counts[name]
    )


def _context(request: HttpRequest, asked: Asked, shown: Board) -> dict[str, Any]:
    busy = [line for line in shown.lines if line.open]
    pages = [busy[i : i + WALL_LINES] for i in range(0, len(busy), WALL_LINES)] or [[]]
    at = asked.turn() % len(pages)
    return {
        "asked": asked,
        "board": shown,
        "lines": pages[at] if asked.wall else shown.lines,
        "page_number": at + 1,
        "page_count": len(pages),
        "page": Paginator(range(shown.line_count), LINES).get_page(asked.page),
        "urgent": [(row, shown.names.get(row.unit_id, "")) for row in shown.urgent],
        "grouping": GROUPINGS[asked.by],
        "now": timezone.localtime(),
        "counts": shown.whole.counts,
        "query": request.GET.urlencode(),
        "narrowed": f"&{urlencode({'don_vi': asked.unit.name})}" if asked.unit else "",
    }
