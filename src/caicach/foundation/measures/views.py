"""Pages under /so-do/: what is measured, how it reads, what is behind it."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from caicach.foundation.ui import page

from . import permissions, queries
from .forms import ReadingForm
from .registry import Place, all_measures, get, places
from .rules import Period

KINDS = {
    "flow": "cộng theo thời gian và đơn vị",
    "stock": "tại ngày cuối kỳ, cộng theo đơn vị",
    "distribution": "không cộng",
}
ROWS_A_PAGE = 50


@page(permissions.VIEW)
def measure_list(request: HttpRequest) -> HttpResponse:
    """Số đo: every figure the platform tells, with its official definition."""
    measures = [(measure, KINDS[measure.kind]) for measure in all_measures()]
    return render(request, "measures/list.html", {"measures": measures})


@page(permissions.VIEW)
def reading(request: HttpRequest, key: str) -> HttpResponse:
    """Số liệu: the value, by the units right below, and the rows behind it that the person may see."""
    try:
        measure = get(key)
    except KeyError as error:
        raise Http404 from error
    today = timezone.localdate()
    form = ReadingForm(request.GET, today=today)
    context: dict[str, Any] = {"measure": measure, "kind": KINDS[measure.kind], "form": form}
    context["periods"] = _periods(today)
    if form.is_valid() and form.place is not None:
        context |= _figures(request, key, form, form.place, today)
    status = 200 if form.is_valid() else 400
    return render(request, "measures/reading.html", context, status=status)


def _figures(request: HttpRequest, key: str, form: ReadingForm, place: Place, today: date) -> dict[str, Any]:
    figure = queries.figure(key, place, form.period, on=today)
    rows = queries.rows_behind(figure, form.period, request.actor, on=today)
    reading = figure.reading
    count = int(reading.numerator if reading.denominator is None else reading.denominator)
    way, lines = queries.parts(figure)
    shown: Any = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    called = places().named({row.unit_id for row in shown if row.unit_id}, figure.period.last_day)
    rows_named = []
    for row in shown:
        known = called.get(row.unit_id) if row.unit_id else None
        rows_named.append((row, known.name if known else ""))
    return {
        "figure": figure,
        "period": form.period,
        "shown": None if figure.value is None else round(figure.value, 1),
        "parts": [part for part in lines if part.has_rows],
        "empty": [part for part in lines if not part.has_rows],
        "way": way,
        "rows": shown,
        "rows_named": rows_named,
        "row_count": count,
        "hidden": count - len(rows),
    }


def _periods(today: date) -> list[Period]:
    """Periods to suggest: this year and the last, their quarters up to now."""
    codes = [f"{today.year}", f"{today.year - 1}"]
    codes += [f"{today.year}-Q{q}" for q in range((today.month + 2) // 3, 0, -1)]
    codes += [f"{today.year - 1}-Q{q}" for q in range(4, 0, -1)]
    codes += [f"{today.year}-{month:02}" for month in range(today.month, 0, -1)]
    return [Period.parse(code) for code in codes]
