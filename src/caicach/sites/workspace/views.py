"""The pages people start from."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import Todo
from caicach.foundation.ui import page
from caicach.foundation.ui.live import live_answer, live_tag, while_unchanged
from caicach.foundation.worktime.rules import Calendar, day_text, left_text
from caicach.organisation.units.models import UnitVersion
from caicach.organisation.units.queries import names, nearest_version
from caicach.steering.indicators.rules.status import LIGHT_LABELS, RULE, Light
from caicach.steering.plans import permissions as plan_permissions
from caicach.steering.plans.models import Plan
from caicach.steering.plans.states import MONEY_STAGE_LABELS, MoneyStage
from caicach.work.assignments import permissions as assignment_permissions
from caicach.work.assignments.queries import board, stamp

from . import permissions
from .queries import (
    PlanGlance,
    board_glance,
    calendar_or_week,
    glance,
    my_work,
    obligations_of,
    plans_to_watch,
)
from .rules import List, MyWork

LISTS = (
    (List.OVERDUE, "Quá hạn", "alert-triangle", "Không có việc nào quá hạn."),
    (List.TODAY, "Hôm nay", "calendar-event", "Không có việc nào đến hạn hôm nay."),
    (List.SOON, "3 ngày làm việc tới", "clock-exclamation", "Không có việc nào đến hạn trong 3 ngày tới."),
    (List.APPROVE, "Chờ tôi xử lý", "checkbox", "Không có gì chờ tiếp nhận, chờ duyệt, chờ ghi số."),
    (List.RETURNED, "Bị trả lại", "arrow-back-up", "Không có gì bị trả lại."),
)
SHORT = 12
"""Rows of a list of “Việc của tôi” that the page shows before “xem cả …”."""

GLANCE = 6
"""Rows of a list that the leaders' page shows: the whole page is read at a glance."""

CHOICES = 50
"""Plans that the leaders' page offers; the others are reached from the list of plans."""

DOING = (
    plan_permissions.EDIT,
    plan_permissions.REPORT,
    assignment_permissions.REPORT,
)


@page()
def front(request: HttpRequest) -> HttpResponse:
    """`/`: people who carry out work begin with theirs; people who steer begin with the overview."""
    steers = request.actor.has(permissions.VIEW) and not any(map(request.actor.has, DOING))
    return redirect("workspace:overview" if steers else "workspace:my_work")


@page()
def my_work_page(request: HttpRequest) -> HttpResponse:
    """Việc của tôi: five short lists; `?danh-sach=` opens one list whole, `sau` what comes later."""
    on, calendar = timezone.localdate(), calendar_or_week()
    work = my_work(request.actor, on=on, calendar=calendar)
    asked = request.GET.get("danh-sach", "")
    return render(
        request,
        "workspace/my_work.html",
        {
            "on": on,
            "work": work,
            "lists": _lists(work, calendar, asked, own=request.actor.unit_id),
            "later": len(work.of(List.LATER)),
            "asked": asked,
        },
    )


def _lists(
    work: MyWork, calendar: Calendar, asked: str = "", *, own: UUID | None = None
) -> list[dict[str, Any]]:
    shown = [(List.LATER, "Việc sau đó", "calendar", "Không có việc nào khác.")] if asked == "sau" else LISTS
    others = {t.unit_id for rows in work.lists.values() for t in rows if t.unit_id and t.unit_id != own}
    units = names(others, work.on) if others else {}
    lists = []
    for name, label, icon, nothing in shown:
        if asked not in ("", "sau", name):
            continue
        rows = work.of(name)
        visible = rows if asked else rows[:SHORT]
        lists.append(
            {
                "name": name.value,
                "label": label,
                "icon": icon,
                "nothing": nothing,
                "count": len(rows),
                "more": len(rows) - len(visible),
                "rows": [_line(todo, work.on, calendar, units) for todo in visible],
            }
        )
    return lists


def _line(todo: Todo, on: date, calendar: Calendar, units: dict[UUID, str]) -> dict[str, Any]:
    due = f"{day_text(todo.due_on)}, {left_text(todo.due_on, on, calendar)}" if todo.due_on else ""
    return {
        "todo": todo,
        "due": due,
        "late": bool(todo.due_on and todo.due_on < on),
        "unit": units.get(todo.unit_id, "") if todo.unit_id else "",
    }


