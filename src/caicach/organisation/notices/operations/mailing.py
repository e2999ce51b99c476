"""Letters: each waiting delivery once, and one summary a day."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.message import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from caicach.foundation.kernel.actor import Actor
from caicach.organisation.notices.models import Delivery
from caicach.organisation.notices.states import Mail

_LOG = logging.getLogger(__name__)
AT_ONCE = 200


def send_waiting(*, by: Actor, at: datetime) -> int:
    """Gửi thư đang chờ; returns how many went out. Two workers never send the same letter."""
    sent = 0
    while batch := _send_batch(at):
        sent += batch
    return sent


@transaction.atomic
def _send_batch(at: datetime) -> int:
    waiting = Delivery.objects.filter(mail=Mail.WAITING).select_for_update(of=("self",), skip_locked=True)
    rows = list(waiting.select_related("notice", "person")[:AT_ONCE])
    for delivery in rows:
        _send([delivery], delivery.notice.title, "notices/email/notice.txt", at)
    return len(rows)


@transaction.atomic
def send_digests(*, by: Actor, at: datetime) -> int:
    """Thư tổng hợp trong ngày: one letter a person with what they have not opened; returns how many letters."""
    waiting = Delivery.objects.filter(mail=Mail.DIGEST).select_for_update(of=("self",), skip_locked=True)
    by_person: dict[object, list[Delivery]] = defaultdict(list)
    opened = []
    for delivery in waiting.select_related("notice", "person").order_by("id"):
        if delivery.seen_at is None:
            by_person[delivery.person_id].append(delivery)
        else:
            opened.append(delivery.pk)
    Delivery.objects.filter(pk__in=opened).update(mail=Mail.NONE)
    for rows in by_person.values():
        _send(rows, f"Tổng hợp {len(rows)} thông báo chưa xem", "notices/email/digest.txt", at)
    return len(by_person)


def _send(rows: Sequence[Delivery], subject: str, template: str, at: datetime) -> None:
    """One letter about these deliveries to their person; a refusing mail server is noted, not fatal."""
    person, keys = rows[0].person, [row.pk for row in rows]
    address = person.email or getattr(getattr(person, "user", None), "email", "")
    if not address:
        Delivery.objects.filter(pk__in=keys).update(mail=Mail.NONE)
        return
    words = {"person": person, "deliveries": rows, "site": settings.BASE_URL.rstrip("/")}
    body = render_to_string(template, words)
    letter = EmailMessage(" ".join(subject.split()), body, None, [address], connection=get_connection())
    try:
        letter.send()
    except (SMTPException, OSError) as error:
        _LOG.warning("letter to person %s not sent: %s", person.pk, error)
        Delivery.objects.filter(pk__in=keys).update(mail=Mail.FAILED)
        return
    Delivery.objects.filter(pk__in=keys).update(mail=Mail.SENT, mailed_at=at)
