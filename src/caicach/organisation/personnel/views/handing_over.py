"""Hand-over: preview, minutes."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from caicach.foundation.audit.sensitive import Way, looked_at, sensitive
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.papers.operations import request_paper
from caicach.foundation.records.queries import installation
from caicach.foundation.ui import action, page
from caicach.organisation.personnel import forms, operations, permissions
from caicach.organisation.personnel.queries import hand_overs, minutes_paper, open_work, titles_at_hand_over
from caicach.organisation.personnel.views.changing import refused_by
from caicach.organisation.personnel.views.reading import person_or_404
from caicach.organisation.units.models import Unit
from caicach.organisation.units.queries import names


@sensitive("personnel.person")
@action(permissions.HAND_OVER, form=True)
def hand_over(request: HttpRequest, pk: Any, unit_id: Any) -> HttpResponse:
    """Bàn giao công việc: the list of what will move stands above the button."""
    giver = person_or_404(request, pk)
    if not request.actor.may(permissions.HAND_OVER, at_unit=unit_id):
        raise Http404
    unit = get_object_or_404(Unit, pk=unit_id, posts__person=giver)
    form = forms.HandOverForm(request.POST or None, giver=giver, unit=unit.pk)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.hand_over(
                giver=giver, unit=unit, **form.cleaned_data, by=request.actor, at=timezone.now()
            )
        except Refused as refused:
            refused_by(form, refused)
        else:
            return redirect("personnel:minutes", made.pk)
    work = [(kind, items) for kind, items in open_work(giver.pk, unit.pk) if items]
    context = {
        "giver": giver,
        "unit_name": names([unit.pk], timezone.localdate()).get(unit.pk, ""),
        "form": form,
        "work": work,
        "total": sum(len(items) for _, items in work),
    }
    return render(request, "personnel/hand_over.html", context)


@sensitive("personnel.handover")
@page()
def minutes_list(request: HttpRequest) -> HttpResponse:
    """Các biên bản bàn giao."""
    shown = Paginator(hand_overs(visible_to=request.actor), 50)
    rows = shown.get_page(request.GET.get("page"))
    called = names({row.unit_id for row in rows}, timezone.localdate())
    return render(
        request, "personnel/minutes_list.html", {"rows": [(r, called.get(r.unit_id, "")) for r in rows]}
    )


@sensitive("personnel.handover")
@page()
def minutes(request: HttpRequest, pk: Any) -> HttpResponse:
    """Biên bản bàn giao, to print and sign."""
    made = get_object_or_404(hand_overs(visible_to=request.actor), pk=pk)
    looked_at(request, "personnel.handover", made.pk, unit_id=made.unit_id)
    day = timezone.localdate(made.at)
    context = {
        "minutes": made,
        "items": [
            (item, date.fromisoformat(item["due_on"]) if item["due_on"] else None) for item in made.items
        ],
        "day": day,
        "unit_name": names([made.unit_id], day).get(made.unit_id, ""),
        "titles": dict(zip(("giver", "receiver"), titles_at_hand_over(made), strict=True)),
        "place": getattr(installation(), "place", ""),
        "formats": (("pdf", "PDF"), ("docx", "DOCX")),
    }
    return render(request, "personnel/minutes.html", context)


@sensitive("personnel.handover", Way.EXPORT)
@action()
def print_minutes(request: HttpRequest, pk: Any) -> HttpResponse:
    """Biên bản bàn giao as PDF or DOCX in the official layout, made by the worker."""
    made = get_object_or_404(hand_overs(visible_to=request.actor), pk=pk)
    looked_at(request, "personnel.handover", made.pk, unit_id=made.unit_id)
    wanted = request.POST.get("format", "")
    if wanted not in ("pdf", "docx"):
        raise Refused("Hãy chọn PDF hoặc DOCX.", field="format")
    asked = request_paper(
        paper=minutes_paper(made),
        format=wanted,
        name=f"Biên bản bàn giao công việc {timezone.localdate(made.at):%d-%m-%Y}",
        back=reverse("personnel:minutes", args=[made.pk]),
        by=request.actor,
        at=timezone.now(),
    )
    return redirect("papers:show", asked.pk)
