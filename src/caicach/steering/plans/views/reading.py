"""Pages that show plans: the list, the overview, an area, a unit's part."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from caicach.foundation.audit.sensitive import Way, sensitive
from caicach.foundation.kernel.text_sql import holding
from caicach.foundation.ui import page
from caicach.organisation.units.queries import names
from caicach.steering.indicators.rules.status import FORECAST_RULE, LIGHT_LABELS, RULE, Light
from caicach.steering.plans import permissions
from caicach.steering.plans.models import Plan
from caicach.steering.plans.queries.money import MoneyTable, estimates_of, totals_of
from caicach.steering.plans.queries.overview import (
    ObjectiveState,
    lights,
    objective_states,
    progress_together,
    task_counts,
    task_states,
)
from caicach.steering.plans.queries.shown import AreaName, unit_names
from caicach.steering.plans.rules.weights import RULE as WEIGHTS_RULE
from caicach.steering.plans.states import BLOCKS, MONEY_STAGE_LABELS, MoneyStage
from caicach.steering.plans.views.frame import STATES, context, day_of, opened

OBJECTIVES_A_PAGE = 25
"""Rows of the overview's table; the printed plan and its files have all of them."""


@page(permissions.VIEW)
def plan_list(request: HttpRequest) -> HttpResponse:
    """Chương trình, kế hoạch: those in force, drafts one may edit, and the archive."""
    plans = Plan.objects.partly_visible_to(request.actor).select_related("current")
    shelf = request.GET.get("ngan", "dang-thuc-hien")
    text = request.GET.get("q", "").strip()
    if text:
        plans = holding(plans, text, "title", "current__number")
    counted = {
        "dang-thuc-hien": plans.filter(archived=False, current__isnull=False),
        "du-thao": plans.filter(current__isnull=True),
        "luu-tru": plans.filter(archived=True, current__isnull=False),
    }
    rows = counted.get(shelf, counted["dang-thuc-hien"]).order_by("kind", "-first_year", "title")
    shown_page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return render(
        request,
        "plans/list.html",
        {
            "page": shown_page,
            "units": unit_names(shown_page.object_list, timezone.localdate()),
            "shelf": shelf,
            "shelves": [
                ("dang-thuc-hien", "Đang thực hiện", counted["dang-thuc-hien"].count()),
                ("du-thao", "Dự thảo", counted["du-thao"].count()),
                ("luu-tru", "Lưu trữ", counted["luu-tru"].count()),
            ],
            "text": text,
            "may_start": request.actor.has(permissions.EDIT),
        },
    )


@sensitive("plans.plan", Way.EXPORT)
@page(permissions.VIEW)
def overview(request: HttpRequest, code: str) -> HttpResponse:
    """Tổng quan: targets against actual, money by year and area, late tasks."""
    found = opened(request, code, part=True)
    on = day_of(found)
    objectives = objective_states(
        found.plan,
        on=on,
        objectives=found.objectives().select_related("target__indicator").order_by("position"),
    )
    tasks = task_states(found.plan, on=on, tasks=found.tasks().order_by("position"))
    amounts = totals_of(found.plan, found.origins(), version_id=found.version.pk)
    money = amounts.by_area
    late = [t for t in tasks if t.state == "overdue"]
    blocked = [t for t in tasks if t.progress.blocked]
    return render(
        request,
        "plans/overview.html",
        context(
            found,
            "tong-quan",
            owner=found.owner,
            objectives=objectives,
            **_objectives_listed(request, objectives),
            lights=[(light, LIGHT_LABELS[light], lights(objectives)[light]) for light in Light],
            rule=RULE,
            forecast_rule=FORECAST_RULE,
            counts=[(key, label, task_counts(tasks)[key]) for key, label in STATES.items()],
            task_total=len(tasks),
            together=progress_together(tasks),
            together_rule=WEIGHTS_RULE,
            late=late[:10],
            late_total=len(late),
            blocked=blocked[:10],
            areas=[_area_line(area, objectives, tasks, money) for area in found.areas()],
            years=money.years,
            totals=_money_lines(money),
            blocks=_block_lines(amounts.by_block),
            has_money=bool(money.cells[MoneyStage.ESTIMATE]),
        ),
    )


