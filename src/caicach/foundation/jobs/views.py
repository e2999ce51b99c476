"""Việc nền: the run log."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from caicach.foundation.jobs import permissions
from caicach.foundation.jobs.forms import RunFilter
from caicach.foundation.jobs.lanes import LANES
from caicach.foundation.jobs.operations import retry
from caicach.foundation.jobs.queries import counts, last_heartbeat, runs, waiting_by_lane
from caicach.foundation.jobs.registry import label_of
from caicach.foundation.ui import action, page

PAGE = 50


@page(permissions.VIEW)
def run_list(request: HttpRequest) -> HttpResponse:
    """`/viec-nen/`: what waits, runs, is done and has failed."""
    form = RunFilter(request.GET or None)
    shown = runs(**form.wanted(), most=PAGE + 1)
    numbers = counts()
    values = {
        "form": form,
        "runs": shown[:PAGE],
        "older": shown[PAGE - 1].id if len(shown) > PAGE else None,
        "waiting": numbers.get("todo", 0),
        "doing": numbers.get("doing", 0),
        "failed": numbers.get("failed", 0),
        "succeeded": numbers.get("succeeded", 0),
        "lanes": [(LANES.get(lane, lane), waiting) for lane, waiting in waiting_by_lane().items()],
        "beat": last_heartbeat(),
        "may_retry": request.actor.has(permissions.RETRY),
    }
    return render(request, "jobs/list.html", values)


@action(permissions.RETRY)
def run_again(request: HttpRequest, key: int) -> HttpResponse:
    """Put a failed job back."""
    name = retry(job_id=key, by=request.actor, at=timezone.now())
    messages.success(request, f"Đã đưa việc “{label_of(name)}” trở lại hàng đợi.")
    return redirect("jobs:list")
