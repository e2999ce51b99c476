"""What the giver decides: later dates, and whether the work is done."""

from datetime import date, datetime

from django.db import transaction

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.moves import require_move

from .. import permissions
from ..models import Assignment, Extension, Report
from ..states import MOVES, Answer, ReportKind, Status
from .changing import require_giver, save, who, words
from .telling import tell


@transaction.atomic
def decide_extension(
    *,
    assignment: Assignment,
    granted: bool,
    by: Actor,
    at: datetime,
    due_on: date | None = None,
    agreed_by: str = "",
    note: str = "",
    revision: int | None = None,
) -> Extension:
    """Quyết định điều chỉnh thời hạn: grant the asked date (or `due_on`), naming who agreed, or refuse it."""
    row = Assignment.claim(assignment.pk, revision)
    require_giver(row, by, permissions.DECIDE_EXTENSION)
    require_move(row.state, MOVES["decide_extension"])
    asked = row.extensions.select_for_update(of=("self",)).filter(answer=Answer.ASKED).first()
    if asked is None:
        raise Refused("Không có đề nghị điều chỉnh thời hạn nào đang chờ quyết định.")
    asked.decided_at, asked.decided_by = at, by.name
    asked.decision_note = words(note, needed="" if granted else "Hãy nêu lý do không đồng ý.", field="note")
    if granted:
        _grant(row, asked, due_on or asked.wanted_due_on, agreed_by=agreed_by, by=by, at=at)
    else:
        asked.answer = Answer.REFUSED
        asked.save()
        save(row, "assignments.extension_refused", by=by, at=at, said=asked)
    tell(f"assignments.extension_{asked.answer}", row, by=by, at=at)
    return asked


@transaction.atomic
def change_due(
    *,
    assignment: Assignment,
    due_on: date,
    reason: str,
    agreed_by: str,
    by: Actor,
    at: datetime,
    revision: int | None = None,
) -> Extension:
    """Điều chỉnh thời hạn by the giver's own decision, earlier or later; the first date stays on record."""
    row = Assignment.claim(assignment.pk, revision)
    require_giver(row, by, permissions.DECIDE_EXTENSION)
    require_move(row.state, MOVES["decide_extension"])
    if row.due_on is None or row.extensions.filter(answer=Answer.ASKED).exists():
        raise Refused("Nhiệm vụ thường xuyên, hoặc đang có đề nghị chờ quyết định: hãy trả lời đề nghị đó.")
    made = Extension(
        assignment=row,
        from_due_on=row.due_on,
        wanted_due_on=due_on,
        reason=words(reason, needed="Hãy nêu lý do điều chỉnh thời hạn."),
        decided_at=at,
        decided_by=by.name,
        **who(by, at),
    )
    _grant(row, made, due_on, agreed_by=agreed_by, by=by, at=at)
    tell("assignments.extension_granted", row, by=by, at=at)
    return made


def _grant(
    row: Assignment, made: Extension, due_on: date, *, agreed_by: str, by: Actor, at: datetime
) -> None:
    if due_on == row.due_on:
        raise Refused("Thời hạn mới trùng thời hạn hiện tại.", field="due_on")
    parent = row.parent
    if parent is not None and parent.due_on and due_on > parent.due_on:
        raise Refused(
            f"Thời hạn không sau thời hạn của nhiệm vụ cấp trên ({parent.due_on:%d/%m/%Y}).", field="due_on"
        )
    made.answer, made.granted_due_on = Answer.GRANTED, due_on
    made.agreed_by = words(agreed_by or by.name, field="agreed_by")
    made.save()
    row.due_on, row.due_provisional = due_on, False
    days = {"from_due_on": made.from_due_on.isoformat(), "due_on": due_on.isoformat()}
    save(row, "assignments.extension_granted", "due_on", "due_provisional", by=by, at=at, said=made, **days)


@transaction.atomic
def confirm(*, assignment: Assignment, by: Actor, at: datetime, revision: int | None = None) -> Assignment:
    """Xác nhận hoàn thành: the handed-in result is accepted; whether it was on time follows from its dates."""
    row = Assignment.claim(assignment.pk, revision)
    require_giver(row, by, permissions.CONFIRM)
    require_move(row.state, MOVES["confirm"])
    row.status, row.closed_at = Status.DONE, at
    save(row, "assignments.confirmed", "status", "closed_at", by=by, at=at)
    tell("assignments.confirmed", row, by=by, at=at)
    return row


@transaction.atomic
def send_back(
    *, assignment: Assignment, reason: str, by: Actor, at: datetime, revision: int | None = None
) -> Assignment:
    """Trả lại kết quả (nêu lý do): the unit goes on working, its clock as if nothing had been handed in."""
    row = Assignment.claim(assignment.pk, revision)
    require_giver(row, by, permissions.CONFIRM)
    require_move(row.state, MOVES["send_back"])
    made = Report.objects.select_for_update(of=("self",)).get(
        assignment=row, kind=ReportKind.HAND_IN, sent_back_at=None
    )
    made.sent_back_because = words(reason, needed="Hãy nêu lý do trả lại kết quả.")
    made.sent_back_at, made.sent_back_by = at, by.name
    made.save(update_fields=["sent_back_at", "sent_back_because", "sent_back_by"])
    row.status, row.handed_in_at = Status.ACCEPTED, None
    row.sent_back_because = made.sent_back_because
    save(row, "assignments.sent_back", "status", "handed_in_at", "sent_back_because", by=by, at=at, said=made)
    tell("assignments.sent_back", row, by=by, at=at)
    return row
