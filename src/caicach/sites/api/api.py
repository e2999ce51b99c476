"""`/api/v1/`: units, plans, tasks, assignments, measures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import DataError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Query, Status
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.security import APIKeyHeader, django_auth

from caicach.foundation.audit.sensitive import Reads, Way, looked_at, write_down
from caicach.foundation.kernel.errors import NotPermitted, Refused
from caicach.foundation.measures import Period, all_measures
from caicach.foundation.measures import queries as measures
from caicach.foundation.measures.permissions import VIEW as MEASURES_VIEW
from caicach.foundation.measures.registry import places
from caicach.organisation.access.queries import actor_of
from caicach.organisation.units import queries as units
from caicach.organisation.units.permissions import VIEW as UNITS_VIEW
from caicach.steering.plans import permissions as plans_permissions
from caicach.steering.plans.models import Plan
from caicach.steering.plans.queries.money import money_of
from caicach.steering.plans.queries.overview import objective_states, task_states
from caicach.steering.plans.queries.shown import Shown, shown
from caicach.steering.plans.states import MoneyStage
from caicach.work.assignments import permissions as assignments_permissions
from caicach.work.assignments.operations.giving import give
from caicach.work.assignments.queries.lists import Wanted, filtered
from caicach.work.assignments.rules import Order

from . import schemas
from .queries import user_of_key


class Key(APIKeyHeader):
    """Khóa kết nối in the header `X-API-Key`; the call then acts as the key's user."""

    param_name = "X-API-Key"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        found = user_of_key(key, on=timezone.localdate()) if key else None
        if found is None:
            return None
        request.user, used = found
        request.actor = actor_of(request.user, on=timezone.localdate(), at=timezone.now())
        if used.last_used_on != timezone.localdate():
            type(used).objects.filter(pk=used.pk).update(last_used_on=timezone.localdate())
        return used


class Api(NinjaAPI):
    """Its operations carry the names of their functions: generated clients have `list_units`, `give_assignment`."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name that a generated client uses."""
        return operation.view_func.__name__


api = Api(
    title="caicach",
    version="1",
    description="Giao diện lập trình của nền tảng cải cách hành chính",
    auth=[Key(), django_auth],
    urls_namespace="api-1",
    docs_url=None,  # its page would load scripts from elsewhere; the description is at openapi.json
)
ERRORS = dict.fromkeys((400, 401, 403, 404, 409, 422), schemas.Message)


@dataclass(frozen=True)
class Needs:
    """What an operation asks of its caller: kept on the function for the permission matrix."""

    permission: str


def needs(permission: str, *, reads: str = "") -> Callable[[Any], Any]:
    """The caller must hold `permission` somewhere; else 403. `reads`: answers about this kind enter the read log."""

    def wrap(view: Any) -> Any:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.actor.has(permission):
                raise PermissionDenied
            answer = view(request, *args, **kwargs)
            if reads:
                write_down(request, reads, Way.API)
            return answer

        inner.needs = Needs(permission)
        inner.reads = Reads(reads, Way.API) if reads else None
        return inner

    return wrap


@api.exception_handler(NotPermitted)
def _not_permitted(request: HttpRequest, error: NotPermitted) -> HttpResponse:
    return api.create_response(request, {"message": error.message}, status=403)