@page(permissions.VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """Tổng quan: targets, red lights, money and tasks of a plan, each one click from its cause."""
    on = timezone.localdate()
    plans, plan = _choice(request, on)
    seen = glance(plan, on=on) if plan else None
    context: dict[str, Any] = {
        "on": on, "plans": plans[:CHOICES], "more_plans": len(plans) > CHOICES, "plan": plan, "seen": seen,
    }  # fmt: skip
    if seen:
        context |= _plan_context(seen)
    if request.actor.has(assignment_permissions.VIEW):
        context |= _board_context(request.actor, on) | {"tag": _work_tag(request.actor, on)}
    return render(request, "workspace/overview.html", context)


def _choice(request: HttpRequest, on: date) -> tuple[list[Plan], Plan | None]:
    """The plans that the page offers, one more than it shows where there are more, and the one that is asked for.

    One that is asked for and not among the first is offered before them.
    """
    everything, code = plans_to_watch(request.actor, on=on), request.GET.get("ke-hoach", "")
    first = list(everything[: CHOICES + 1])
    chosen = next((plan for plan in first[:CHOICES] if plan.code == code), None)
    if chosen is None and code and "\0" not in code and len(first) > CHOICES:
        chosen = everything.filter(code=code).first()
        first = [chosen, *first] if chosen else first
    return first, chosen or (first[0] if first else None)


def _plan_context(seen: PlanGlance) -> dict[str, Any]:
    year = seen.on.year
    return {
        "lights": [(light, LIGHT_LABELS[light], seen.lights[light]) for light in Light],
        "rule": RULE,
        "failing": seen.failing[:GLANCE],
        "late": seen.late[:GLANCE],
        "blocked": seen.blocked[:GLANCE],
        "has_money": seen.amount(MoneyStage.ESTIMATE) > 0,
        "year": year,
        "money": [
            (MONEY_STAGE_LABELS[stage], seen.amount(stage, year), seen.amount(stage)) for stage in MoneyStage
        ],
    }


def _board_context(actor: Actor, on: date) -> dict[str, Any]:
    found = board_glance(actor, on=on)
    late = [line for line in found.lines if line.counts["overdue"]]
    return {"board": found, "late_units": late[:GLANCE]}


def _work_tag(actor: Actor, on: date) -> str:
    return live_tag("overview", stamp(), actor.user_id, actor.unit_id, on)


@while_unchanged(lambda request: (stamp(), timezone.localdate()))
@page(assignment_permissions.VIEW)
def overview_work(request: HttpRequest) -> HttpResponse:
    """The part of the overview with assignments, which refreshes itself."""
    on = timezone.localdate()
    return live_answer(
        request,
        _work_tag(request.actor, on),
        lambda: render(request, "workspace/_work.html", _board_context(request.actor, on)),
    )


@page(permissions.VIEW)
def unit_overview(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Tổng quan của cơ quan, đơn vị: what it must still do, its plans, its figures."""
    if not request.actor.may(plan_permissions.VIEW, at_unit=unit_id):
        raise Http404
    on, calendar = timezone.localdate(), calendar_or_week()
    try:
        unit = nearest_version(unit_id, on)
    except UnitVersion.DoesNotExist as missing:
        raise Http404 from missing
    work = obligations_of(unit_id, on=on, calendar=calendar)
    plans = Plan.objects.visible_to(request.actor).filter(
        unit_id=unit_id, archived=False, current__isnull=False, first_year__lte=on.year
    )
    plan = plans.order_by("-first_year", "kind").first()
    seen = glance(plan, on=on) if plan else None
    context = {
        "on": on,
        "unit": unit,
        "work": work,
        "lists": [line for line in _lists(work, calendar, own=unit_id) if line["rows"]],
        "later": len(work.of(List.LATER)),
        "plan": plan,
        "seen": seen,
    }
    if seen:
        context |= _plan_context(seen)
    if request.actor.may(assignment_permissions.VIEW, at_unit=unit_id):
        context["board"] = board(request.actor, on=on, unit_ids=[unit_id], urgent=0, lines=0)  # sums alone
    return render(request, "workspace/unit.html", context)
