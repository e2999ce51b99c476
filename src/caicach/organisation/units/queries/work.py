"""What units still have to do, asked from the apps above."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caicach.foundation import records
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import RecordKind, Todo


@dataclass(frozen=True, slots=True)
class Obligations:
    """Open work of one kind that a unit has: what the reader may see, and how much more there is."""

    label: str
    items: list[Todo]
    unseen: int

    @property
    def total(self) -> int:
        """All of it, seen or not."""
        return len(self.items) + self.unseen


def obligations(unit_id: UUID, on: date, *, visible_to: Actor) -> list[Obligations]:
    """What the apps know that a unit must still do, by kind of work. What the actor may not see is only counted."""
    found = []
    for kind in records.kinds():
        items = list(kind.obligations(unit_id, on)) if kind.obligations else []
        if items:
            seen = _seen(kind, items, visible_to)
            found.append(Obligations(kind.label, seen, len(items) - len(seen)))
    return found


def _seen(kind: RecordKind, items: list[Todo], actor: Actor) -> list[Todo]:
    if kind.visible is None:
        return items
    keys = {item.ref.id for item in items}
    rows = kind.visible(actor).filter(**{f"{kind.todo_key}__in": keys})
    allowed = set(rows.values_list(kind.todo_key, flat=True))
    return [item for item in items if item.ref.id in allowed]
