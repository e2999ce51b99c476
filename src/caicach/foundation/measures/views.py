"""Pages under /so-do/: what is measured, how it reads, what is behind it."""

from datetime import date
from typing import Any

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
ROWS_SHOWN = 200


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
    count = int(
        figure.reading.numerator if figure.reading.denominator is None else figure.reading.denominator
    )
    return {
        "figure": figure,
        "period": form.period,
        "parts": queries.parts(figure, form.period, on=today),
        "way": places().way(place.id, figure.period.last_day),
        "rows": rows[:ROWS_SHOWN],
        "row_count": count,
        "hidden": count - len(rows),
        "more": max(0, len(rows) - ROWS_SHOWN),
    }


def _periods(today: date) -> list[Period]:
    """Periods to suggest: this year and the last, their quarters up to now."""
    codes = [f"{today.year}", f"{today.year - 1}"]
    codes += [f"{today.year}-Q{q}" for q in range((today.month + 2) // 3, 0, -1)]
    codes += [f"{today.year - 1}-Q{q}" for q in range(4, 0, -1)]
    codes += [f"{today.year}-{month:02}" for month in range(today.month, 0, -1)]
    return [Period.parse(code) for code in codes]