@api.exception_handler(ValidationError)
def _not_as_described(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [str(part) for part in error.errors[0]["loc"][1:]]
    field = ".".join(part for part in fields if part != "body") or None
    message = (
        f"Giá trị của “{field}” thiếu hoặc không đúng kiểu."
        if field
        else "Nội dung gửi không phải JSON như mô tả."
    )
    answer = {"message": message, "field": field, "detail": error.errors}
    return api.create_response(request, answer, status=422)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    message = "Hãy đăng nhập, hoặc gửi khóa còn hiệu lực trong X-API-Key."
    return api.create_response(request, {"message": message}, status=401)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja itself refuses: a body that it cannot read."""
    message = "Không đọc được nội dung gửi; nội dung phải là JSON."
    return api.create_response(request, {"message": message}, status=error.status_code)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return api.create_response(request, {"message": str(error), "field": error.field}, status=409)


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return api.create_response(
        request, {"message": "Bạn chưa được phân quyền dùng chức năng này."}, status=403
    )


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return api.create_response(request, {"message": "Không tìm thấy, hoặc bạn không được xem."}, status=404)


@api.exception_handler(DataError)
def _unstorable(request: HttpRequest, error: DataError) -> HttpResponse:
    message = "Giá trị không lưu, không tra được: có ký tự hoặc độ lớn ngoài giới hạn."
    return api.create_response(request, {"message": message}, status=409)


def _text(value: str) -> str:
    if "\x00" in value:
        raise Refused("Có ký tự không hợp lệ trong yêu cầu.")
    return value


class Pages(LimitOffsetPagination):
    """`limit` up to 500, `offset`; answers `{items, count}`."""

    class Input(LimitOffsetPagination.Input):
        limit: Annotated[int, Query(ge=1, le=500)] = 100
        offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0


@api.get("/units", response={200: list[schemas.UnitOut], **ERRORS}, tags=["units"])
@paginate(Pages)
@needs(UNITS_VIEW, reads="units.unit")
def list_units(
    request: HttpRequest, on: date | None = None, under: str = "", administrative: bool = False
) -> Sequence[units.TreeRow]:
    """Cây cơ quan, đơn vị as of a day (today), whole or under a code; administrative areas alone where asked."""
    return units.outline(on or timezone.localdate(), under=_text(under), administrative=administrative)


@api.get("/units/{code}", response={200: schemas.UnitOut, **ERRORS}, tags=["units"])
@needs(UNITS_VIEW, reads="units.unit")
def get_unit(request: HttpRequest, code: str, on: date | None = None) -> units.TreeRow:
    """Một cơ quan, đơn vị by its code (statistics code, agency code, own code, in this order) on a day."""
    day = on or timezone.localdate()
    try:
        version = units.unit_by_code(_text(code), day)
    except Refused as refused:
        raise Http404 from refused
    looked_at(request, "units.unit", version.unit_id, unit_id=version.unit_id)
    return units.outline(day, under=version.code)[0]


def _plans(request: HttpRequest) -> Any:
    return (
        Plan.objects.partly_visible_to(request.actor).filter(current__isnull=False).select_related("current")
    )


def _plan_out(plan: Plan) -> schemas.PlanOut:
    return schemas.PlanOut(
        code=plan.code,
        title=plan.title,
        kind=plan.kind,
        first_year=plan.first_year,
        last_year=plan.last_year,
        unit_id=plan.unit_id,
        number=plan.current.number if plan.current else "",
        archived=plan.archived,
        is_sample=plan.is_sample,
    )


@api.get("/plans", response={200: list[schemas.PlanOut], **ERRORS}, tags=["plans"])
@paginate(Pages)
@needs(plans_permissions.VIEW, reads="plans.plan")
def list_plans(request: HttpRequest, year: int | None = None) -> list[schemas.PlanOut]:
    """Chương trình, kế hoạch đã ban hành mà người gọi được xem."""
    plans = _plans(request).order_by("kind", "-first_year", "code")
    if year is not None:
        if not 1900 <= year <= 3000:
            return []
        plans = plans.filter(first_year__lte=year, last_year__gte=year)
    return [_plan_out(plan) for plan in plans]


def _shown(request: HttpRequest, code: str) -> Shown:
    found = shown(_text(code), request.actor, part=True)
    if found.is_draft:
        raise Http404
    looked_at(request, "plans.plan", found.plan.pk, unit_id=found.plan.unit_id)
    return found


@api.get("/plans/{code}", response={200: schemas.PlanOut, **ERRORS}, tags=["plans"])
@needs(plans_permissions.VIEW, reads="plans.plan")
def get_plan(request: HttpRequest, code: str) -> schemas.PlanOut:
    """Một chương trình, kế hoạch."""
    return _plan_out(_shown(request, code).plan)


@api.get("/plans/{code}/objectives", response={200: list[schemas.ObjectiveOut], **ERRORS}, tags=["plans"])
@paginate(Pages)
@needs(plans_permissions.VIEW, reads="plans.plan")
def list_objectives(request: HttpRequest, code: str) -> list[schemas.ObjectiveOut]:
    """Mục tiêu, chỉ tiêu with actual value and light as of today (or the end of an ended plan)."""
    found = _shown(request, code)
    plan = found.plan
    on = min(timezone.localdate(), date(plan.last_year, 12, 31))
    return [
        schemas.ObjectiveOut(
            origin=s.objective.origin,
            code=s.objective.code,
            area=s.objective.area_code,
            block=s.objective.block,
            text=s.objective.text,
            target=_target_out(s.objective, s.target),
            actual=schemas.number(s.status.value),
            light=s.status.light.value,
            line_from=s.objective.line_from,
        )
        for s in objective_states(
            plan,
            on=on,
            objectives=found.objectives().select_related("target__indicator").order_by("position"),
        )
    ]


def _target_out(objective: Any, target: Any) -> schemas.TargetOut | None:
    if target is None:
        return None
    return schemas.TargetOut(
        indicator=objective.target.indicator.key,
        operator=target.operator,
        value=schemas.number(target.value),
        value2=schemas.number(target.value2),
        unit=target.unit,
        year=target.year,
        baseline=schemas.number(target.baseline),
        baseline_year=target.base_year,
        threshold=schemas.number(target.threshold) if target.is_resolved else None,
    )


@api.get("/plans/{code}/tasks", response={200: list[schemas.TaskOut], **ERRORS}, tags=["plans"])
@paginate(Pages)
@needs(plans_permissions.VIEW, reads="plans.plan")
def list_tasks(request: HttpRequest, code: str) -> list[schemas.TaskOut]:
    """Nhiệm vụ with progress and state as of today."""
    found = _shown(request, code)
    tasks = found.tasks().order_by("position")
    return [
        schemas.TaskOut(
            origin=s.task.origin,
            code=s.task.code,
            area=s.task.area_code,
            text=s.task.text,
            product=s.task.product,
            lead_unit_id=s.task.lead_unit_id,
            lead=s.task.lead_text,
            due_on=s.task.due_on,
            percent=s.progress.percent,
            state=s.state,
        )
        for s in task_states(found.plan, on=timezone.localdate(), tasks=tasks)
    ]


@api.get("/plans/{code}/activities", response={200: list[schemas.ActivityOut], **ERRORS}, tags=["plans"])
@paginate(Pages)
@needs(plans_permissions.VIEW, reads="plans.plan")
def list_activities(request: HttpRequest, code: str) -> list[schemas.ActivityOut]:
    """Hoạt động có kinh phí; money in triệu đồng by stage and year."""
    found = _shown(request, code)
    money = money_of(found.plan, found.origins()).by_activity
    return [
        schemas.ActivityOut(
            origin=a.origin,
            code=a.code,
            area=a.area_code,
            block=a.block,
            name=a.name,
            lead=a.lead_text,
            money={
                stage.value: {str(y): float(money.of(stage, a.origin, y)) for y in money.years}
                for stage in MoneyStage
            },
        )
        for a in found.activities().order_by("position")
    ]


@api.get("/assignments", response={200: list[schemas.AssignmentOut], **ERRORS}, tags=["assignments"])
@paginate(Pages)
@needs(assignments_permissions.VIEW, reads="assignments.assignment")
def list_assignments(request: HttpRequest, unit_id: UUID | None = None, status: str = "") -> Any:
    """Nhiệm vụ được giao mà người gọi được xem, soonest due first."""
    wanted = Wanted(unit_id=unit_id, status=_text(status))
    return filtered(wanted, visible_to=request.actor, on=timezone.localdate())


@api.get("/assignments/{id}", response={200: schemas.AssignmentOut, **ERRORS}, tags=["assignments"])
@needs(assignments_permissions.VIEW, reads="assignments.assignment")
def get_assignment(request: HttpRequest, id: UUID) -> Any:
    """Một nhiệm vụ được giao."""
    found = filtered(Wanted(), visible_to=request.actor, on=timezone.localdate()).filter(pk=id).first()
    if found is None:
        raise Http404
    looked_at(request, "assignments.assignment", found.pk, unit_id=found.unit_id)
    return found


@api.post("/assignments", response={201: schemas.AssignmentOut, **ERRORS}, tags=["assignments"])
@needs(assignments_permissions.ASSIGN)
def give_assignment(request: HttpRequest, order: schemas.AssignmentIn) -> Any:
    """Giao một nhiệm vụ; refused with 409 in words when it contradicts itself or a unit does not live."""
    given = {k: _text(v) if isinstance(v, str) else v for k, v in order.dict().items()}
    with transaction.atomic():
        made = give(order=Order(**given), by=request.actor, at=timezone.now())
    rows = filtered(Wanted(), visible_to=request.actor, on=timezone.localdate())
    return Status(201, rows.get(pk=made.pk))


@api.get("/measures", response={200: list[schemas.MeasureOut], **ERRORS}, tags=["measures"])
@needs(MEASURES_VIEW)
def list_measures(request: HttpRequest) -> list[schemas.MeasureOut]:
    """Số đo with their published definitions."""
    return [
        schemas.MeasureOut(key=m.key, label=m.label, unit=m.unit, kind=m.kind, definition=m.definition)
        for m in all_measures()
    ]


@api.get("/measures/{key}", response={200: schemas.ReadingOut, **ERRORS}, tags=["measures"])
@needs(MEASURES_VIEW)
def read_measure(request: HttpRequest, key: str, unit: str, period: str) -> schemas.ReadingOut:
    """Đọc một số đo of a unit (by code) with everything below it, in a period (2025, 2025-Q4, 2025-09, FROM..UNTIL)."""
    today = timezone.localdate()
    if key not in {m.key for m in all_measures()}:
        raise Http404
    asked = Period.parse(_text(period))
    place = places().by_code(_text(unit), min(asked.last_day, today))
    found = measures.figure(key, place, asked, on=today)
    return schemas.ReadingOut(
        key=key,
        unit=unit,
        period=period,
        numerator=float(found.reading.numerator),
        denominator=schemas.number(found.reading.denominator),
        value=schemas.number(found.value),
    )
