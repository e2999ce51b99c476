"""Pages that show plans: the list, the overview, areas, objectives, tasks, activities, units."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from caicach.foundation.audit.sensitive import Way, looked_at, sensitive
from caicach.foundation.files.queries import attachments_of_many
from caicach.foundation.kernel.text_sql import holding
from caicach.foundation.papers.charts import Bars, drawn
from caicach.foundation.papers.exporting import exported
from caicach.foundation.ui import page
from caicach.organisation.units.queries import name_of, names
from caicach.steering.indicators import permissions as indicator_permissions
from caicach.steering.indicators.models import TargetRevision, Value
from caicach.steering.indicators.rules.status import FORECAST_RULE, LIGHT_LABELS, RULE, Light
from caicach.steering.plans import permissions
from caicach.steering.plans.models import Activity, MoneyDecision, Objective, Plan, Progress
from caicach.steering.plans.queries.cascade import kin_of, task_with_kin
from caicach.steering.plans.queries.money import MoneyTable, estimates_of, money_of, totals_of
from caicach.steering.plans.queries.overview import (
    ObjectiveState,
    lights,
    objective_states,
    progress_together,
    task_counts,
    task_states,
)
from caicach.steering.plans.queries.shown import AreaName, Shown, item_of, shown, unit_names
from caicach.steering.plans.rules.weights import RULE as WEIGHTS_RULE
from caicach.steering.plans.states import BLOCKS, MONEY_STAGE_LABELS, MoneyStage
from caicach.work.assignments import permissions as assignment_permissions
from caicach.work.assignments import queries as assignments

OBJECTIVES_A_PAGE = 25
"""Rows of the overview's table; the printed plan and its files have all of them."""

STATES = {
    "overdue": "Quá hạn",
    "due_soon": "Sắp đến hạn",
    "in_time": "Đang thực hiện trong hạn",
    "regular": "Thường xuyên",
    "done_in_time": "Hoàn thành đúng hạn",
    "done_late": "Hoàn thành quá hạn",
}


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


def context(found: Shown, tab: str, **more: Any) -> dict[str, Any]:
    """What every page of one plan knows: the plan, its address, the version shown, the tab, the day."""
    return {
        "home": reverse("plans:overview", args=[found.plan.code]),
        "plan": found.plan,
        "version": found.version,
        "found": found,
        "tab": tab,
        "today": timezone.localdate(),
        "state_labels": STATES,
        "light_labels": LIGHT_LABELS,
        **more,
    }


def opened(request: HttpRequest, code: str, **how: bool) -> Shown:
    """The plan of a page, as `shown` finds it; a draft of another unit is written to the read log."""
    found = shown(code, request.actor, **how)
    of_others = found.is_draft and found.plan.unit_id != request.actor.unit_id
    draft = {"ban": "du-thao"} if found.is_draft else {}
    looked_at(request, "plans.plan", found.plan.pk, unit_id=found.plan.unit_id, sensitive=of_others, **draft)
    return found


def _on(found: Shown) -> date:
    """The day a plan is looked at: today, or the last day of an ended one."""
    return min(timezone.localdate(), date(found.plan.last_year, 12, 31))


@sensitive("plans.plan", Way.EXPORT)
@page(permissions.VIEW)
def overview(request: HttpRequest, code: str) -> HttpResponse:
    """Tổng quan: targets against actual, money by year and area, late tasks."""
    found = opened(request, code, part=True)
    on = _on(found)
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


@sensitive("plans.plan", Way.EXPORT)
@page(permissions.VIEW)
def money_chart(request: HttpRequest, code: str) -> HttpResponse:
    """Biểu đồ kinh phí: the drawing alone, loaded after the page; asks again while the worker draws it."""
    found = opened(request, code, part=True)
    svg = _money_chart(totals_of(found.plan, found.origins(), version_id=found.version.pk).by_area)
    return render(request, "plans/_money_chart.html", {"plan": found.plan, "svg": svg})


def _money_chart(money: MoneyTable) -> str:
    stages = [s for s in MoneyStage if any(money.cells[s].values())]
    rows = tuple(
        (str(year), MONEY_STAGE_LABELS[stage], float(money.of(stage, None, year)))
        for year in money.years
        for stage in stages
    )
    return drawn(Bars("triệu đồng", rows)) if rows else ""


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
    on = _on(found)
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


