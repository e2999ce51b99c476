"""Letters and reminders in the background."""

from django.utils import timezone

from caicach.foundation.jobs import job, periodic
from caicach.foundation.kernel.actor import system
from caicach.organisation.notices import operations


@job("notices.send_waiting", "Gửi các thư đang chờ", queue="mail")
def send_waiting() -> int:
    """Gửi các thư đang chờ."""
    at = timezone.now()
    return operations.send_waiting(by=system(timezone.localdate(at)), at=at)


@periodic("notices.remind", "Nhắc việc buổi sáng", cron="15 6 * * *")
def remind(timestamp: int) -> int:
    """Nhắc việc mỗi sáng ngày làm việc."""
    at = timezone.now()
    return operations.remind(by=system(timezone.localdate(at)), at=at)


@periodic("notices.send_digests", "Gửi thư tổng hợp", cron="45 6 * * 1-6", queue="mail")
def send_digests(timestamp: int) -> int:
    """Gửi thư tổng hợp mỗi sáng, sau nhắc việc."""
    at = timezone.now()
    return operations.send_digests(by=system(timezone.localdate(at)), at=at)
