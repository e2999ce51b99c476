"""How far tasks are: from the assignments that carry them out, else from confirmed reports."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from caicach.steering.plans.models import Plan, Progress, Task
from caicach.steering.plans.states import ProgressStatus
from caicach.work.assignments import queries as assignments

SUBJECT = "plans.task"


@dataclass(frozen=True, slots=True)
class TaskProgress:
    """Tiến độ of one task: percent, where it comes from ("assignments", "report", "none"), and what blocks it.

    `done_on` is the day it was complete; `waiting` counts reports not yet confirmed.
    """

    percent: int = 0
    source: str = "none"
    done_on: date | None = None
    blocked: bool = False
    because: str = ""
    waiting: int = 0

    def state(self, due_on: date | None, on: date) -> str:
        """done_in_time, done_late, overdue, due_soon (30 days or less), in_time or regular, on a day."""
        if self.percent >= 100:
            return "done_late" if due_on and self.done_on and self.done_on > due_on else "done_in_time"
        if due_on is None:
            return "regular"
        if due_on < on:
            return "overdue"
        return "due_soon" if (due_on - on).days <= 30 else "in_time"


def to_report_on(tasks: QuerySet[Any]) -> QuerySet[Any]:
    """Of these tasks, those that no assignment carries out and that no confirmed report calls complete.

    What `progress_of_tasks` tells, as a condition.
    """
    reports = Progress.objects.filter(plan=OuterRef("version__plan"), origin=OuterRef("origin"))
    latest = reports.filter(status=ProgressStatus.CONFIRMED).order_by("-reported_at", "-id")
    carried = Exists(assignments.of_subjects(SUBJECT, [OuterRef("origin")]))
    reached = Coalesce(Subquery(latest.values("percent")[:1]), 0)
    return tasks.exclude(carried).annotate(percent_reported=reached).filter(percent_reported__lt=100)


def progress_of_tasks(
    plan: Plan, origins: Iterable[UUID] | None = None, *, reports: Iterable[Progress] | None = None
) -> dict[UUID, TaskProgress]:
    """Progress of tasks of the plan in force (all, or those of `origins`), in two queries; missing ones are 0 %.

    `reports` are all reports on these tasks, oldest first, where the caller has read them: then in one query.
    """
    wanted = list(origins) if origins is not None else None
    if reports is None:
        rows = Progress.objects.filter(plan=plan).order_by("reported_at", "id")
        reports = rows if wanted is None else rows.filter(origin__in=wanted)
    if wanted is None:
        wanted = list(Task.objects.filter(version_id=plan.current_id).values_list("origin", flat=True))
    return _progress(reports, assignments.progress_of(SUBJECT, wanted))


def progress_in_plans(tasks: Iterable[Task]) -> dict[tuple[UUID, UUID], TaskProgress]:
    """Progress of tasks of any plans in force by (plan, origin), in two queries; `version` must have been read."""
    of_plan: dict[UUID, list[UUID]] = defaultdict(list)
    for task in tasks:
        of_plan[task.version.plan_id].append(task.origin)
    wanted = [origin for origins in of_plan.values() for origin in origins]
    reports: dict[UUID, list[Progress]] = defaultdict(list)
    for report in Progress.objects.filter(plan__in=of_plan, origin__in=wanted).order_by("reported_at", "id"):
        reports[report.plan_id].append(report)
    carried = assignments.progress_of(SUBJECT, wanted)
    found: dict[tuple[UUID, UUID], TaskProgress] = {}
    for plan, origins in of_plan.items():
        known = _progress(reports[plan], {o: carried[o] for o in origins if o in carried})
        found |= {(plan, origin): known[origin] for origin in origins}
    return found


def _progress(
    reports: Iterable[Progress], carried: Mapping[UUID, assignments.SubjectProgress]
) -> dict[UUID, TaskProgress]:
    """What reports, oldest first, and the assignments that carry tasks out say of them; missing ones are 0 %."""
    found: dict[UUID, TaskProgress] = defaultdict(TaskProgress)
    waiting: dict[UUID, int] = defaultdict(int)
    for report in reports:
        if report.status == ProgressStatus.RETURNED:
            continue
        if report.status == ProgressStatus.REPORTED:
            waiting[report.origin] += 1
            continue
        done_on = localdate(report.reported_at) if report.percent == 100 else None
        found[report.origin] = TaskProgress(report.percent, "report", done_on, report.blocked, report.because)
    for origin, count in waiting.items():
        known = found[origin]
        found[origin] = TaskProgress(
            known.percent, known.source, known.done_on, known.blocked, known.because, count
        )
    for origin, work in carried.items():
        found[origin] = TaskProgress(
            int(Decimal(work.percent)), "assignments", work.done_on, work.blocked, "", waiting[origin]
        )
    return found
