"""Hand-over: all open work of one person in a unit goes to another, with minutes."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.records import Hanging, RecordKind
from caicach.organisation.personnel import permissions
from caicach.organisation.personnel.models import HandOver, Person
from caicach.organisation.personnel.queries import open_work, works_in
from caicach.organisation.units.models import Unit


@transaction.atomic
def hand_over(
    *,
    giver: Person,
    receiver: Person,
    unit: Unit,
    reason: str,
    papers: str = "",
    witness: str = "",
    by: Actor,
    at: datetime,
) -> HandOver:
    """Bàn giao công việc: move everything open that hangs on the giver in the unit to the receiver.

    Every app moves its own rows (`hand_over_person` of its record kinds); the minutes keep the list as it was.
    """
    by.require(permissions.HAND_OVER, at_unit=unit.pk)
    _require_receiver(giver, receiver, unit, at)
    if not reason.strip():
        raise Refused("Chưa nhập lý do bàn giao.", field="reason")
    items: list[dict[str, Any]] = []
    for kind, hanging in open_work(giver.pk, unit.pk):
        if not hanging:
            continue
        if kind.hand_over_person is None:
            raise Refused(f"Chưa bàn giao được “{kind.label}” tại đây. Hãy chuyển riêng trước khi bàn giao.")
        kind.hand_over_person(giver.pk, receiver.pk, unit.pk, by=by, at=at)
        items += [_line(kind, item) for item in hanging]
    minutes = HandOver.objects.create(
        giver=giver, receiver=receiver, unit=unit, at=at, reason=reason.strip(), papers=papers.strip(),
        witness=witness.strip(), items=items,
    )  # fmt: skip
    record(
        "personnel.handed_over", minutes, by=by, at=at, unit_id=unit.pk, giver=str(giver.pk),
        receiver=str(receiver.pk), items=len(items),
    )  # fmt: skip
    return minutes


def _require_receiver(giver: Person, receiver: Person, unit: Unit, at: datetime) -> None:
    if giver.pk == receiver.pk:
        raise Refused("Người nhận bàn giao phải là người khác.", field="receiver")
    if not works_in(receiver.pk, unit.pk, on=localdate(at)):
        raise Refused(
            "Người nhận bàn giao chưa có vị trí công tác tại cơ quan, đơn vị này.", field="receiver"
        )


def _line(kind: RecordKind, item: Hanging) -> dict[str, Any]:
    return {
        "kind": item.ref.kind,
        "id": str(item.ref.id),
        "label": kind.label,
        "title": item.title,
        "url": item.url,
        "due_on": item.due_on.isoformat() if item.due_on else None,
    }
