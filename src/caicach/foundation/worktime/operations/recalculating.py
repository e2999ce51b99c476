"""Re-computing exactly the open items that rest on changed days, with a journal."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.ids import new_id

from ..models import RecalculatedItem, Recalculation, WorkCalendar, YearNotice
from ..queries import Affected, Comparison, aware, load
from ..rules import MovedDue


@contextmanager
def recalculating(
    row: WorkCalendar,
    *,
    cause: str,
    years: Sequence[int],
    by: Actor,
    at: datetime,
    notice: YearNotice | None = None,
) -> Iterator[None]:
    """Around a change of `row`: afterwards the open items that rest on it are re-computed and journaled.

    `years` are those in which the change may lie. The change and its consequences are one transaction of the
    caller's; the calendar's row must be locked.
    """
    before = load(row)
    yield
    row.stamp = new_id()
    row.save()
    impact = Comparison(before, load(row), years).impact()
    journal = Recalculation.objects.create(
        calendar=row,
        cause=cause,
        notice=notice,
        at=at,
        actor_id=by.user_id,
        actor_label="" if by.user_id else by.name,
        changed_days=len(impact.days),
        examined=impact.examined,
        affected=len(impact.affected),
        moved=len(impact.moved),
    )
    RecalculatedItem.objects.bulk_create(_journaled(journal, item) for item in impact.affected)
    _tell_owners(impact.affected, by=by, at=at)
    record(
        "worktime.recalculated",
        row,
        by=by,
        at=at,
        cause=cause,
        recalculation=str(journal.pk),
        days=len(impact.days),
        affected=len(impact.affected),
        moved=len(impact.moved),
    )


def _journaled(journal: Recalculation, item: Affected) -> RecalculatedItem:
    return RecalculatedItem(
        recalculation=journal,
        kind=item.span.ref.kind,
        ref_id=item.span.ref.id,
        unit_id=item.span.unit_id,
        old_due_on=item.span.due_on,
        new_due_on=item.after.due_on,
        new_due_at=aware(item.after.due_at),
        was_provisional=item.before.provisional,
        is_provisional=item.after.provisional,
    )


def _tell_owners(affected: Sequence[Affected], *, by: Actor, at: datetime) -> None:
    for kind in {item.kind.kind: item.kind for item in affected}.values():
        moves = [
            MovedDue(item.span.ref.id, item.span.due_on, item.after.due_at, item.after.provisional)
            for item in affected
            if item.kind is kind
        ]
        if kind.move_due:
            kind.move_due(moves, by=by, at=at)
