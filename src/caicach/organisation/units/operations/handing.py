"""What hangs on a unit, and handing it to whoever carries the unit on (bàn giao)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from caicach.foundation import records
from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import Hanging, RecordKind

from ..models import FunctionTransfer, Succession


@dataclass(frozen=True, slots=True)
class HangingGroup:
    """Open items of one kind that hang on units."""

    kind: str
    label: str
    items: tuple[Hanging, ...]


def what_hangs(units: Sequence[UUID], function: str = "") -> list[HangingGroup]:
    """Việc còn mở của đơn vị: everything open that the apps know to hang on these units, by kind.

    With a `function`, only the kinds of rows that belong to it.
    """
    found = []
    for kind in _concerned(function):
        if kind.hangs_on_unit and (items := tuple(kind.hangs_on_unit(units))):
            found.append(HangingGroup(kind.kind, kind.label, items))
    return found


def functions() -> list[str]:
    """The functions that rows of some kind can belong to."""
    return sorted({function for kind in records.kinds() for function in kind.functions})


def _concerned(function: str) -> list[RecordKind]:
    return [kind for kind in records.kinds() if not function or function in kind.functions]


def hand_over(giver: UUID, receiver: UUID, *, by: Actor, at: datetime, function: str = "") -> dict[str, int]:
    """Bàn giao: give everything open to another unit; returns how many rows of each kind went."""
    more = {"function": function} if function else {}
    moved = {
        kind.kind: kind.hand_over_unit(giver, receiver, by=by, at=at, **more)
        for kind in _concerned(function)
        if kind.hand_over_unit
    }
    return {kind: count for kind, count in moved.items() if count}


@transaction.atomic
def hand_over_due(*, by: Actor, at: datetime) -> int:
    """Bàn giao theo ngày hiệu lực: hand over for every change in force by `at` and not yet done; returns how many.

    A decision often takes effect days after it is entered; until then the old unit keeps its work.
    """
    today = localdate(at)
    links = Succession.objects.select_for_update().filter(on__lte=today, handed_over_at=None)
    count = 0
    for link in links.order_by("on", "id"):
        if link.heir and link.successor_id and link.successor_id != link.predecessor_id:
            moved = hand_over(link.predecessor_id, link.successor_id, by=by, at=at)
            record("units.handed_over", link, by=by, at=at, unit_id=link.predecessor_id, moved=moved)
        count += 1
    links.update(handed_over_at=at)
    gifts = FunctionTransfer.objects.select_for_update().filter(on__lte=today, handed_over_at=None)
    for gift in gifts.order_by("on", "id"):
        moved = hand_over(gift.giver_id, gift.receiver_id, by=by, at=at, function=gift.function)
        record("units.function_handed_over", gift, by=by, at=at, unit_id=gift.giver_id, moved=moved)
        count += 1
    gifts.update(handed_over_at=at)
    return count
