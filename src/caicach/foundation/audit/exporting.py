"""Sending roots out of the house: to a file, and where configured by e-mail and to a time-stamping authority."""

import json
import os
import urllib.request
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail

from caicach.foundation.audit.models import Root
from caicach.foundation.audit.queries import facts
from caicach.foundation.audit.rules import RootFacts
from caicach.foundation.audit.verifying import exported_roots

TIMEOUT = 20  # seconds that the authority may take


def export_roots(path: Path) -> list[int]:
    """Xuất gốc xác thực: append the roots that `path` lacks, one JSON line each, safe on disk; returns their numbers.

    Lines that are there are never touched: a file that has left the house stays what it was.
    """
    last = max((line["number"] for line in exported_roots(path)), default=0)
    fresh = [facts(root) for root in Root.objects.filter(number__gt=last).order_by("number")]
    if not fresh:
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.writelines(line(root) + "\n" for root in fresh)
        file.flush()
        os.fsync(file.fileno())
    return [root.number for root in fresh]


def line(root: RootFacts) -> str:
    """A root as it leaves the house."""
    return json.dumps(root.exported(), sort_keys=True)


def send_root(number: int) -> None:
    """Gửi gốc xác thực: e-mail a root to those outside who keep it, when `AUDIT_MAIL` names any."""
    if not settings.AUDIT_MAIL:
        return
    root = facts(Root.objects.get(number=number))
    send_mail(
        subject=f"caicach: gốc xác thực nhật ký số {number}",
        message=f"Đề nghị lưu thư này để đối chiếu khi cần.\n\n{line(root)}\n",
        from_email=None,
        recipient_list=settings.AUDIT_MAIL,
    )


def stamp_root(number: int) -> Path | None:
    """Đóng dấu thời gian: ask the authority at `AUDIT_TSA_URL` (RFC 3161) for a stamp on a root's hash.

    Keeps its answer beside the exported roots; None where no authority is configured. Raises on no or a bad answer.
    """
    if not settings.AUDIT_TSA_URL:
        return None
    from rfc3161_client import TimestampRequestBuilder, decode_timestamp_response  # deferred: slow import

    root = facts(Root.objects.get(number=number))
    question = TimestampRequestBuilder().data(line(root).encode()).build()
    request = urllib.request.Request(
        settings.AUDIT_TSA_URL,
        data=question.as_bytes(),
        headers={"Content-Type": "application/timestamp-query"},
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        reply = answer.read(1 << 20)
    if decode_timestamp_response(reply).status != 0:
        raise OSError(f"the time-stamping authority refused root {number}")
    path = settings.AUDIT_EXPORT.with_name(f"root-{number}.tsr")
    path.write_bytes(reply)
    return path
