"""Assignments in every situation, made by the operations themselves so that no impossible row is tested."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from caicach.foundation.kernel.actor import Actor, system
from caicach.organisation.units.models import Unit
from caicach.work.assignments import operations
from caicach.work.assignments.models import Assignment
from caicach.work.assignments.rules import Order
from caicach.work.assignments.states import Status
from tests.factories.personnel import PostFactory
from tests.factories.units import UnitFactory

TODAY = date(2026, 6, 10)
"""A Wednesday."""


def moment(day: date = TODAY, hour: int = 9) -> datetime:
    """Nine o'clock (or another hour) of a local day."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


NOW = moment()
BY = system(TODAY)


def order(unit: Unit | None = None, giver_unit: Unit | None = None, **more: Any) -> Order:
    """An order that nothing speaks against: due in ten days."""
    when = {} if {"due_on", "term", "regular"} & more.keys() else {"due_on": TODAY + timedelta(days=10)}
    return Order(
        title=more.pop("title", "Rà soát, công bố thủ tục hành chính nội bộ"),
        unit_id=(unit or UnitFactory()).pk,
        giver_unit_id=(giver_unit or UnitFactory()).pk,
        **when,
        **more,
    )


def given(
    unit: Unit | None = None, giver_unit: Unit | None = None, *, at: datetime = NOW, **more: Any
) -> Assignment:
    """A given assignment."""
    return operations.give(order=order(unit, giver_unit, **more), by=BY, at=at)


def in_state(status: Status, *, by: Actor = BY, at: datetime = NOW, **more: Any) -> Assignment:
    """An assignment brought into a state by its moves, all at one moment."""
    row = given(at=at, **more)
    way = {
        Status.GIVEN: (),
        Status.RETURNED: ("return",),
        Status.ACCEPTED: ("accept",),
        Status.HANDED_IN: ("accept", "hand_in"),
        Status.DONE: ("accept", "hand_in", "confirm"),
        Status.WITHDRAWN: ("withdraw",),
    }[status]
    for step in way:
        STEPS[step](row, by, at)
    row.refresh_from_db()
    return row


def colleague(row: Assignment) -> UUID:
    """Somebody else who works in the unit that leads the assignment now."""
    unit = Assignment.objects.get(pk=row.pk).unit
    person: UUID = PostFactory(unit=unit).person_id
    return person


STEPS: dict[str, Any] = {
    "accept": lambda row, by, at: operations.accept(assignment=row, by=by, at=at),
    "return": lambda row, by, at: operations.return_to_giver(
        assignment=row, reason="Không đúng chức năng, nhiệm vụ", by=by, at=at
    ),
    "give_again": lambda row, by, at: operations.give_again(
        assignment=row, note="Đề nghị thực hiện", by=by, at=at
    ),
    "delegate": lambda row, by, at: operations.delegate(
        assignment=row,
        unit_id=UnitFactory(parent=row.unit).pk,
        by=by,
        at=at,
    ),
    "report": lambda row, by, at: operations.report(
        assignment=row, percent=40, text="Đang làm", by=by, at=at
    ),
    "ask_extension": lambda row, by, at: operations.ask_extension(
        assignment=row,
        wanted_due_on=(Assignment.objects.get(pk=row.pk).due_on or TODAY) + timedelta(days=5),
        reason="Chờ ý kiến bộ, ngành",
        by=by,
        at=at,
    ),
    "decide_extension": lambda row, by, at: operations.decide_extension(
        assignment=row, granted=True, agreed_by="Phó Chủ tịch UBND tỉnh", by=by, at=at
    ),
    "hand_in": lambda row, by, at: operations.hand_in(assignment=row, text="Đã ban hành", by=by, at=at),
    "confirm": lambda row, by, at: operations.confirm(assignment=row, by=by, at=at),
    "send_back": lambda row, by, at: operations.send_back(
        assignment=row, reason="Thiếu phụ lục", by=by, at=at
    ),
    "withdraw": lambda row, by, at: operations.withdraw(
        assignment=row, reason="Văn bản đã thay thế", by=by, at=at
    ),
    "amend": lambda row, by, at: operations.amend(
        assignment=row,
        changes={"product": f"Quyết định {row.pk}{at}"},
        reason="Ghi rõ sản phẩm",
        by=by,
        at=at,
    ),
    "change_person": lambda row, by, at: operations.change_person(
        assignment=row, person_id=colleague(row), reason="Phân công lại", by=by, at=at
    ),
    "change_lead": lambda row, by, at: operations.change_units(
        assignment=row,
        from_on=timezone.localdate(at),
        lead_id=UnitFactory().pk,
        reason="Công văn 12/UBND-NC",
        by=by,
        at=at,
    ),
    "change_partners": lambda row, by, at: operations.change_units(
        assignment=row,
        from_on=timezone.localdate(at),
        coordinating=[UnitFactory().pk],
        reason="Công văn 12/UBND-NC",
        by=by,
        at=at,
    ),
    "prove": lambda row, by, at: operations.prove_many(
        assignments=[row], proof=operations.Proof(symbol="12/BC-SNV"), by=by, at=at
    ),
}
"""Each move of the table, carried out."""
