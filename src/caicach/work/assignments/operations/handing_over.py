"""Assignments go to whoever carries a unit or a person's work on, and follow the working calendar."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from caicach.foundation.audit.operations import record_many
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.worktime.rules import MovedDue

from ..models import Assignment, Coordination, Extension, Transfer
from ..queries.days import calendar_on, counted_in_days, reckon
from ..rules import Term
from ..states import AREAS, Answer
from .changing import save, touch, who
from .telling import tell

FUNCTION_AREAS = {
    "Kiểm soát thủ tục hành chính": "II",
    "Chuyển đổi số, chính quyền số": "VI",
}
"""Functions that move between living units, and the reform area of the assignments that belong to each."""


@transaction.atomic
def hand_over_unit(from_unit: UUID, to_unit: UUID, *, by: Actor, at: datetime, function: str = "") -> int:
    """Bàn giao: open assignments that a unit leads, gave or coordinates go to its successor; returns how many.

    With a `function` only those it leads in the function's reform area. Part of a reorganisation, which checks the
    permission. What was done before stays with the unit that did it.
    """
    rows = Assignment.objects.open().select_for_update(of=("self",)).order_by("pk")
    led = rows.filter(unit_id=from_unit)
    way: dict[str, Any] = {"from_id": from_unit, "to_id": to_unit, "by": by, "at": at}
    if function:
        area = FUNCTION_AREAS.get(function, "")
        return _hand(led.filter(area_code=area), "lead", **way) if area in AREAS else 0
    moved = _hand(led, "lead", **way)
    moved += _hand(rows.filter(giver_unit_id=from_unit), "giver", **way)
    _coordinate(from_unit, to_unit)
    return moved


def _hand(
    rows: QuerySet[Assignment], role: str, *, from_id: UUID, to_id: UUID, by: Actor, at: datetime
) -> int:
    found = list(rows)
    Transfer.objects.bulk_create(
        Transfer(assignment=row, role=role, from_id=from_id, to_id=to_id, **who(by, at)) for row in found
    )
    for row in found:
        row.revision += 1
        row.changed_at = at
        _point(row, role, to_id)
    field = {"lead": "unit", "giver": "giver_unit", "person": "person"}[role]
    Assignment.objects.bulk_update(found, [field, "person", "revision", "changed_at"], batch_size=500)
    record_many(
        (
            (
                "assignments.transferred",
                row,
                row.unit_id,
                {"role": role, "from": str(from_id), "to": str(to_id)},
            )
            for row in found
        ),
        by=by,
        at=at,
    )
    touch()
    return len(found)


def _point(row: Assignment, role: str, to_id: UUID) -> None:
    if role == "lead":
        row.unit_id, row.person_id = to_id, None
    elif role == "giver":
        row.giver_unit_id = to_id
    else:
        row.person_id = to_id


def _coordinate(from_unit: UUID, to_unit: UUID) -> None:
    parts = Coordination.objects.filter(unit_id=from_unit).exclude(
        Q(assignment__closed_at__isnull=False)
        | Q(assignment__unit_id=to_unit)
        | Q(assignment__coordinations__unit_id=to_unit)
    )
    Coordination.objects.filter(pk__in=list(parts.values_list("pk", flat=True))).update(unit_id=to_unit)


@transaction.atomic
def hand_over_person(
    from_person: UUID, to_person: UUID, unit: UUID | None, *, by: Actor, at: datetime
) -> int:
    """Bàn giao: open assignments in a person's charge (in a unit) go to another person; returns how many.

    Part of a hand-over of a post, which checks the permission.
    """
    rows = Assignment.objects.open().filter(person_id=from_person).select_for_update(of=("self",))
    if unit is not None:
        rows = rows.filter(unit_id=unit)
    return _hand(rows.order_by("pk"), "person", from_id=from_person, to_id=to_person, by=by, at=at)


@transaction.atomic
def move_due(moves: Sequence[MovedDue], *, by: Actor, at: datetime) -> None:
    """Tính lại thời hạn: the working calendar was published or corrected; the date given at first stays on record.

    Only dates that still rest on the calendar move; one that an extension replaced is left alone.
    """
    known = {move.id: move for move in moves}
    for pk in sorted(known):
        row = Assignment.claim(pk)
        move = known[pk]
        if row.is_open and row.term_amount is not None and row.due_on == move.old_due_on:
            _move(row, move, by, at)


def _move(row: Assignment, move: MovedDue, by: Actor, at: datetime) -> None:
    row.due_provisional = move.provisional
    if row.due_on is None or move.due_on == row.due_on:
        save(row, "assignments.due_settled", "due_provisional", by=by, at=at)
        return
    made = Extension.objects.create(
        assignment=row,
        from_due_on=row.due_on,
        wanted_due_on=move.due_on,
        granted_due_on=move.due_on,
        answer=Answer.GRANTED,
        reason="Lịch làm việc của năm được ban hành hoặc điều chỉnh.",
        agreed_by="Lịch làm việc",
        decided_at=at,
        decided_by=by.name,
        by_calendar=True,
        **who(by, at),
    )
    row.due_on = move.due_on
    days = {"from_due_on": made.from_due_on.isoformat(), "due_on": move.due_on.isoformat()}
    fields = ("due_on", "due_provisional")
    save(row, "assignments.due_moved", *fields, by=by, at=at, said=made, **days)
    tell("assignments.due_moved", row, by=by, at=at)


@transaction.atomic
def derive_due(*, by: Actor, at: datetime) -> int:
    """Derive every `due_on` anew; returns how many rows were wrong.

    The present date is that of the last granted change, else the first; of open work counted in days it is what the
    working calendar in force says. Publishing a calendar moves them at once (`move_due`); this is the nightly check.
    """
    latest = Extension.objects.filter(assignment=OuterRef("pk"), answer=Answer.GRANTED)
    derived = Coalesce(
        Subquery(latest.order_by("-decided_at", "-id").values("granted_due_on")[:1]), F("original_due_on")
    )
    wrong = Assignment.objects.annotate(derived=derived).filter(regular=False).exclude(due_on=F("derived"))
    found = list(wrong.values_list("pk", "derived"))
    for pk, due_on in found:
        row = Assignment.claim(pk)
        row.due_on = due_on
        save(row, "assignments.due_derived", "due_on", by=by, at=at, due_on=due_on.isoformat())
    return len(found) + _reckon_terms(by, at)


def _reckon_terms(by: Actor, at: datetime) -> int:
    """Open work counted in days against the calendar in force; returns how many dates or their standing differed."""
    calendar = calendar_on()
    moves = []
    for row in counted_in_days().iterator():
        if row.term_start is None or row.term_amount is None or row.due_on is None:
            continue  # for the type checker: constraints make them whole
        reckoned = reckon(Term(row.term_start, row.term_amount, row.term_unit), calendar)
        if (reckoned.due_on, reckoned.provisional) != (row.due_on, row.due_provisional):
            moves.append(MovedDue(row.pk, row.due_on, reckoned.due_at, reckoned.provisional))
    move_due(moves, by=by, at=at)
    return len(moves)
