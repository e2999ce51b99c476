"""What a reorganisation would do, found by doing it and taking it back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from caicach.foundation.records import Ref

from .. import queries
from ..queries import TreeRow
from .handing import HangingGroup, what_hangs


@dataclass(frozen=True, slots=True)
class Changed:
    """A unit before and after."""

    before: TreeRow
    after: TreeRow

    @property
    def renamed(self) -> bool:
        return self.before.name != self.after.name

    @property
    def recoded(self) -> bool:
        return self.before.code != self.after.code

    @property
    def moved(self) -> bool:
        return self.before.parent != self.after.parent


@dataclass(frozen=True, slots=True)
class Preview:
    """Which units end, begin and change on the day, and what open work hangs on those that end or give."""

    ends: tuple[TreeRow, ...]
    begins: tuple[TreeRow, ...]
    changes: tuple[Changed, ...]
    hanging: tuple[HangingGroup, ...]

    @property
    def open_items(self) -> int:
        return sum(len(group.items) for group in self.hanging)


def preview(
    run: Callable[[], object], *, on: date, units: Sequence[UUID], today: date, function: str = ""
) -> Preview:
    """Xem trước: carry `run` out, compare the trees of the day, and take everything back.

    `units` give up open work though they live on (with a `function`: that of the function). A change after `today`
    hands over on its day: then all that may go is listed. Refuses exactly what `run` refuses.
    """
    with transaction.atomic():
        before = {row.unit_id: row for row in queries.tree(on)}
        point = transaction.savepoint()
        run()
        after = {row.unit_id: row for row in queries.tree(on)}
        staying = (
            {item.ref for group in what_hangs(list(units)) for item in group.items} if on <= today else set()
        )
        transaction.savepoint_rollback(point)
        ends = tuple(row for key, row in before.items() if key not in after)
        giving = {*units, *(row.unit_id for row in ends)}
        return Preview(
            ends=ends,
            begins=tuple(row for key, row in after.items() if key not in before),
            changes=tuple(
                change
                for key, row in after.items()
                if key in before and _differs(change := Changed(before[key], row))
            ),
            hanging=_without(what_hangs(list(giving), function), staying),
        )


def _without(groups: Sequence[HangingGroup], staying: set[Ref]) -> tuple[HangingGroup, ...]:
    moving = [
        HangingGroup(group.kind, group.label, tuple(item for item in group.items if item.ref not in staying))
        for group in groups
    ]
    return tuple(group for group in moving if group.items)


def _differs(change: Changed) -> bool:
    return change.renamed or change.moved or change.recoded
