"""Nhập nhiệm vụ từ văn bản: drop or paste a paper, correct the proposed rows beside it, give."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from caicach.foundation.audit.sensitive import Way, looked_at, sensitive
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.papers.exporting import exported
from caicach.foundation.papers.reading import read_document
from caicach.foundation.ui import action, page
from caicach.foundation.ui.grid import Column, Grid, Row, Saved, save_edits
from caicach.organisation.units.models import Unit

from .. import operations, permissions
from ..forms import UNIT_LIST, IntakeForm
from ..models import Intake, IntakeRow
from ..queries.directory import Directory, directory, usual_giver
from ..states import Giver
from ..tables import INTAKE_COLUMNS

_RECENT = 10
_GRID = (
    Column("clause", "Mục", width="s"),
    Column("title", "Nội dung nhiệm vụ", width="l"),
    Column("lead", "Cơ quan chủ trì", width="m"),
    Column("due", "Thời hạn", width="m"),
    Column("coordinating", "Cơ quan phối hợp", width="m"),
    Column("product", "Sản phẩm", width="m"),
    Column("area_code", "Nội dung CCHC", width="s"),
)


@action(permissions.IMPORT, form=True)
def read_paper(request: HttpRequest) -> HttpResponse:
    """The first step: the paper and who gives."""
    today = timezone.localdate()
    agencies = directory(today)
    initial = {"giver": Giver.CHAIRMAN, "giver_unit": usual_giver(request.actor, today, own=False)}
    form = IntakeForm(request.POST or None, request.FILES or None, directory=agencies, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_read(request, form))
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    recent = Intake.objects.visible_to(request.actor).order_by("-created_at")[:_RECENT]
    return render(
        request,
        "assignments/read_paper.html",
        {"form": form, "agencies": agencies, "unit_list": UNIT_LIST, "recent": recent},
        status=400 if form.errors else 200,
    )


def _read(request: HttpRequest, form: IntakeForm) -> Intake:
    told = form.cleaned_data
    text = read_document(told["file"]).text if told["file"] else told["text"]
    intake = operations.read_paper(
        text=text,
        giver=Giver(told["giver"]),
        giver_unit=Unit.objects.get(pk=told["giver_unit"].unit_id),
        office_number=told["office_number"],
        by=request.actor,
        at=timezone.now(),
    )
    count = intake.rows.count()
    messages.success(
        request, f"Đã đọc văn bản: {count} nhiệm vụ đề xuất. Hãy rà soát từng dòng trước khi giao."
    )
    return intake


def _found(request: HttpRequest, pk: UUID) -> Intake:
    return get_object_or_404(Intake.objects.visible_to(request.actor), pk=pk)


@sensitive("assignments.intake", Way.EXPORT)
@page(permissions.IMPORT)
def intake_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Left the paper, right the rows; the rows also go out as a file."""
    intake = _found(request, pk)
    looked_at(request, "assignments.intake", intake.pk, unit_id=intake.giver_unit_id)
    rows = list(intake.rows.order_by("position"))
    kept = [row for row in rows if not row.dropped]
    name = f"Nhiệm vụ theo {intake}"
    if file := exported(request, list(INTAKE_COLUMNS), kept, name=name, heading=[name]):
        return file
    agencies = directory(timezone.localdate())
    context = {
        "intake": intake,
        "pieces": list(_pieces(intake.text, kept)),
        "grid": _grid(intake, kept),
        "kept": kept,
        "dropped": [row for row in rows if row.dropped],
        "unready": [row for row in kept if not (row.lead and row.due and row.title)],
        "unknown": list(_unknown(kept, agencies)),
        "agencies": agencies,
        "unit_list": UNIT_LIST,
    }
    return render(request, "assignments/intake.html", context)


def _unknown(rows: list[IntakeRow], agencies: Directory) -> Iterator[tuple[int, str]]:
    """The rows with words for agencies that name none today, and why: they would stop the giving."""
    for number, row in enumerate(rows, start=1):
        try:
            agencies.all(row.lead)
            agencies.all(row.coordinating)
        except Refused as refused:
            yield number, refused.message


def _grid(intake: Intake, rows: list[IntakeRow]) -> Grid:
    drawn = tuple(
        Row(str(row.pk), {c.name: getattr(row, c.name) for c in _GRID}, revision=row.revision) for row in rows
    )
    return Grid(
        id=f"intake-{intake.pk}",
        columns=_GRID,
        rows=drawn,
        save_url=reverse("assignments:intake_save", args=[intake.pk]),
        caption="Nhiệm vụ đề xuất từ văn bản",
        editable=intake.given_at is None,
    )


def _pieces(text: str, rows: list[IntakeRow]) -> Iterator[dict[str, Any]]:
    """The paper's text cut where rows begin and end, so that each passage can be marked with its row's number."""
    at = 0
    for number, row in enumerate(rows, start=1):
        if row.end <= row.start or row.start < at:
            continue
        yield {"text": text[at : row.start], "number": 0}
        yield {"text": text[row.start : row.end], "number": number, "key": str(row.pk)}
        at = row.end
    yield {"text": text[at:], "number": 0}


@action(permissions.IMPORT)
def save(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Cells of the grid, each saved for itself."""
    intake = _found(request, pk)
    rows = list(intake.rows.filter(dropped=False).order_by("position"))
    by_key = {str(row.pk): row for row in rows}
    at = timezone.now()

    def store(key: str, column: str, text: str, revision: int) -> Saved:
        row = operations.edit_row(
            row=by_key[key], column=column, text=text, by=request.actor, at=at, revision=revision
        )
        return Saved(getattr(row, column), row.revision)

    return save_edits(request, _grid(intake, rows), store, back=intake.get_absolute_url())


@action(permissions.IMPORT)
def add_row(request: HttpRequest, pk: UUID) -> HttpResponse:
    intake = _found(request, pk)
    operations.add_row(intake=intake, by=request.actor, at=timezone.now())
    return redirect(intake)


@action(permissions.IMPORT)
def drop_row(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Bỏ các dòng đã chọn, or take them back in."""
    intake = _found(request, pk)
    chosen = intake.rows.filter(pk__in=[key for key in request.POST.getlist("row") if _is_key(key)])
    for row in chosen:
        operations.drop_row(
            row=row, dropped=request.POST.get("back") != "1", by=request.actor, at=timezone.now()
        )
    return redirect(intake)


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@action(permissions.IMPORT)
def give(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Giao: everything that is left in the grid."""
    intake = _found(request, pk)
    rows = operations.give_intake(intake=intake, by=request.actor, at=timezone.now())
    messages.success(request, f"Đã giao {len(rows)} nhiệm vụ theo {intake}.")
    symbol = f"?van_ban={intake.symbol}" if intake.symbol else ""
    return redirect(reverse("assignments:list") + symbol)
