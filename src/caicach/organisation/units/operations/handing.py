"""What hangs on a unit, and handing it to whoever carries the unit on (bàn giao)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from caicach.foundation import records
from caicach.foundation.audit.operations import record_many
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


def hand_over(
    giver: UUID,
    receiver: UUID,
    *,
    by: Actor,
    at: datetime,
    function: str = "",
    kinds: Collection[str] | None = None,
) -> dict[str, int]:
    """Bàn giao: give everything open (of these kinds, else of all) to another unit; returns how many rows went."""
    more = {"function": function} if function else {}
    moved = {
        kind.kind: kind.hand_over_unit(giver, receiver, by=by, at=at, **more)
        for kind in _concerned(function)
        if kind.hand_over_unit and (kinds is None or kind.kind in kinds)
    }
    return {kind: count for kind, count in moved.items() if count}


@transaction.atomic
def hand_over_due(*, by: Actor, at: datetime) -> int:
    """Bàn giao theo ngày hiệu lực: hand over for every change in force by `at` and not yet done; returns how many.

    A decision often takes effect days after it is entered; until then the old unit keeps its work.
    """
    today = localdate(at)
    links = Succession.objects.select_for_update().filter(on__lte=today, handed_over_at=None)
    gifts = FunctionTransfer.objects.select_for_update().filter(on__lte=today, handed_over_at=None)
    moves = [move for link in links.order_by("on", "id") if (move := _along(link))]
    moves += [
        _Move(gift, gift.giver_id, gift.receiver_id, gift.function) for gift in gifts.order_by("on", "id")
    ]
    _hand_over_all(moves, by=by, at=at)
    return links.update(handed_over_at=at) + gifts.update(handed_over_at=at)


@dataclass(frozen=True, slots=True)
class _Move:
    """Work goes from one unit to another because of a succession or a transferred function."""

    cause: Succession | FunctionTransfer
    giver: UUID
    receiver: UUID
    function: str = ""


def _along(link: Succession) -> _Move | None:
    """What moves along a succession: nothing if the unit itself lives on, or another successor is the heir."""
    if not link.heir or link.successor_id is None or link.successor_id == link.predecessor_id:
        return None
    return _Move(link, link.predecessor_id, link.successor_id)


def _hand_over_all(moves: list[_Move], *, by: Actor, at: datetime) -> None:
    """Hand over for each, asking only the kinds that have anything open at any of the givers."""
    busy = {
        kind.kind
        for kind in records.kinds()
        if kind.hand_over_unit
        and (kind.hangs_on_unit is None or any(True for _ in kind.hangs_on_unit([m.giver for m in moves])))
    }
    entries = []
    for move in moves if busy else ():
        moved = hand_over(move.giver, move.receiver, by=by, at=at, function=move.function, kinds=busy)
        if moved:
            word = "units.function_handed_over" if move.function else "units.handed_over"
            entries.append((word, move.cause, move.giver, {"moved": moved, "receiver": str(move.receiver)}))
    if entries:
        record_many(entries, by=by, at=at)
