"""The cascade: unit plans made from the provincial plan, and next year's plan from last year's."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from caicach.foundation.audit.operations import record_many
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.ids import new_id
from caicach.organisation.units.queries import names, units_of_group
from caicach.steering.plans import permissions
from caicach.steering.plans.models import Area, Objective, Plan, PlanVersion, Task
from caicach.steering.plans.operations.drafting import create_plan
from caicach.steering.plans.queries.progress import progress_of_tasks
from caicach.steering.plans.states import PlanKind


@transaction.atomic
def generate_unit_plans(*, source: Plan, unit_ids: Sequence[UUID], by: Actor, at: datetime) -> list[Plan]:
    """Tạo dự thảo kế hoạch của các cơ quan, đơn vị from the plan's tasks and targets that bind them.

    A task binds a unit when it names a group the unit is in on the day, or the unit itself as lead. Units that have
    a plan of the year are passed over. Returns the new plans; the units edit, print and publish them.
    """
    by.require(permissions.PUBLISH, at_unit=source.unit_id)
    if source.current is None:
        raise Refused("Chỉ giao kế hoạch đã ban hành.")
    year = source.first_year
    have = Plan.objects.filter(kind=PlanKind.YEARLY_PLAN, first_year=year, archived=False, unit__in=unit_ids)
    wanted = [u for u in unit_ids if u not in set(have.values_list("unit_id", flat=True))]
    if not wanted:
        return []
    called = names(wanted, localdate(at))
    plans = [_unit_plan(source, unit, called[unit]) for unit in wanted]
    versions = [PlanVersion(plan=plan, ordinal=1) for plan in plans]
    Plan.objects.bulk_create(plans)
    PlanVersion.objects.bulk_create(versions)
    _fill(source.current, versions, localdate(at))
    record_many(
        [("plans.generated", plan, plan.unit_id, {"from": str(source.pk)}) for plan in plans], by=by, at=at
    )
    return plans


def _unit_plan(source: Plan, unit_id: UUID, name: str) -> Plan:
    return Plan(
        code=f"{source.code}-{str(unit_id)[-12:]}",
        kind=PlanKind.YEARLY_PLAN,
        unit_id=unit_id,
        title=f"Kế hoạch cải cách hành chính năm {source.first_year} của {name}",
        first_year=source.first_year,
        last_year=source.last_year,
        parent=source,
        is_sample=source.is_sample,
    )


def _fill(source: PlanVersion, versions: Sequence[PlanVersion], on: date) -> None:
    areas = list(Area.objects.filter(version=source).order_by("position"))
    objectives = list(Objective.objects.filter(version=source).exclude(binds_group="").order_by("position"))
    tasks = list(Task.objects.filter(version=source).order_by("position"))
    bound: list[Objective | Task] = [*objectives, *tasks]
    groups = {row.binds_group for row in bound if row.binds_group}
    members = {group: {u.unit_id for u in units_of_group(group, on)} for group in groups}
    Area.objects.bulk_create(
        [Area(version=v, code=a.code, name=a.name, position=a.position) for v in versions for a in areas]
    )
    made_objectives, made_tasks = [], []
    for version in versions:
        unit = version.plan.unit_id
        goals = [o for o in objectives if unit in members[o.binds_group]]
        mine = [t for t in tasks if t.lead_unit_id == unit or unit in members.get(t.binds_group, ())]
        made_objectives += [_objective_for(version, goal, n) for n, goal in enumerate(goals, 1)]
        made_tasks += [_task_for(version, task, n) for n, task in enumerate(mine, 1)]
    Objective.objects.bulk_create(made_objectives, batch_size=2000)
    Task.objects.bulk_create(made_tasks, batch_size=2000)


def _objective_for(version: PlanVersion, objective: Objective, number: int) -> Objective:
    return Objective(
        version=version,
        code=str(number),
        position=number,
        area_code=objective.area_code,
        block=objective.block,
        text=objective.text,
        target_id=objective.target_id,
        answers=objective.origin,
    )


def _task_for(version: PlanVersion, task: Task, number: int) -> Task:
    return Task(
        version=version,
        code=str(number),
        position=number,
        area_code=task.area_code,
        block=task.block,
        kind=task.kind,
        text=task.text,
        product=task.product,
        lead_unit_id=version.plan.unit_id,
        starts_on=task.starts_on,
        due_on=task.due_on,
        due_text=task.due_text,
        answers=task.origin,
    )


@transaction.atomic
def start_from_last_year(*, previous: Plan, code: str, title: str, by: Actor, at: datetime) -> PlanVersion:
    """Lập kế hoạch năm sau from this year's: its areas, and its unfinished tasks as nhiệm vụ chuyển tiếp.

    A task is unfinished while its confirmed progress is below 100 %; days are moved by one year.
    """
    if previous.current is None:
        raise Refused("Kế hoạch năm trước chưa ban hành.")
    draft = create_plan(
        code=code,
        kind=PlanKind.YEARLY_PLAN,
        unit_id=previous.unit_id,
        title=title,
        first_year=previous.first_year + 1,
        last_year=previous.last_year + 1,
        parent=previous.parent,
        previous=previous,
        is_sample=previous.is_sample,
        is_public=previous.is_public,
        by=by,
        at=at,
    )
    done = progress_of_tasks(previous)
    for area in Area.objects.filter(version=previous.current):
        Area.objects.create(version=draft, code=area.code, name=area.name, position=area.position)
    unfinished = [
        task
        for task in Task.objects.filter(version=previous.current).order_by("position")
        if done[task.origin].percent < 100
    ]
    Task.objects.bulk_create(_carried(draft, task, n) for n, task in enumerate(unfinished, 1))
    return draft


def _carried(version: PlanVersion, task: Task, number: int) -> Task:
    origin = task.origin
    task.pk, task.origin, task.revision = new_id(), new_id(), 0
    task.version, task.code, task.position, task.carried_from = version, str(number), number, origin
    task.starts_on = task.starts_on and _next_year(task.starts_on)
    task.due_on = task.due_on and _next_year(task.due_on)
    return task


def _next_year(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)
