"""The run log of background work, read from the queue's own tables."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Max, QuerySet
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker

from caicach.foundation.jobs.lanes import LANES
from caicach.foundation.jobs.registry import about_of, label_of, periodic_names

STATUSES = {
    "todo": "đang chờ",
    "doing": "đang chạy",
    "succeeded": "đã xong",
    "failed": "bị lỗi",
    "cancelled": "đã hủy",
    "aborted": "đã dừng",
}


@dataclass(frozen=True, slots=True)
class Run:
    """A job as the run log shows it; times are None while they have not happened."""

    id: int
    task: str
    lane: str
    status: str
    attempts: int
    arguments: dict[str, Any]
    queued_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def title(self) -> str:
        """The job in Vietnamese."""
        return label_of(self.task)

    @property
    def about(self) -> str:
        """What it is about, in words; "" where that says nothing."""
        return about_of(self.task, self.arguments)

    @property
    def details(self) -> dict[str, Any]:
        """Its name and what it was given, for who looks for a fault; without the planned time of periodic jobs."""
        return {"tên": self.task} | {k: v for k, v in self.arguments.items() if k != "timestamp"}

    @property
    def label(self) -> str:
        """The state in Vietnamese."""
        return STATUSES.get(self.status, self.status)

    @property
    def lane_label(self) -> str:
        """The lane in Vietnamese."""
        return LANES.get(self.lane, self.lane)


def last_heartbeat() -> datetime | None:
    """When a worker was last alive."""
    beat: datetime | None = ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"))["last"]
    return beat


class Background(NamedTuple):
    """How background work fares: when a worker was last alive, when the job that has waited longest was queued (jobs
    planned for later do not count), and how many have failed for good since a moment."""

    beat: datetime | None
    waiting: datetime | None
    failed: int


def background(*, now: datetime, failed_since: datetime) -> Background:
    """How background work fares, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT (SELECT max(last_heartbeat) FROM procrastinate_workers),
                      (SELECT min(event.at) FROM procrastinate_events event
                       JOIN procrastinate_jobs job ON job.id = event.job_id
                       WHERE event.type = 'deferred' AND job.status = 'todo'
                         AND (job.scheduled_at IS NULL OR job.scheduled_at <= %s)),
                      (SELECT count(*) FROM procrastinate_events event
                       JOIN procrastinate_jobs job ON job.id = event.job_id
                       WHERE event.type = 'failed' AND job.status = 'failed' AND event.at >= %s)""",
            [now, failed_since],
        )
        return Background(*cursor.fetchone())


def runs(
    *, status: str = "", task: str = "", routine: bool = True, before: int | None = None, most: int = 50
) -> list[Run]:
    """Jobs, the latest first, in two queries; `before` continues below that id.

    Without `routine`, periodic jobs are left out that went well or have yet to run; those that failed stay.
    """
    jobs: QuerySet[Any] = ProcrastinateJob.objects.order_by("-id")
    if not routine:
        jobs = jobs.exclude(task_name__in=periodic_names(), status__in=("todo", "doing", "succeeded"))
    jobs = jobs.filter(status=status) if status else jobs
    jobs = jobs.filter(task_name=task) if task else jobs
    page = list((jobs.filter(id__lt=before) if before else jobs)[:most])
    times: dict[tuple[int, str], datetime] = {
        (event.job_id, event.type): event.at
        for event in ProcrastinateEvent.objects.filter(job__in=[job.id for job in page]).order_by("id")
    }
    return [_run(job, times) for job in page]


def _run(job: Any, times: dict[tuple[int, str], datetime]) -> Run:
    ends = [times.get((job.id, kind)) for kind in ("succeeded", "failed", "cancelled", "aborted")]
    return Run(
        id=job.id,
        task=job.task_name,
        lane=job.queue_name,
        status=job.status,
        attempts=job.attempts,
        arguments=job.args,
        queued_at=times.get((job.id, "deferred")),
        started_at=times.get((job.id, "started")),
        ended_at=max((end for end in ends if end), default=None)
        if job.status not in ("todo", "doing")
        else None,
    )


def counts() -> dict[str, int]:
    """How many jobs are in each state."""
    rows = ProcrastinateJob.objects.values_list("status").annotate(n=Count("id"))
    return dict(rows)


def waiting_by_lane() -> dict[str, int]:
    """How many jobs wait in each lane, lanes without any included."""
    rows = ProcrastinateJob.objects.filter(status="todo").values_list("queue_name").annotate(n=Count("id"))
    return dict.fromkeys(LANES, 0) | dict(rows)


def task_names() -> list[str]:
    """The names of all jobs in the log."""
    return list(ProcrastinateJob.objects.order_by("task_name").values_list("task_name", flat=True).distinct())
