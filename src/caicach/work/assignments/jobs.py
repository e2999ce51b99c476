"""Work done later: the daily reminders."""

from datetime import UTC, datetime

from django.utils import timezone

from caicach.foundation.jobs import periodic
from caicach.foundation.kernel.actor import system

from .operations import remind_due


@periodic("assignments.remind", cron="0 7 * * *")
def remind(timestamp: int) -> None:
    """Đôn đốc mỗi sáng lúc 7 giờ; a sweep that is run again sends nothing twice."""
    at = datetime.fromtimestamp(timestamp, tz=UTC)
    remind_due(by=system(timezone.localdate(at)), at=at)
