"""Urging units that have not done what is due."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.ids import new_id
from caicach.foundation.records import Ref
from caicach.organisation.notices import permissions
from caicach.organisation.notices.operations.telling import Message, notify_many
from caicach.organisation.notices.states import URGED
from caicach.organisation.units.models import Unit

RECEIVES = "units.view"
URGING = "notices.urging"


@transaction.atomic
def urge(
    *,
    units: Sequence[UUID],
    title: str,
    text: str,
    url: str = "",
    ref: Ref | None = None,
    by: Actor,
    at: datetime,
) -> Ref:
    """Đôn đốc: tell everybody who works in the units, and keep who has opened it. Returns what receipts go by."""
    for unit in units:
        by.require(permissions.URGE, at_unit=unit)
    if not units:
        raise Refused("Chưa chọn cơ quan, đơn vị nào.", field="units")
    if not title.strip():
        raise Refused("Chưa nhập nội dung đôn đốc.", field="title")
    about = ref or Ref(URGING, new_id())
    messages = [
        Message(
            kind=URGED,
            title=title.strip(),
            text=text.strip(),
            url=url,
            ref=about,
            unit_id=unit,
            permission=RECEIVES,
        )
        for unit in dict.fromkeys(units)
    ]
    notify_many(messages, by=by, at=at)
    for told in Unit.objects.filter(pk__in=units):
        record("notices.urged", told, by=by, at=at, unit_id=told.pk, about=str(about.id), title=title.strip())
    return about
