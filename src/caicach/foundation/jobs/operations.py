"""What an administrator does with background work."""

from datetime import datetime

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status

from caicach.foundation.jobs import permissions
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused


def retry(*, job_id: int, by: Actor, at: datetime) -> str:
    """Chạy lại: put a failed job back into the queue; returns its name. Refused unless it has failed."""
    by.require(permissions.RETRY)
    job = ProcrastinateJob.objects.filter(pk=job_id).first()
    if job is None or job.status != Status.FAILED.value:
        raise Refused("Chỉ chạy lại được việc đang ở trạng thái “bị lỗi”. Hãy tải lại trang.")
    try:
        app.job_manager.retry_job_by_id(job_id, retry_at=at)
    except (AlreadyEnqueued, ConnectorException) as error:
        raise Refused("Không đưa được việc này trở lại hàng đợi: một việc cùng loại đang chờ.") from error
    name: str = job.task_name
    return name
