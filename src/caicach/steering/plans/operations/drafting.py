"""Drafts: a plan begins, a published one is opened for adjustment, cells are edited one by one."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, Model

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.ids import new_id
from caicach.steering.plans import permissions
from caicach.steering.plans.models import (
    Activity,
    ActivityMoney,
    Area,
    LegalBasis,
    Objective,
    Plan,
    PlanVersion,
    PrintedTotal,
    Task,
    TaskCoordination,
)
from caicach.steering.plans.states import PlanKind

PlanRow = Area | Objective | Task | Activity
"""A row of a version that people edit."""


@transaction.atomic
def create_plan(
    *,
    code: str,
    kind: PlanKind,
    unit_id: UUID,
    title: str,
    first_year: int,
    last_year: int,
    parent: Plan | None = None,
    previous: Plan | None = None,
    is_sample: bool = False,
    is_public: bool = False,
    areas: Mapping[str, str] | None = None,
    by: Actor,
    at: datetime,
) -> PlanVersion:
    """Bắt đầu soạn kế hoạch: a plan with an empty draft as its first version, with `areas` (code: name) to fill.

    Refuses a second plan of the year.
    """
    by.require(permissions.EDIT, at_unit=unit_id)
    plan = Plan(
        code=code,
        kind=kind,
        unit_id=unit_id,
        title=title,
        first_year=first_year,
        last_year=last_year,
        parent=parent,
        previous=previous,
        is_sample=is_sample,
        is_public=is_public,
    )
    _clean(plan)
    plan.save()
    version = PlanVersion.objects.create(plan=plan, ordinal=1)
    Area.objects.bulk_create(
        Area(version=version, code=code, name=name, position=n)
        for n, (code, name) in enumerate((areas or {}).items(), 1)
    )
    record("plans.started", plan, by=by, at=at, first_year=first_year)
    return version


@transaction.atomic
def open_revision(*, plan: Plan, reason: str, by: Actor, at: datetime) -> PlanVersion:
    """Mở điều chỉnh, bổ sung: a draft copy of the version in force. Refuses while another draft is open."""
    plan = Plan.claim(plan.pk)
    by.require(permissions.EDIT, at_unit=plan.unit_id)
    if plan.current is None:
        raise Refused("Kế hoạch chưa ban hành; hãy sửa tiếp bản dự thảo.")
    if plan.versions.filter(published_at__isnull=True).exists():
        raise Refused("Kế hoạch đang có một bản dự thảo. Hãy sửa tiếp bản dự thảo đó.")
    if not reason.strip():
        raise Refused("Hãy nêu lý do điều chỉnh, bổ sung kế hoạch.", field="reason")
    last = plan.versions.aggregate(last=Max("ordinal"))["last"]
    draft = PlanVersion.objects.create(plan=plan, ordinal=last + 1, reason=reason.strip())
    copy_content(source=plan.current, into=draft)
    plan.save(update_fields=["revision"])
    record("plans.revision_opened", plan, by=by, at=at, ordinal=draft.ordinal, reason=reason)
    return draft


@transaction.atomic
def discard_draft(*, version: PlanVersion, by: Actor, at: datetime) -> None:
    """Hủy bản dự thảo; a plan that never was published goes with it."""
    version = _draft(version)
    plan = version.plan
    by.require(permissions.EDIT, at_unit=plan.unit_id)
    record("plans.draft_discarded", plan, by=by, at=at, ordinal=version.ordinal)
    version.delete()
    if plan.current_id is None:
        plan.delete()


def copy_content(*, source: PlanVersion, into: PlanVersion) -> None:
    """Copy all rows of `source` into the draft `into`, with the same origins."""
    for model in (Area, Objective, LegalBasis, PrintedTotal):
        _copy_rows(model.objects.filter(version=source), version_id=into.pk)
    tasks = _copy_rows(Task.objects.filter(version=source), version_id=into.pk)
    coordinations = TaskCoordination.objects.filter(task__version=source)
    _copy_rows(coordinations, parents=("task_id", tasks))
    activities = _copy_rows(Activity.objects.filter(version=source), version_id=into.pk)
    _copy_rows(ActivityMoney.objects.filter(activity__version=source), parents=("activity_id", activities))


def _copy_rows(
    rows: Iterable[Any],
    *,
    version_id: UUID | None = None,
    parents: tuple[str, dict[UUID, UUID]] | None = None,
) -> dict[UUID, UUID]:
    copies: list[Model] = []
    keys: dict[UUID, UUID] = {}
    for row in rows:
        keys[row.pk] = fresh = new_id()
        row.pk = fresh
        if version_id:
            row.version_id = version_id
        if parents:
            column, moved = parents
            setattr(row, column, moved[getattr(row, column)])
        copies.append(row)
    if copies:
        type(copies[0])._default_manager.bulk_create(copies, batch_size=2000)
    return keys


@transaction.atomic
def add_task(
    *, version: PlanVersion, after: Task | None = None, by: Actor, at: datetime, **fields: Any
) -> Task:
    """Thêm nhiệm vụ vào bản dự thảo, after a task or at the end; without a `code` it takes the next free number."""
    version = _draft(version)
    by.require(permissions.EDIT, at_unit=version.plan.unit_id)
    if after is not None:
        position = after.position + 1
        version.tasks.filter(position__gte=position).update(position=F("position") + 1)
        fields.setdefault("area_code", after.area_code)
    else:
        position = (version.tasks.aggregate(last=Max("position"))["last"] or 0) + 1
    fields.setdefault("code", _next_code(version))
    task = Task(version=version, position=position, **fields)
    _clean(task)
    task.save()
    record("plans.task_added", task, by=by, at=at, unit_id=version.plan.unit_id)
    return task


def _next_code(version: PlanVersion) -> str:
    taken = set(version.tasks.values_list("code", flat=True))
    number = len(taken) + 1
    while str(number) in taken:
        number += 1
    return str(number)


@transaction.atomic
def edit_item(
    *, item: PlanRow, changes: dict[str, Any], revision: int | None = None, by: Actor, at: datetime
) -> PlanRow:
    """Sửa ô của một dòng trong bản dự thảo: `changes` maps field names to checked values.

    For a task, `coordinating` takes the ids of units. Raises `Stale` when somebody else changed the row, `Refused`
    with the field when a value does not fit.
    """
    row = type(item).claim(item.pk, revision)
    version = _draft(row.version)
    by.require(permissions.EDIT, at_unit=version.plan.unit_id)
    coordinating = changes.pop("coordinating", None)
    for field, value in changes.items():
        setattr(row, field, value)
    _clean(row)
    row.save()
    if coordinating is not None:
        TaskCoordination.objects.filter(task_id=row.pk).delete()
        TaskCoordination.objects.bulk_create(
            TaskCoordination(task_id=row.pk, unit_id=unit) for unit in dict.fromkeys(coordinating)
        )
    record("plans.item_edited", row, by=by, at=at, unit_id=version.plan.unit_id, fields=sorted(changes))
    return row


@transaction.atomic
def remove_item(*, item: PlanRow, by: Actor, at: datetime) -> None:
    """Bỏ một dòng khỏi bản dự thảo; the published version keeps it."""
    version = _draft(item.version)
    by.require(permissions.EDIT, at_unit=version.plan.unit_id)
    record("plans.item_removed", item, by=by, at=at, unit_id=version.plan.unit_id, code=str(item))
    item.delete()


def _draft(version: PlanVersion) -> PlanVersion:
    version = PlanVersion.objects.select_for_update(of=("self",)).select_related("plan").get(pk=version.pk)
    if version.is_published:
        raise Refused("Bản này đã ban hành, không sửa được. Hãy mở điều chỉnh, bổ sung kế hoạch.")
    return version


def _clean(row: Model) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], field=None if field == "__all__" else field) from error
