"""Progress: units report by task, the lead confirms or sends back; nothing is overwritten."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.moves import require_move
from caicach.steering.plans import permissions
from caicach.steering.plans.models import Plan, Progress, Task
from caicach.steering.plans.rules.quarters import open_quarters, quarter_of
from caicach.steering.plans.states import PROGRESS_MOVES, ProgressStatus
from caicach.work.assignments import queries as assignments

SUBJECT = "plans.task"
"""What assignments that carry out a plan task name as their subject, with the task's origin as id."""


@transaction.atomic
def report_progress(
    *,
    plan: Plan,
    origin: UUID,
    unit_id: UUID,
    percent: int,
    text: str,
    period: str = "",
    blocked: bool = False,
    because: str = "",
    is_sample: bool = False,
    by: Actor,
    at: datetime,
) -> Progress:
    """Báo cáo tiến độ một nhiệm vụ của kế hoạch, as `unit_id`, the lead or a coordinating unit of the task.

    `period` is the quarter it is about ("2026-Q1"), without it that of the day. Refuses a quarter that is not open,
    an ended plan, a unit that the task does not name, and a percentage by hand where assignments carry the task out:
    there the progress is theirs.
    """
    task = _task(plan, origin)
    by.require(permissions.REPORT, at_unit=unit_id, area=task.area_code)
    if plan.archived:
        raise Refused("Kế hoạch đã kết thúc, không nhận thêm báo cáo tiến độ.")
    if unit_id not in {task.lead_unit_id, plan.unit_id, *task.coordinating.values_list("id", flat=True)}:
        raise Refused("Cơ quan, đơn vị này không chủ trì, không phối hợp thực hiện nhiệm vụ.")
    if assignments.progress_of(SUBJECT, [origin]).get(origin):
        raise Refused(
            "Nhiệm vụ này đã được giao cụ thể; tiến độ tính theo các nhiệm vụ được giao. "
            "Hãy báo cáo tại nhiệm vụ được giao."
        )
    if period and period not in open_quarters(
        localdate(at), first_year=plan.first_year, last_year=plan.last_year
    ):
        raise Refused(
            "Kỳ báo cáo phải là quý này hoặc một trong ba quý trước, trong thời gian của kế hoạch.",
            field="period",
        )
    if not 0 <= percent <= 100:
        raise Refused("Tỷ lệ hoàn thành phải từ 0 đến 100.", field="percent")
    if not text.strip():
        raise Refused("Hãy nêu kết quả thực hiện.", field="text")
    if blocked and not because.strip():
        raise Refused("Nhiệm vụ đang vướng mắc phải nêu nguyên nhân.", field="because")
    progress = Progress.objects.create(
        plan=plan,
        origin=origin,
        unit_id=unit_id,
        area_code=task.area_code,
        period=period or quarter_of(localdate(at)),
        percent=percent,
        text=text.strip(),
        blocked=blocked,
        because=because.strip(),
        reported_by=by.user_id,
        reported_by_name=by.name,
        reported_at=at,
        is_sample=is_sample,
    )
    record(
        "plans.progress_reported",
        progress,
        by=by,
        at=at,
        period=progress.period,
        percent=percent,
        blocked=blocked,
    )
    return progress


@transaction.atomic
def confirm_progress(*, progress: Progress, revision: int | None = None, by: Actor, at: datetime) -> Progress:
    """Xác nhận báo cáo tiến độ: from now on it is the task's progress."""
    progress = Progress.claim(progress.pk, revision)
    by.require(permissions.CONFIRM, at_unit=progress.plan.unit_id, area=progress.area_code)
    require_move(ProgressStatus(progress.status), PROGRESS_MOVES["confirm"])
    progress.status = ProgressStatus.CONFIRMED
    progress.decided_at, progress.decided_by_name = at, by.name
    progress.save()
    record("plans.progress_confirmed", progress, by=by, at=at)
    return progress


@transaction.atomic
def return_progress(
    *, progress: Progress, reason: str, revision: int | None = None, by: Actor, at: datetime
) -> Progress:
    """Trả lại báo cáo tiến độ để hoàn thiện, nêu lý do."""
    progress = Progress.claim(progress.pk, revision)
    by.require(permissions.CONFIRM, at_unit=progress.plan.unit_id, area=progress.area_code)
    require_move(ProgressStatus(progress.status), PROGRESS_MOVES["send_back"])
    if not reason.strip():
        raise Refused("Hãy nêu lý do trả lại.", field="reason")
    progress.status, progress.returned_reason = ProgressStatus.RETURNED, reason.strip()
    progress.decided_at, progress.decided_by_name = at, by.name
    progress.save()
    record("plans.progress_returned", progress, by=by, at=at, reason=reason)
    return progress


def _task(plan: Plan, origin: UUID) -> Task:
    task = Task.objects.filter(version_id=plan.current_id, origin=origin).first()
    if task is None:
        raise Refused("Nhiệm vụ không có trong kế hoạch đang có hiệu lực.")
    return task
