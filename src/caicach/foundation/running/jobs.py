"""Keeping the list of slow statements short."""

from datetime import timedelta

from django.utils import timezone

from caicach.foundation.jobs import periodic
from caicach.foundation.running.operations import forget_slow

KEPT = timedelta(days=30)


@periodic("running.forget_slow", "Xóa câu lệnh chậm đã cũ", cron="40 2 * * *")
def forget(timestamp: int) -> None:
    """Every night: drop statements that have not been slow for a month."""
    forget_slow(before=timezone.now() - KEPT)
