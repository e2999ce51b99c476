"""Waiting scans, and the daily sweep of the store."""

from django.utils import timezone

from caicach.foundation.files.models import StoredFile, Verdict
from caicach.foundation.files.operations import scan, sweep
from caicach.foundation.jobs import job, periodic
from caicach.foundation.kernel.actor import SYSTEM


@job("files.scan_waiting", "Quét mã độc các tệp đang chờ")
def scan_waiting() -> None:
    """Ask the scanner about every file that still waits."""
    for stored in StoredFile.objects.filter(verdict=Verdict.WAITING).order_by("id"):
        scan(stored=stored, by=SYSTEM, at=timezone.now())


@periodic("files.rescan", "Quét lại các tệp chưa quét được", cron="*/10 * * * *")
def rescan(timestamp: int) -> None:
    """Every ten minutes: the scanner may be back."""
    scan_waiting()


@periodic("files.sweep", "Dọn tệp không còn dùng", cron="20 2 * * *", queue="slow")
def sweep_store(timestamp: int) -> None:
    """Every night: delete what no row knows."""
    sweep()
