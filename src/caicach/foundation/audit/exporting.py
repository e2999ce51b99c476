"""Sending roots out of the house: to a file, and where configured by e-mail."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from caicach.foundation.audit.models import Root
from caicach.foundation.audit.queries import facts
from caicach.foundation.audit.verifying import exported_roots


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
        file.writelines(as_line(root.exported()) + "\n" for root in fresh)
        file.flush()
        os.fsync(file.fileno())
    return [root.number for root in fresh]


def set_aside_roots(at: datetime) -> Path | None:
    """Move the roots and stamps of a log that was here before into a folder of their own beside; where, or None.

    For a database that becomes a new installation: its log begins, and the former one's roots are none of it.
    """
    path: Path = settings.AUDIT_EXPORT
    if not path.is_file():
        return None
    former = path.parent / f"until-{timezone.localtime(at):%Y%m%dT%H%M%S}"
    former.mkdir()
    for file in [path, *path.parent.glob("root-*.tsr")]:
        file.rename(former / file.name)
    return former


def as_line(exported: dict[str, Any]) -> str:
    """A root as it leaves the house; what is mailed and stamped is this line."""
    return json.dumps(exported, sort_keys=True)


def send_root(number: int) -> None:
    """Gửi gốc xác thực: e-mail a root to those outside who keep it, when `AUDIT_MAIL` names any."""
    if not settings.AUDIT_MAIL:
        return
    root = facts(Root.objects.get(number=number))
    taken = timezone.localtime(root.taken_at)
    send_mail(
        subject=f"caicach: gốc xác thực nhật ký số {number}, ngày {taken:%d/%m/%Y}",
        message=f"Gốc xác thực số {number}, lập lúc {taken:%H:%M ngày %d/%m/%Y}, gồm {root.events} sự kiện.\n"
        f"Đề nghị lưu thư này để đối chiếu khi cần.\n\n{as_line(root.exported())}\n",
        from_email=None,
        recipient_list=settings.AUDIT_MAIL,
    )