@sensitive("plans.plan", Way.EXPORT)
@page(permissions.VIEW)
def objective_page(request: HttpRequest, code: str, origin: UUID) -> HttpResponse:
    """Một mục tiêu: up to the clause of the resolution, down to unit plans, tasks, values and rows."""
    found = opened(request, code, part=True)
    objective = item_of(found, Objective, origin).select_related("target__indicator").first()
    if objective is None:
        raise Http404
    indicator = objective.target.indicator if objective.target else None
    values = Value.objects.filter(indicator=indicator, unit_id=found.plan.unit_id).order_by("during", "id")
    entered = list(values) if indicator else []
    state = objective_states(found.plan, on=_on(found), objectives=[objective], values=entered)[0]
    beside = Q(serves__contains=[str(origin)]) | Q(area_code=objective.area_code)
    near = list(found.tasks().filter(beside).order_by("position"))
    attached = [task for task in near if str(origin) in (task.serves or [])]
    kin = kin_of(objective, found.plan, visible_to=request.actor, on=timezone.localdate())
    return render(
        request,
        "plans/objective.html",
        context(
            found,
            "muc-tieu",
            objective=objective,
            area_name=_area_name(found, objective.area_code),
            state=state,
            on=_on(found),
            indicator=indicator,
            up=kin.up,
            down=kin.down,
            tasks=task_states(found.plan, on=_on(found), tasks=attached or near),
            attached=attached,
            elsewhere=kin.alike,
            revisions=TargetRevision.objects.filter(target=objective.target_id).order_by("-at"),
            entered=entered[::-1]
            if request.actor.may(indicator_permissions.VIEW, at_unit=found.plan.unit_id)
            else [],
            rule=RULE,
            forecast_rule=FORECAST_RULE,
        ),
    )


@sensitive("plans.plan", Way.EXPORT)
@page(permissions.VIEW)
def task_page(request: HttpRequest, code: str, origin: UUID) -> HttpResponse:
    """Một nhiệm vụ: who, until when, what product; assignments that carry it out, reports, what it serves."""
    found = opened(request, code, part=True)
    today = timezone.localdate()
    kin = task_with_kin(
        found.tasks(),
        origin,
        plan=found.plan,
        aims=found.objectives(),
        visible_to=request.actor,
        on=today,
    )
    if kin is None:
        raise Http404
    task = kin.task
    reports = list(
        Progress.objects.filter(plan=found.plan, origin=origin)
        .annotate(unit_name=name_of("unit_id", today))
        .order_by("reported_at", "id")
    )
    state = task_states(found.plan, on=_on(found), tasks=[task], reports=reports)[0]
    proofs = attachments_of_many("plans.progress", [report.pk for report in reports])
    partners = {UUID(unit["id"]): unit["name"] for unit in task.partners}
    return render(
        request,
        "plans/task.html",
        context(
            found,
            "nhiem-vu",
            task=task,
            area_name=_area_name(found, task.area_code),
            state=state,
            reports=[(report, proofs.get(report.pk, [])) for report in reversed(reports)],
            partners=partners,
            down=kin.down,
            up=kin.up,
            assignments=assignments.of_subject("plans.task", origin, visible_to=request.actor, on=today),
            may_give=request.actor.has(assignment_permissions.ASSIGN),
            may_confirm=request.actor.may(
                permissions.CONFIRM, at_unit=found.plan.unit_id, area=task.area_code
            ),
            report_units=_reporting_units(request, found, task, partners),
        ),
    )


def _area_name(found: Shown, code: str) -> str:
    return next((area.name for area in found.areas() if area.code == code), "")


def _reporting_units(
    request: HttpRequest, found: Shown, task: Any, partners: dict[UUID, str]
) -> dict[UUID, str]:
    """The units for which the person may report on the task, with their names."""
    if found.plan.archived or found.is_draft:
        return {}
    units = {task.lead_unit_id: task.lead_name} | partners
    units.setdefault(found.plan.unit_id, task.owner_name)
    may = request.actor.may
    return {
        u: name for u, name in units.items() if u and may(permissions.REPORT, at_unit=u, area=task.area_code)
    }