def _objectives_listed(request: HttpRequest, objectives: list[ObjectiveState]) -> dict[str, Any]:
    """The objectives that the overview lists: those of the light asked for (`?danh-gia=red`), page by page."""
    light = request.GET.get("danh-gia", "")
    chosen = [state for state in objectives if state.status.light == light]
    if not chosen:
        return {"page": Paginator(objectives, OBJECTIVES_A_PAGE).get_page(request.GET.get("page"))}
    listed = Paginator(chosen, OBJECTIVES_A_PAGE).get_page(request.GET.get("page"))
    return {"page": listed, "only": LIGHT_LABELS[Light(light)]}


def _area_line(area: AreaName, objectives: list[Any], tasks: list[Any], money: Any) -> dict[str, Any]:
    own = [t for t in tasks if t.task.area_code == area.code]
    goals = [o for o in objectives if o.objective.area_code == area.code]
    return {
        "area": area,
        "objectives": len(goals),
        "red": lights(goals)[Light.RED],
        "tasks": len(own),
        "late": task_counts(own)["overdue"],
        "together": progress_together(own),
        "years": [(y, money.of(MoneyStage.ESTIMATE, area.code, y)) for y in money.years],
        "estimate": money.of(MoneyStage.ESTIMATE, area.code),
        "allocated": money.of(MoneyStage.ALLOCATED, area.code),
        "spent": money.of(MoneyStage.SPENT, area.code),
    }


def _money_lines(money: Any) -> dict[str, Any]:
    return {
        "years": [(y, money.of(MoneyStage.ESTIMATE, None, y)) for y in money.years],
        **{stage.value: money.of(stage) for stage in MoneyStage},
        "stage_years": [
            (MONEY_STAGE_LABELS[stage], [(y, money.of(stage, None, y)) for y in money.years], money.of(stage))
            for stage in MoneyStage
        ],
    }


def _block_lines(money: MoneyTable) -> list[tuple[str, list[Any], Any]]:
    rows = sorted({row for row, _ in money.cells[MoneyStage.ESTIMATE]}, key=list(BLOCKS).index)
    return [
        (
            BLOCKS[row],
            [(y, money.of(MoneyStage.ESTIMATE, row, y)) for y in money.years],
            money.of(MoneyStage.ESTIMATE, row),
        )
        for row in rows
    ]


@sensitive("plans.plan", Way.EXPORT)
@page(permissions.VIEW)
def area_page(request: HttpRequest, code: str, area: str) -> HttpResponse:
    """Một nội dung CCHC: its objectives, tasks and activities."""
    found = opened(request, code, part=True)
    row = next((one for one in found.areas() if one.code == area), None)
    if row is None:
        raise Http404
    on = day_of(found)
    objectives = objective_states(
        found.plan,
        on=on,
        objectives=found.objectives()
        .filter(area_code=area)
        .select_related("target__indicator")
        .order_by("position"),
    )
    tasks = task_states(found.plan, on=on, tasks=found.tasks().filter(area_code=area).order_by("position"))
    activities = list(found.activities().filter(area_code=area).order_by("position"))
    money = estimates_of(found.plan, [a.origin for a in activities], version_id=found.version.pk).by_activity
    lines = [
        (
            a,
            [(y, money.of(MoneyStage.ESTIMATE, a.origin, y)) for y in money.years],
            money.of(MoneyStage.ESTIMATE, a.origin),
        )
        for a in activities
    ]
    return render(
        request,
        "plans/area.html",
        context(
            found,
            "noi-dung",
            area=row,
            objectives=objectives,
            tasks=tasks,
            activities=lines,
            years=money.years,
            sums=[(y, money.of(MoneyStage.ESTIMATE, None, y)) for y in money.years],
            total=money.of(MoneyStage.ESTIMATE),
            rule=RULE,
        ),
    )


@page(permissions.VIEW)
def unit_view(request: HttpRequest, code: str, unit: UUID) -> HttpResponse:
    """Một cơ quan, đơn vị trong kế hoạch: tasks it leads or takes part in, and its own plan."""
    found = opened(request, code, part=True)
    tasks = found.tasks().filter(lead_unit_id=unit) | found.tasks().filter(coordinations__unit_id=unit)
    own = Plan.objects.visible_to(request.actor).filter(parent=found.plan, unit_id=unit).first()
    return render(
        request,
        "plans/unit.html",
        context(
            found,
            "don-vi",
            unit_id=unit,
            unit_name=names([unit], timezone.localdate()).get(unit, ""),
            tasks=task_states(found.plan, on=day_of(found), tasks=tasks.distinct().order_by("position")),
            own=own,
            activities=found.activities().filter(lead_unit_id=unit).order_by("position"),
        ),
    )
