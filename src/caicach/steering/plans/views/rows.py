"""Pages of one objective, one task, one activity."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from caicach.foundation.audit.sensitive import Way, sensitive
from caicach.foundation.files.queries import attachments_of_many
from caicach.foundation.measures.rules import Period
from caicach.foundation.ui import page
from caicach.organisation.units.queries import name_of, names
from caicach.steering.indicators import permissions as indicator_permissions
from caicach.steering.indicators.models import TargetRevision, Value
from caicach.steering.indicators.rules.status import FORECAST_RULE, RULE
from caicach.steering.plans import permissions
from caicach.steering.plans.models import Activity, MoneyDecision, Objective, Progress
from caicach.steering.plans.queries.cascade import kin_of, task_with_kin
from caicach.steering.plans.queries.money import money_of
from caicach.steering.plans.queries.overview import (
    objective_states,
    task_states,
)
from caicach.steering.plans.queries.shown import Shown, item_of
from caicach.steering.plans.rules.quarters import open_quarters
from caicach.steering.plans.states import MoneyStage
from caicach.steering.plans.views.frame import context, day_of, opened
from caicach.work.assignments import permissions as assignment_permissions
from caicach.work.assignments import queries as assignments


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
    state = objective_states(found.plan, on=day_of(found), objectives=[objective], values=entered)[0]
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
            on=day_of(found),
            indicator=indicator,
            up=kin.up,
            down=kin.down,
            tasks=task_states(found.plan, on=day_of(found), tasks=attached or near),
            attached=attached,
            elsewhere=kin.alike,
            revisions=TargetRevision.objects.filter(target=objective.target_id).order_by("-at"),
            may_see_indicators=request.actor.has(indicator_permissions.VIEW),
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
    state = task_states(found.plan, on=day_of(found), tasks=[task], reports=reports)[0]
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
            quarters=[
                (quarter, Period.parse(quarter).text)
                for quarter in open_quarters(
                    today, first_year=found.plan.first_year, last_year=found.plan.last_year
                )
            ],
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
