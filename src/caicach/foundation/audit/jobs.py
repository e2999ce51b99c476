"""Roots are taken by themselves, and sent out as soon as they stand."""

from django.conf import settings
from django.utils import timezone

from caicach.foundation.audit.exporting import export_roots, send_root
from caicach.foundation.audit.models import Root
from caicach.foundation.audit.operations import take_root
from caicach.foundation.audit.stamping import stamp_root, waiting
from caicach.foundation.jobs import enqueue, job, periodic


@periodic("audit.root", "Lập gốc xác thực nhật ký", cron="3 * * * *")
def root_is_due(timestamp: int) -> None:
    """Every hour, or once a day where `AUDIT_ROOTS` says daily: take a root and export it."""
    now = timezone.now()
    last = Root.objects.order_by("-number").first()
    daily = settings.AUDIT_ROOTS == "daily"
    if daily and last and timezone.localdate(last.taken_at) == timezone.localdate(now):
        return
    take_root(at=now)
    enqueue("audit.export", key="audit.export")


@job("audit.export", "Xuất gốc xác thực nhật ký")
def export() -> None:
    """Write the new roots to the file, then have each one mailed and stamped."""
    for number in export_roots(settings.AUDIT_EXPORT):
        enqueue("audit.send", number=number)
    ask_for_stamps()


@periodic("audit.stamps", "Xin lại dấu thời gian còn thiếu", cron="33 * * * *")
def stamps_are_due(timestamp: int) -> None:
    """Every hour: ask again for the stamps that the authority has not given."""
    ask_for_stamps()


def ask_for_stamps() -> None:
    """Have every exported root that waits for its stamp stamped."""
    for number in waiting():
        enqueue("audit.stamp", key=f"audit.stamp.{number}", number=number)


@job(
    "audit.send", "Gửi thư gốc xác thực", about="Gốc số {number}", retry=20, wait=300
)  # a mail server may be away for most of a day
def send(number: int) -> None:
    """E-mail a root."""
    send_root(number)


@job("audit.stamp", "Xin dấu thời gian", about="Gốc số {number}", wait=60)
def stamp(number: int) -> None:
    """Have a root time-stamped."""
    stamp_root(number)
