"""What others may know of plans and their tasks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone

from caicach.foundation.audit.telling import event_words, read_words
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.scope import scoped
from caicach.foundation.kernel.text import shortened
from caicach.foundation.records import Hanging, RecordKind, Ref, SearchEntry, Todo, register, setup_step
from caicach.steering.plans import permissions
from caicach.steering.plans.models import Plan, Progress, Task
from caicach.steering.plans.operations.handing import (
    FUNCTION_AREAS,
    hand_over_drafts,
    hand_over_tasks,
    open_drafts,
    open_tasks,
)
from caicach.steering.plans.operations.reference import load_reference, load_samples
from caicach.steering.plans.operations.samples import make_samples
from caicach.steering.plans.queries.progress import to_report_on
from caicach.steering.plans.queries.responsible import tasks_of_units
from caicach.steering.plans.states import ProgressStatus

TASK, PLAN, PROGRESS = "plans.task", "plans.plan", "plans.progress"


def _task_url(task: Task) -> str:
    return reverse("plans:task", args=[task.version.plan.code, task.origin])


def _title(task: Task) -> str:
    return shortened(f"{task.code}. {task.text}")


def _tasks_visible(actor: Actor) -> Iterable[Task]:
    narrowed = scoped(actor, permissions.VIEW, unit="version__plan__unit_id", area="area_code")
    in_force = Q(version=F("version__plan__current"))
    whole = Q(version__plan__in=Plan.objects.visible_to(actor))
    return Task.objects.filter(whole | in_force & narrowed).select_related("version__plan")


def _hanging(units: Sequence[UUID]) -> list[Hanging]:
    return [
        Hanging(Ref(TASK, t.origin), _title(t), _task_url(t), t.due_on)
        for t in open_tasks(list(units), timezone.now())
    ]


def _hanging_drafts(units: Sequence[UUID]) -> list[Hanging]:
    return [
        Hanging(Ref(PLAN, plan.pk), f"Dự thảo: {plan.title}", reverse("plans:overview", args=[plan.code]))
        for plan in open_drafts(units)
    ]


def _open_of_units(units: Sequence[UUID], on: date) -> list[Todo]:
    tasks: QuerySet[Any] = to_report_on(tasks_of_units(units, on).filter(due_on__isnull=False))
    return [
        Todo(
            Ref(TASK, t.origin),
            _title(t),
            _task_url(t),
            t.due_on,
            t.responsible_id,
            label=f"Nhiệm vụ của {t.version.plan.title}",
        )
        for t in tasks
    ]


def _todo(actor: Actor, on: date) -> list[Todo]:
    """Tasks of the unit the person reports for, and reports that wait for this person's confirmation."""
    own = _open_of_units([actor.unit_id], on) if actor.unit_id and actor.has(permissions.REPORT) else []
    if not actor.has(permissions.CONFIRM):
        return own
    waiting = Progress.objects.filter(status=ProgressStatus.REPORTED, plan__archived=False)
    reports = _titled(waiting).select_related("plan").order_by("reported_at")[:200]
    return own + [
        Todo(
            Ref(PROGRESS, p.pk),
            shortened(p.task_title or p.text),
            reverse("plans:task", args=[p.plan.code, p.origin]) + "#tien-do",
            None,
            p.unit_id,
            label=f"Báo cáo tiến độ {p.percent}%: {shortened(p.text, 100)}",
            waiting_for_me=True,
            act="Xác nhận",
            act_url=reverse("plans:confirm_progress", args=[p.plan.code, p.pk]),
            act_fields=(("revision", str(p.revision)),),
        )
        for p in reports
        if actor.may(permissions.CONFIRM, at_unit=p.plan.unit_id, area=p.area_code)
    ]


def _due_work(actors: Sequence[Actor], on: date, until: date) -> Iterator[tuple[Actor, Todo]]:
    """The tasks of `_todo` due not after `until`, for many people; reports that wait have no date."""
    of_unit: dict[UUID, list[Actor]] = defaultdict(list)
    for actor in actors:
        if actor.unit_id and actor.has(permissions.REPORT):
            of_unit[actor.unit_id].append(actor)
    for todo in _open_of_units(list(of_unit), on) if of_unit else ():
        if todo.unit_id and todo.due_on and todo.due_on <= until:
            yield from ((actor, todo) for actor in of_unit[todo.unit_id])


def _returned(actor: Actor, on: date) -> list[Todo]:
    """Reports of the unit that were sent back and not yet sent anew."""
    if not actor.unit_id or not actor.has(permissions.REPORT):
        return []
    rows = (
        Progress.objects.filter(unit_id=actor.unit_id)
        .select_related("plan")
        .order_by("origin", "-reported_at")
    )
    latest = [p for p in _titled(rows).distinct("origin") if p.status == ProgressStatus.RETURNED]
    return [
        Todo(
            Ref(PROGRESS, p.pk),
            shortened(p.task_title or p.text),
            reverse("plans:task", args=[p.plan.code, p.origin]) + "#tien-do",
            None,
            p.unit_id,
            label=f"Trả lại: {p.returned_reason}",
            returned=True,
            act="Báo cáo lại",
        )
        for p in latest
    ]


