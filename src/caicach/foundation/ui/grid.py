"""Bảng nhập tại chỗ: a grid edited in place, saved cell by cell; the same form works without JavaScript.

A cell is the field `cell.ROW.COLUMN`, its row's revision `revision.ROW`. The script sends changed cells with
`Accept: application/json` and is answered cell by cell; without it the whole form comes and only cells that differ
are saved.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from caicach.foundation.kernel.errors import Refused

MAX_CELLS = 5000
"""Cells that one request may change: a year's plan twice over."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `kind`: text (grows over lines), number, date (typed 31/12/2026), choice; width: xs to xl."""

    name: str
    label: str
    kind: str = "text"
    width: str = "m"
    editable: bool = True
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its key, the text shown in each column, its revision; a heading row spans the table."""

    key: str
    cells: Mapping[str, str]
    revision: int = 0
    locked: frozenset[str] = frozenset()
    heading: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer to a saved cell: how it now reads, the row's revision, other cells of the grid that changed."""

    shown: str
    revision: int
    also: Mapping[str, str] = field(default_factory=dict)


Save = Callable[[str, str, str, int], Saved]
"""`save(row, column, text, revision)`: writes one cell or raises `Refused` with what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Grid:
    """What `{% grid grid %}` draws. `id` names the drafts kept in the browser: one per plan, for instance."""

    id: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    save_url: str
    caption: str
    editable: bool = True

    def drawn(self) -> Iterable[tuple[Row, list[tuple[Column, str, bool]]]]:
        """Each row with its cells as (column, text, may be edited)."""
        for row in self.rows:
            yield (
                row,
                [
                    (c, row.cells.get(c.name, ""), self.editable and c.editable and c.name not in row.locked)
                    for c in self.columns
                ],
            )


@dataclass(frozen=True, slots=True)
class Edit:
    """A cell that was sent: key of the row, name of the column, what was typed, the revision it was typed over."""

    row: str
    column: str
    text: str
    revision: int


def edits(request: HttpRequest, grid: Grid) -> list[Edit]:
    """The sent cells that differ from the grid as it is; cells that may not be edited are refused."""
    now = {(row.key, c.name): (text, may) for row, cells in grid.drawn() for c, text, may in cells}
    found = []
    for name, text in request.POST.items():
        kind, _, place = name.partition(".")
        row, _, column = place.rpartition(".")
        if kind != "cell":
            continue
        shown, may = now.get((row, column), ("", False))
        typed = str(text).replace("\r\n", "\n").strip()
        if typed == shown.strip():
            continue
        if not may:
            raise Refused("Ô này không sửa được. Hãy tải lại trang rồi thực hiện lại.", field=place)
        found.append(Edit(row, column, typed, _revision(request, row)))
    if len(found) > MAX_CELLS:
        raise Refused(f"Mỗi lần chỉ ghi được {MAX_CELLS} ô. Hãy dán từng phần.")
    return found


def _revision(request: HttpRequest, row: str) -> int:
    try:
        return int(request.POST.get(f"revision.{row}", "0"))
    except ValueError:
        return 0


def save_edits(request: HttpRequest, grid: Grid, save: Save, *, back: str) -> HttpResponse:
    """Save what was sent, each cell for itself; JSON for the script, else back to the page with messages."""
    cells: dict[str, dict[str, str]] = {}
    revisions: dict[str, int] = {}
    for edit in edits(request, grid):
        place = f"{edit.row}.{edit.column}"
        try:
            with transaction.atomic():
                saved = save(edit.row, edit.column, edit.text, revisions.get(edit.row, edit.revision))
        except Refused as refused:
            cells[place] = {"error": refused.message}
            continue
        revisions[edit.row] = saved.revision
        cells |= {other: {"shown": text} for other, text in saved.also.items()}
        cells[place] = {"shown": saved.shown}
    return _answer(request, grid, cells, revisions, back)


def _answer(
    request: HttpRequest, grid: Grid, cells: dict[str, dict[str, str]], revisions: dict[str, int], back: str
) -> HttpResponse:
    time = f"{timezone.localtime():%H:%M}"
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"saved_at": time, "cells": cells, "revisions": revisions})
    labels = {c.name: c.label for c in grid.columns}
    numbers = {row.key: n for n, row in enumerate(grid.rows, 1)}
    for place, cell in cells.items():
        if "error" in cell:
            row, _, column = place.rpartition(".")
            messages.error(
                request, f"Dòng {numbers.get(row, '?')}, cột “{labels.get(column, column)}”: {cell['error']}"
            )
    if revisions:
        messages.success(request, f"Đã lưu {time}.")
    return redirect(back)
