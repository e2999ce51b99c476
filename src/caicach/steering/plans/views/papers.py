"""The plan as a paper, and the urging dispatch: made by the worker, downloaded when ready."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from caicach.foundation.audit.sensitive import Way, sensitive
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.papers.operations import request_paper
from caicach.foundation.ui import action
from caicach.organisation.units.queries import home, names, nearest_version
from caicach.steering.plans import permissions
from caicach.steering.plans.queries.paper import plan_paper, urging_paper
from caicach.steering.plans.views.cascading import asked_year, ticked
from caicach.steering.plans.views.frame import context, opened

FORMATS = {"pdf": "PDF", "docx": "DOCX"}


@sensitive("plans.plan", Way.EXPORT)
@action(permissions.VIEW, form=True)
def print_page(request: HttpRequest, code: str) -> HttpResponse:
    """In, tải về: the plan as DOCX or PDF in the official layout."""
    found = opened(request, code, draft=request.GET.get("ban") == "du-thao")
    if request.method == "POST":
        wanted = request.POST.get("format", "")
        if wanted not in FORMATS:
            raise Refused("Hãy chọn PDF hoặc DOCX.", field="format")
        made = request_paper(
            paper=plan_paper(found.version, on=timezone.localdate()),
            format=wanted,
            name=found.plan.title,
            back=reverse("plans:overview", args=[code]),
            by=request.actor,
            at=timezone.now(),
        )
        return redirect("papers:show", made.pk)
    return render(request, "plans/print.html", context(found, "in", formats=FORMATS.items()))


@action(permissions.URGE)
def urge(request: HttpRequest) -> HttpResponse:
    """Soạn công văn đôn đốc for the ticked cells: number left for the clerk."""
    year = asked_year(request)
    chosen = ticked(request, request.POST.get("nhom", ""), year)
    today = timezone.localdate()
    called = names(chosen, today)
    owner = nearest_version(request.actor.unit_id, today) if request.actor.unit_id else home(today)
    made = request_paper(
        paper=urging_paper(owner, {called[u]: items for u, items in chosen.items()}, year=year, on=today),
        format="docx",
        name=f"Công văn đôn đốc {year}",
        back=reverse("plans:not_sent"),
        by=request.actor,
        at=timezone.now(),
    )
    return redirect("papers:show", made.pk)
