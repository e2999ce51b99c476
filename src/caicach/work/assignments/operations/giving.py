"""Giving assignments, taking them back, correcting their words."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from caicach.foundation.audit.operations import record_many
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.ids import new_id
from caicach.foundation.kernel.moves import require_move
from caicach.foundation.kernel.text import nfc
from caicach.organisation.personnel.models import Post
from caicach.organisation.units.queries import names, versions_on

from .. import permissions
from ..models import Assignment, Coordination
from ..queries.days import calendar_on, local_day, reckon
from ..rules import Order, Term, check_order
from ..states import MOVES, RemarkKind, Status
from .changing import remark, require_giver, save, touch, words
from .telling import tell, tell_given

Due = tuple[date | None, bool]


def give(*, order: Order, by: Actor, at: datetime) -> Assignment:
    """Giao nhiệm vụ: give one assignment to its lead unit."""
    return give_many(orders=[order], by=by, at=at)[0]


@transaction.atomic
def give_many(*, orders: Sequence[Order], by: Actor, at: datetime) -> list[Assignment]:
    """Giao nhiều nhiệm vụ: all or none, in a handful of statements however many there are; in the order given.

    A refusal of one of several names its row (from 1).
    """
    for unit, area in {(order.giver_unit_id, order.area_code) for order in orders}:
        if not by.may(permissions.IMPORT, at_unit=unit, area=area):
            by.require(permissions.ASSIGN, at_unit=unit, area=area)
    return give_checked([(order, None) for order in orders], by=by, at=at)


def give_checked(
    orders: Sequence[tuple[Order, Assignment | None]], *, by: Actor, at: datetime
) -> list[Assignment]:
    """Give orders (each with the assignment it is delegated from) for which permission has been asked."""
    given_on = local_day(at)
    _refuse_contradictions([order for order, _ in orders], given_on)
    dues = _dues([order for order, _ in orders])
    rows = [_row(order, parent, dues[order.term], at) for order, parent in orders]
    Assignment.objects.bulk_create(rows, batch_size=1000)
    Coordination.objects.bulk_create(
        Coordination(assignment=row, unit_id=unit)
        for row, (order, _) in zip(rows, orders, strict=True)
        for unit in dict.fromkeys(order.coordinating)
    )
    record_many(
        (
            ("assignments.given", row, row.unit_id, {"due_on": row.due_on.isoformat()} if row.due_on else {})
            for row in rows
        ),
        by=by,
        at=at,
    )
    touch()
    tell_given(rows, by=by, at=at)
    return rows


def _refuse_contradictions(orders: Sequence[Order], given_on: date) -> None:
    units = {unit for o in orders for unit in (o.unit_id, o.giver_unit_id, *o.coordinating)}
    living = set(versions_on(given_on).filter(unit_id__in=units).values_list("unit_id", flat=True))
    persons = {order.person_id for order in orders if order.person_id}
    posts = _posts(persons, given_on) if persons else set()
    for number, order in enumerate(orders, start=1):
        try:
            check_order(order, given_on=given_on)
            _check_living(order, living, given_on)
            _check_person(order, posts)
        except Refused as refused:
            if len(orders) == 1:
                raise
            raise Refused(refused.message, field=refused.field, row=number) from refused


def _check_living(order: Order, living: Collection[UUID], on: date) -> None:
    for unit in (order.unit_id, order.giver_unit_id, *order.coordinating):
        if unit not in living:
            name = names([unit], on).get(unit, "")
            raise Refused(
                f"Cơ quan, đơn vị {name or unit} không hoạt động vào ngày {on:%d/%m/%Y}.", field="unit"
            )


def _posts(persons: Collection[UUID], on: date) -> set[tuple[UUID, UUID]]:
    held = Post.objects.filter(person_id__in=persons, during__contains=on)
    return set(held.values_list("person_id", "unit_id"))


def _check_person(order: Order, posts: Collection[tuple[UUID, UUID]]) -> None:
    if order.person_id and (order.person_id, order.unit_id) not in posts:
        raise Refused("Người thực hiện không công tác tại cơ quan chủ trì.", field="person")


def _dues(orders: Sequence[Order]) -> dict[Term | None, Due]:
    found: dict[Term | None, Due] = {None: (None, False)}
    terms = {order.term for order in orders if order.term}
    if not terms:
        return found
    calendar = calendar_on()
    for term in terms:
        reckoned = reckon(term, calendar)
        found[term] = (reckoned.due_on, reckoned.provisional)
    return found


def _row(order: Order, parent: Assignment | None, reckoned: Due, at: datetime) -> Assignment:
    due_on = order.due_on or reckoned[0]
    return Assignment(
        id=new_id(),
        title=nfc(order.title).strip(),
        product=nfc(order.product).strip(),
        unit_id=order.unit_id,
        person_id=order.person_id,
        giver=order.giver,
        giver_unit_id=order.giver_unit_id,
        giver_name=nfc(order.giver_name).strip(),
        parent=parent,
        subject_kind=order.subject_kind,
        subject_id=order.subject_id,
        document_id=order.document_id,
        clause_id=order.clause_id,
        source_symbol=nfc(order.source_symbol).strip(),
        source_on=order.source_on,
        source_abstract=nfc(order.source_abstract).strip(),
        source_clause=nfc(order.source_clause).strip(),
        office_number=nfc(order.office_number).strip(),
        area_code=order.area_code,
        block=order.block,
        urgency=order.urgency,
        regular=order.regular,
        original_due_on=due_on,
        due_on=due_on,
        term_start=order.term.start if order.term else None,
        term_amount=order.term.amount if order.term else None,
        term_unit=order.term.unit if order.term else "",
        due_provisional=reckoned[1],
        given_at=at,
        changed_at=at,
    )


@transaction.atomic
def give_again(
    *,
    assignment: Assignment,
    note: str,
    by: Actor,
    at: datetime,
    unit_id: UUID | None = None,
    revision: int | None = None,
) -> Assignment:
    """Giao lại sau khi bị trả lại: to the same unit with an answer to its reason, or to another one."""
    row = Assignment.claim(assignment.pk, revision)
    require_giver(row, by, permissions.ASSIGN)
    require_move(row.state, MOVES["give_again"])
    said = remark(row, RemarkKind.GIVE_AGAIN, words(note, needed="Hãy ghi ý kiến giao lại."), by=by, at=at)
    if unit_id is not None and unit_id != row.unit_id:
        if not versions_on(local_day(at)).filter(unit_id=unit_id).exists():
            raise Refused("Cơ quan, đơn vị đã chọn không còn hoạt động.", field="unit")
        row.transfers.create(
            role="lead", from_id=row.unit_id, to_id=unit_id, by_user_id=by.user_id, by_name=by.name, at=at
        )
        row.coordinations.filter(unit_id=unit_id).delete()
        row.unit_id, row.person_id = unit_id, None
    row.status = Status.GIVEN
    save(row, "assignments.given_again", "status", "unit", "person", by=by, at=at, said=said)
    tell_given([row], by=by, at=at)
    return row


@transaction.atomic
def withdraw(
    *, assignment: Assignment, reason: str, by: Actor, at: datetime, revision: int | None = None
) -> Assignment:
    """Thu hồi nhiệm vụ: it ends here, with everything that was delegated from it."""
    row = Assignment.claim(assignment.pk, revision)
    require_giver(row, by, permissions.ASSIGN)
    require_move(row.state, MOVES["withdraw"])
    _withdraw(row, words(reason, needed="Hãy nêu lý do thu hồi."), by, at)
    return row


def _withdraw(row: Assignment, reason: str, by: Actor, at: datetime) -> None:
    said = remark(row, RemarkKind.WITHDRAW, reason, by=by, at=at)
    row.status, row.closed_at = Status.WITHDRAWN, at
    save(row, "assignments.withdrawn", "status", "closed_at", by=by, at=at, said=said)
    tell("assignments.withdrawn", row, by=by, at=at)
    withdraw_parts(row, reason, by=by, at=at)


def withdraw_parts(row: Assignment, reason: str, *, by: Actor, at: datetime) -> None:
    """Thu hồi phần việc giao lại: everything open that was delegated from an assignment."""
    for pk in row.children.filter(closed_at=None).order_by("pk").values_list("pk", flat=True):
        _withdraw(Assignment.claim(pk), reason, by, at)


AMENDABLE = (
    "title",
    "product",
    "urgency",
    "area_code",
    "block",
    "office_number",
    "giver_name",
    "source_symbol",
)


@transaction.atomic
def amend(
    *,
    assignment: Assignment,
    changes: dict[str, str],
    reason: str,
    by: Actor,
    at: datetime,
    revision: int | None = None,
) -> Assignment:
    """Sửa nội dung nhiệm vụ: its words, never its dates or units; the old words stay in the reason's row."""
    row = Assignment.claim(assignment.pk, revision)
    require_giver(row, by, permissions.ASSIGN)
    require_move(row.state, MOVES["amend"])
    changes = {name: words(text, field=name) for name, text in changes.items() if name in AMENDABLE}
    changed = {name: text for name, text in changes.items() if text != getattr(row, name)}
    if not changed:
        raise Refused("Chưa có nội dung nào thay đổi.")
    before = "; ".join(f"trước đó: {getattr(row, name)}" for name in changed if getattr(row, name))
    for name, text in changed.items():
        setattr(row, name, text)
    row.clean_fields(exclude=[f.name for f in row._meta.fields if f.name not in changed])
    text = words(reason, needed="Hãy nêu lý do sửa.")
    said = remark(row, RemarkKind.AMEND, f"{text} ({before})" if before else text, by=by, at=at)
    save(row, "assignments.amended", *changed, by=by, at=at, said=said, fields=sorted(changed))
    tell("assignments.amended", row, by=by, at=at)
    return row
