"""The index follows the log."""

from django.utils import timezone

from caicach.foundation.jobs import job, periodic
from caicach.foundation.kernel.actor import SYSTEM
from caicach.foundation.search.operations import follow_log, rebuild, refresh_kind


@job("search.refresh", "Lập lại chỉ mục của một loại")
def refresh(kind: str) -> None:
    """Index one kind anew: queued by an owner that wants its rows found at once."""
    refresh_kind(kind=kind, by=SYSTEM, at=timezone.now())


@periodic("search.follow", "Cập nhật chỉ mục tìm kiếm", cron="* * * * *")
def follow(timestamp: int) -> None:
    """Every minute: index what was recorded since."""
    follow_log(by=SYSTEM, at=timezone.now())


@periodic("search.rebuild", "Lập lại toàn bộ chỉ mục tìm kiếm", cron="10 3 * * *", queue="slow")
def rebuild_all(timestamp: int) -> None:
    """Every night: index everything, whatever the log says."""
    rebuild(by=SYSTEM, at=timezone.now())