@sensitive("plans.plan", Way.EXPORT)
@page(permissions.VIEW)
def activity_page(request: HttpRequest, code: str, origin: UUID) -> HttpResponse:
    """Một hoạt động có kinh phí: amounts by year and stage, each decision with its paper."""
    found = opened(request, code, part=True)
    activity = item_of(found, Activity, origin).first()
    if activity is None:
        raise Http404
    money = money_of(found.plan, [origin], version_id=found.version.pk).by_activity
    return render(
        request,
        "plans/activity.html",
        context(
            found,
            "kinh-phi",
            activity=activity,
            years=money.years,
            stages=[
                (stage, [money.of(stage, None, y) for y in money.years], money.of(stage))
                for stage in MoneyStage
            ],
            amounts=activity.amounts.order_by("year", "source"),
            decisions=MoneyDecision.objects.filter(plan=found.plan, origin=origin).order_by("-recorded_at"),
            lead=names([activity.lead_unit_id], timezone.localdate()).get(activity.lead_unit_id)
            if activity.lead_unit_id
            else "",
            may_record=request.actor.may(permissions.MONEY, at_unit=found.plan.unit_id)
            and not found.is_draft,
        ),
    )


@sensitive("plans.plan", Way.EXPORT)
@page(permissions.VIEW)
def money_page(request: HttpRequest, code: str) -> HttpResponse:
    """Kinh phí: every activity by year as the annex prints it, with the sums by area and block."""
    found = opened(request, code, part=True)
    activities = list(found.activities().order_by("position"))
    amounts = money_of(found.plan, found.origins(), version_id=found.version.pk)
    money, by_area = amounts.by_activity, amounts.by_area
    lines = [(a, _money_line(money, a.origin)) for a in activities]
    if file := exported(
        request,
        _money_columns(money.years),
        lines,
        name=f"Kinh phí {found.plan.code}",
        heading=[found.plan.title, "Đơn vị: triệu đồng"],
    ):
        return file
    return render(
        request,
        "plans/money.html",
        context(
            found,
            "kinh-phi",
            groups=[
                (
                    area,
                    _money_line(by_area, area.code),
                    [row for row in lines if row[0].area_code == area.code],
                )
                for area in found.areas()
                if any(a.area_code == area.code for a in activities)
            ],
            years=money.years,
            sum=_money_line(money),
            blocks=[
                (label, _money_line(amounts.by_block, block))
                for block, label in BLOCKS.items()
                if amounts.by_block.of(MoneyStage.ESTIMATE, block)
            ],
        ),
    )


def _money_line(money: MoneyTable, row: object = None) -> dict[str, Any]:
    """One line of the table of money: the rough estimate by year, every stage, how much of the allocation is spent."""
    stages = {stage.value: money.of(stage, row) for stage in MoneyStage}
    allocated = stages[MoneyStage.ALLOCATED]
    return {
        **stages,
        "years": [(year, money.of(MoneyStage.ESTIMATE, row, year)) for year in money.years],
        "rate": 100 * stages[MoneyStage.SPENT] / allocated if allocated else None,
    }


def _money_columns(years: list[int]) -> list[tuple[str, Any]]:
    return [
        ("STT", lambda r: r[0].code),
        ("Hoạt động", lambda r: r[0].name),
        ("Cơ quan chủ trì", lambda r: r[0].lead_text),
        ("Khối", lambda r: r[0].get_block_display()),
        *[(str(year), lambda r, n=n: r[1]["years"][n][1]) for n, year in enumerate(years)],
        ("Cộng", lambda r: r[1]["estimate"]),
        ("Thẩm định dự toán", lambda r: r[1]["appraised"]),
        ("Giao dự toán", lambda r: r[1]["allocated"]),
        ("Thực hiện", lambda r: r[1]["spent"]),
    ]


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
            tasks=task_states(found.plan, on=_on(found), tasks=tasks.distinct().order_by("position")),
            own=own,
            activities=found.activities().filter(lead_unit_id=unit).order_by("position"),
        ),
    )
