"""What the unit that was given an assignment does with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID

from django.db import transaction

from caicach.foundation.files.operations import attach_to_many
from caicach.foundation.files.rules import Reference
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.moves import require_move
from caicach.foundation.kernel.text import nfc
from caicach.foundation.records import Ref
from caicach.organisation.units.queries import descendants

from .. import permissions
from ..models import Assignment, Extension, Report
from ..queries.days import local_day
from ..rules import Order
from ..rules.secrecy import require_open
from ..states import MOVES, Answer, Giver, RemarkKind, ReportKind, Status, Urgency
from .changing import remark, require_colleague, require_executor, save, term_of, who, words
from .giving import give_checked
from .telling import tell

REPORT_REF = "assignments.report"
"""What evidence of a report hangs on, in the directory of rows."""


@transaction.atomic
def accept(
    *,
    assignment: Assignment,
    by: Actor,
    at: datetime,
    person_id: UUID | None = None,
    revision: int | None = None,
) -> Assignment:
    """Tiếp nhận: the unit takes the assignment on, and may name the person in charge, who is told."""
    row = Assignment.claim(assignment.pk, revision)
    require_executor(row, by, permissions.ACCEPT)
    require_move(row.state, MOVES["accept"])
    row.status, row.accepted_at = Status.ACCEPTED, at
    named = person_id if person_id != row.person_id else None
    if named:
        require_colleague(row, named, local_day(at))
        row.person_id = named
    save(row, "assignments.accepted", "status", "accepted_at", "person", by=by, at=at)
    tell("assignments.accepted", row, by=by, at=at)
    if named:
        tell("assignments.person_named", row, by=by, at=at)
    return row


@transaction.atomic
def return_to_giver(
    *, assignment: Assignment, reason: str, by: Actor, at: datetime, revision: int | None = None
) -> Assignment:
    """Trả lại (nêu lý do): the unit does not take the assignment on; the giver gives it again or withdraws it."""
    row = Assignment.claim(assignment.pk, revision)
    require_executor(row, by, permissions.ACCEPT)
    require_move(row.state, MOVES["return"])
    said = remark(row, RemarkKind.RETURN, words(reason, needed="Hãy nêu lý do trả lại."), by=by, at=at)
    row.status = Status.RETURNED
    save(row, "assignments.returned", "status", by=by, at=at, said=said)
    tell("assignments.returned", row, by=by, at=at)
    return row


@transaction.atomic
def delegate(
    *,
    assignment: Assignment,
    by: Actor,
    at: datetime,
    unit_id: UUID | None = None,
    person_id: UUID | None = None,
    title: str = "",
    product: str = "",
    due_on: date | None = None,
    urgency: Urgency | None = None,
    revision: int | None = None,
) -> Assignment:
    """Giao lại cho đơn vị trực thuộc hoặc cá nhân: a child assignment, due not after its parent; returns the child."""
    row = Assignment.claim(assignment.pk, revision)
    require_executor(row, by, permissions.DELEGATE)
    require_move(row.state, MOVES["delegate"])
    to, term = unit_id or row.unit_id, None if due_on else term_of(row)
    _check_below(row, to, person_id, local_day(at))
    if due_on and row.due_on and due_on > row.due_on:
        raise Refused(
            f"Thời hạn giao lại không sau thời hạn của nhiệm vụ ({row.due_on:%d/%m/%Y}).", field="due_on"
        )
    order = Order(
        title=title or row.title,
        product=product or row.product,
        unit_id=to,
        person_id=person_id,
        giver_unit_id=row.unit_id,
        giver=Giver.DEPARTMENT_HEAD,
        due_on=None if term else due_on or row.due_on,
        term=term,  # counted in days, it goes on following the working calendar
        regular=not (due_on or row.due_on),
        urgency=urgency or Urgency(row.urgency),
        area_code=row.area_code,
        block=row.block,
        document_id=row.document_id,
        clause_id=row.clause_id,
        source_symbol=row.source_symbol,
        source_on=row.source_on,
        source_abstract=row.source_abstract,
        source_clause=row.source_clause,
        office_number=row.office_number,
    )
    child = give_checked([(order, row)], by=by, at=at)[0]
    save(row, "assignments.delegated", by=by, at=at, child=str(child.pk))
    return child


def _check_below(row: Assignment, unit_id: UUID, person_id: UUID | None, on: date) -> None:
    if unit_id == row.unit_id and person_id is None:
        raise Refused("Hãy chọn đơn vị trực thuộc hoặc cá nhân nhận việc.", field="unit")
    if unit_id != row.unit_id and unit_id not in set(descendants(row.unit_id, on)):
        raise Refused("Chỉ giao lại cho đơn vị trực thuộc cơ quan chủ trì.", field="unit")


@dataclass(frozen=True, slots=True)
class Proof:
    """Tài liệu kiểm chứng: a file (`content`, `name`), or a paper named by its number, or an address."""

    title: str = ""
    symbol: str = ""
    issued_on: date | None = None
    issuer: str = ""
    link: str = ""
    content: IO[bytes] | None = None
    name: str = ""


@transaction.atomic
def report(
    *,
    assignment: Assignment,
    percent: int,
    by: Actor,
    at: datetime,
    text: str = "",
    blocked_because: str = "",
    evidence: Sequence[Proof] = (),
    revision: int | None = None,
) -> Report:
    """Báo cáo tiến độ: percent so far, what was done, what stands in the way, evidence."""
    row = Assignment.claim(assignment.pk, revision)
    require_executor(row, by, permissions.REPORT)
    require_move(row.state, MOVES["report"])
    made = _report(
        row,
        ReportKind.PROGRESS,
        percent=percent,
        text=text,
        blocked_because=blocked_because,
        evidence=evidence,
        by=by,
        at=at,
    )
    row.percent, row.blocked_because = made.percent, made.blocked_because
    save(row, "assignments.reported", "percent", "blocked_because", by=by, at=at, said=made, percent=percent)
    tell("assignments.reported", row, by=by, at=at)
    return made


@transaction.atomic
def hand_in(
    *,
    assignment: Assignment,
    text: str,
    by: Actor,
    at: datetime,
    evidence: Sequence[Proof] = (),
    revision: int | None = None,
) -> Report:
    """Nộp kết quả: the unit's clock stops at this moment, unless the result is sent back.

    Refuses while delegated parts are open.
    """
    row = Assignment.claim(assignment.pk, revision)
    require_executor(row, by, permissions.REPORT)
    require_move(row.state, MOVES["hand_in"])
    open_parts = row.children.filter(closed_at=None).count()
    if open_parts:
        raise Refused(
            f"Còn {open_parts} phần việc giao lại chưa kết thúc. Hãy xác nhận hoàn thành hoặc thu hồi trước khi nộp."
        )
    text = words(text, needed="Hãy ghi kết quả thực hiện.", field="text")
    made = _report(row, ReportKind.HAND_IN, percent=100, text=text, evidence=evidence, by=by, at=at)
    row.status, row.handed_in_at = Status.HANDED_IN, at
    row.percent, row.blocked_because, row.sent_back_because = 100, "", ""
    # the result makes an open question moot: it is answered, and stays on record
    row.extensions.filter(answer=Answer.ASKED).update(
        answer=Answer.REFUSED, decided_at=at, decision_note="Đơn vị đã nộp kết quả trước khi có quyết định."
    )
    fields = ("status", "handed_in_at", "percent", "blocked_because", "sent_back_because")
    save(row, "assignments.handed_in", *fields, by=by, at=at, said=made)
    tell("assignments.handed_in", row, by=by, at=at)
    return made


def _report(
    row: Assignment,
    kind: ReportKind,
    *,
    percent: int,
    text: str,
    evidence: Iterable[Proof],
    by: Actor,
    at: datetime,
    blocked_because: str = "",
) -> Report:
    if not 0 <= percent <= 100:
        raise Refused("Tiến độ phải từ 0 đến 100%.", field="percent")
    made = Report.objects.create(
        assignment=row,
        kind=kind,
        percent=percent,
        text=words(text, field="text"),
        blocked_because=words(blocked_because, field="blocked_because"),
        **who(by, at),
    )
    for proof in evidence:
        _prove(made, proof, by, at)
    return made


def _prove(made: Report, proof: Proof, by: Actor, at: datetime) -> None:
    require_open(title=proof.title, symbol=proof.symbol, name=proof.name)
    attach_to_many(refs=[Ref(REPORT_REF, made.pk)], **attachment_of(proof), by=by, at=at)


def attachment_of(proof: Proof) -> dict[str, Any]:
    """The evidence as the files app takes it."""
    return {
        "content": proof.content,
        "name": proof.name,
        "title": nfc(proof.title).strip() or proof.symbol or proof.name,
        "reference": Reference(
            nfc(proof.symbol).strip(),
            proof.issued_on.isoformat() if proof.issued_on else "",
            nfc(proof.issuer).strip(),
            proof.link,
        ),
    }


@transaction.atomic
def ask_extension(
    *,
    assignment: Assignment,
    wanted_due_on: date,
    reason: str,
    by: Actor,
    at: datetime,
    revision: int | None = None,
) -> Extension:
    """Đề nghị điều chỉnh thời hạn: the giver decides; the date stays until then."""
    row = Assignment.claim(assignment.pk, revision)
    require_executor(row, by, permissions.EXTEND)
    require_move(row.state, MOVES["ask_extension"])
    if row.due_on is None:
        raise Refused("Nhiệm vụ thường xuyên không có thời hạn để điều chỉnh.")
    if wanted_due_on <= row.due_on:
        raise Refused(f"Thời hạn đề nghị phải sau thời hạn hiện tại ({row.due_on:%d/%m/%Y}).", field="due_on")
    if row.extensions.filter(answer=Answer.ASKED).exists():
        raise Refused("Đã có một đề nghị điều chỉnh thời hạn đang chờ quyết định.")
    asked = Extension.objects.create(
        assignment=row,
        from_due_on=row.due_on,
        wanted_due_on=wanted_due_on,
        reason=words(reason, needed="Hãy nêu lý do đề nghị điều chỉnh thời hạn."),
        **who(by, at),
    )
    days = {"from_due_on": row.due_on.isoformat(), "due_on": wanted_due_on.isoformat()}
    save(row, "assignments.extension_asked", by=by, at=at, said=asked, **days)
    tell("assignments.extension_asked", row, by=by, at=at)
    return asked
