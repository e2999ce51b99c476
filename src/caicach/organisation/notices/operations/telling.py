"""Telling people that something happened: rows now, letters by a job."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from caicach.foundation.jobs import enqueue
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import Ref
from caicach.organisation.notices.models import Delivery, Notice
from caicach.organisation.notices.queries import holders, substitutes, wishes
from caicach.organisation.notices.states import Channel, Mail
from caicach.organisation.personnel.models import Person

_MAIL_OF = {Channel.NONE: Mail.NONE, Channel.EACH: Mail.WAITING, Channel.DIGEST: Mail.DIGEST}


@dataclass(frozen=True, slots=True)
class Message:
    """What to tell, and whom: these people, and those who hold `permission` at `unit_id`."""

    kind: str
    title: str
    url: str = ""
    text: str = ""
    ref: Ref | None = None
    unit_id: UUID | None = None
    permission: str = ""
    person_ids: Sequence[UUID] = field(default=())


@transaction.atomic
def notify_many(messages: Iterable[Message], *, by: Actor, at: datetime) -> int:
    """Thông báo: tell everybody concerned but the doer; absent people's substitutes too. Returns how many were told.

    A constant number of queries however many messages. Letters go by a job after commit.
    """
    asked = list(messages)
    told = _recipients(asked, by, at)
    rows = [_notice(message, by, at) for message in asked]
    everybody = {person for people in told for person in people}
    wish = wishes(everybody, {m.kind for m in asked})
    deliveries = [
        _delivery(notice, message, person, wish[person, message.kind])
        for notice, message, people in zip(rows, asked, told, strict=True)
        for person in sorted(people)
    ]
    wanted = {delivery.notice_id for delivery in deliveries}
    Notice.objects.bulk_create([row for row in rows if row.pk in wanted], batch_size=1000)
    Delivery.objects.bulk_create(deliveries, batch_size=2000)
    if any(delivery.mail == Mail.WAITING for delivery in deliveries):
        enqueue("notices.send_waiting")
    return len(deliveries)


def notify(
    *,
    kind: str,
    title: str,
    persons: Sequence[UUID] = (),
    units: Sequence[UUID] = (),
    permission: str = "",
    ref: Ref | None = None,
    url: str = "",
    text: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """Tell people, and those who hold `permission` in each of the units, one thing."""
    about = Message(kind=kind, title=title, ref=ref, url=url, text=text)
    messages = [replace(about, unit_id=unit, permission=permission) for unit in units]
    if persons:
        messages.append(replace(about, person_ids=tuple(persons)))
    return notify_many(messages, by=by, at=at)


def _recipients(messages: list[Message], by: Actor, at: datetime) -> list[set[UUID]]:
    today = localdate(at)
    at_units = holders({(m.unit_id, m.permission) for m in messages if m.unit_id and m.permission}, on=today)
    told = [
        {*m.person_ids, *(at_units.get((m.unit_id, m.permission), ()) if m.unit_id else ())} for m in messages
    ]
    stand_in = substitutes({person for people in told for person in people}, on=today)
    gone = _gone({person for people in told for person in people}, at)
    return [
        (people | {stand_in[p] for p in people if p in stand_in}) - {by.person_id} - gone for people in told
    ]


def _gone(people: set[UUID], at: datetime) -> set[UUID]:
    left = Person.objects.filter(pk__in=people, left_on__lte=localdate(at))
    return set(left.values_list("pk", flat=True))


def _notice(message: Message, by: Actor, at: datetime) -> Notice:
    return Notice(
        kind=message.kind,
        title=message.title[:500],
        text=message.text,
        url=message.url,
        ref_kind=message.ref.kind if message.ref else "",
        ref_id=message.ref.id if message.ref else None,
        unit_id=message.unit_id,
        sender_id=by.person_id,
        at=at,
    )


def _delivery(notice: Notice, message: Message, person: UUID, wish: tuple[bool, Channel]) -> Delivery:
    in_inbox, channel = wish
    return Delivery(
        notice=notice,
        person_id=person,
        for_unit_id=message.unit_id,
        in_inbox=in_inbox,
        mail=_MAIL_OF[channel],
    )