def _titled(reports: QuerySet[Progress]) -> QuerySet[Progress]:
    """The reports with `task_title`: number and text of the task in force."""
    task = Task.objects.filter(version__plan__current=F("version"), origin=OuterRef("origin"))
    title = task.annotate(title=Concat("code", Value(". "), "text", output_field=TextField()))
    return reports.annotate(task_title=Subquery(title.values("title")[:1]))


def _unnumbered(actor: Actor, on: date) -> list[Todo]:
    """Plans in force whose number and date of issue this person may record and nobody has."""
    if not actor.has(permissions.ISSUE):
        return []
    plans = Plan.objects.filter(archived=False, current__number="").order_by("-first_year", "title")
    return [
        Todo(
            Ref(PLAN, plan.pk),
            plan.title,
            reverse("plans:issue", args=[plan.code]),
            None,
            plan.unit_id,
            label="Đã ban hành, chưa ghi số, ngày",
            waiting_for_me=True,
            act="Ghi số, ngày",
        )
        for plan in plans.filter(scoped(actor, permissions.ISSUE))[:200]
    ]


register(
    RecordKind(
        kind=PLAN,
        label="Chương trình, kế hoạch",
        model=Plan,
        title=lambda plan: plan.title,
        url=lambda plan: reverse("plans:overview", args=[plan.code]),
        visible=Plan.objects.all().visible_to,
        todo=_unnumbered,
        due_work=lambda actors, on, until: (),  # without a date
        hangs_on_unit=_hanging_drafts,
        hand_over_unit=hand_over_drafts,
        search=lambda: (
            SearchEntry(p.pk, p.title, p.code, p.unit_id)
            for p in Plan.objects.filter(current__isnull=False).iterator()
        ),
    )
)
register(
    RecordKind(
        kind=TASK,
        label="Nhiệm vụ của kế hoạch",
        model=Task,
        title=_title,
        url=_task_url,
        unit=lambda task: task.lead_unit_id,
        visible=_tasks_visible,
        todo=_todo,
        due_work=_due_work,
        obligations=lambda unit_id, on: _open_of_units([unit_id], on),
        hangs_on_unit=_hanging,
        hand_over_unit=hand_over_tasks,
        functions=frozenset(FUNCTION_AREAS),
        todo_key="origin",
        search=lambda: (
            SearchEntry(t.pk, _title(t), t.product, t.lead_unit_id)
            for t in Task.objects.filter(version__plan__current=F("version")).iterator()
        ),
    )
)
register(
    RecordKind(
        kind=PROGRESS,
        label="Báo cáo tiến độ",
        model=Progress,
        title=lambda p: shortened(p.text, 150),
        url=lambda p: reverse("plans:task", args=[p.plan.code, p.origin]) + "#tien-do",
        visible=lambda actor: Progress.objects.visible_to(actor).select_related("plan"),
        todo=_returned,
        due_work=lambda actors, on, until: (),  # a report that was sent back has no date
    )
)

setup_step(510, "Chương trình, kế hoạch", load_reference)
setup_step(510, "Kế hoạch mẫu năm 2026, 2027", load_samples, sample=True)
setup_step(520, "Số liệu, kinh phí, tiến độ mẫu", make_samples, sample=True)

event_words(
    {
        "plans.started": "Bắt đầu soạn kế hoạch",
        "plans.revision_opened": "Mở điều chỉnh, bổ sung kế hoạch",
        "plans.draft_discarded": "Hủy bản dự thảo",
        "plans.task_added": "Thêm nhiệm vụ",
        "plans.item_edited": "Sửa nội dung dự thảo",
        "plans.item_removed": "Bỏ nội dung khỏi dự thảo",
        "plans.published": "Ban hành kế hoạch",
        "plans.issued": "Ghi số, ngày ban hành",
        "plans.archived": "Đưa kế hoạch vào lưu trữ",
        "plans.progress_reported": "Báo cáo tiến độ",
        "plans.progress_confirmed": "Xác nhận báo cáo tiến độ",
        "plans.progress_returned": "Trả lại báo cáo tiến độ",
        "plans.money_recorded": "Ghi kinh phí",
        "plans.generated": "Tạo kế hoạch từ kế hoạch cấp trên",
        "plans.lead_changed": "Đổi cơ quan chủ trì nhiệm vụ",
        "plans.draft_handed_over": "Bàn giao kế hoạch dự thảo",
        "plans.imported": "Nhập kế hoạch từ tệp",
        "plans.item_imported": "Nhập nội dung từ tệp",
        "plans.samples_made": "Tạo số liệu mẫu",
    }
)

read_words({"plans.plan": "Chương trình, kế hoạch"})
