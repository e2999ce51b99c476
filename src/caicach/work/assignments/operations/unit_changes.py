"""Đổi cơ quan chủ trì, phối hợp: by the giver's decision, from a day on."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.moves import require_move
from caicach.organisation.units.queries import names, versions_on

from .. import permissions
from ..models import Assignment, Coordination, UnitChange
from ..queries.days import local_day, start_of
from ..states import MOVES, Answer, RemarkKind, Status
from .changing import remark, require_giver, save, who, words
from .giving import withdraw_parts
from .telling import tell, tell_moved, tell_partners


@transaction.atomic
def change_units(
    *,
    assignment: Assignment,
    from_on: date,
    reason: str,
    by: Actor,
    at: datetime,
    lead_id: UUID | None = None,
    coordinating: Collection[UUID] | None = None,
    revision: int | None = None,
) -> UnitChange:
    """Đổi cơ quan chủ trì, phối hợp from `from_on` on: one lead, any number that coordinate; None stays as it is.

    A day to come waits for it (`put_into_effect`). A new lead unit has to accept; what the old one had delegated is
    withdrawn, its figures of the days before stay its own. Refuses a day before the giving or the last change.
    """
    row = Assignment.claim(assignment.pk, revision)
    require_giver(row, by, permissions.ASSIGN)
    change = UnitChange(
        assignment=row,
        from_on=from_on,
        lead_id=lead_id if lead_id != row.unit_id else None,
        coordinating=None if coordinating is None else sorted(set(coordinating)),
        reason=words(reason, needed="Hãy nêu lý do, văn bản căn cứ."),
        **who(by, at),
    )
    _check(row, change)
    change.save()
    if from_on <= local_day(at):
        _carry_out(row, change, by, at)
        return change
    said = remark(row, RemarkKind.UNITS, _told(row, change), by=by, at=at)
    save(row, "assignments.unit_change_planned", by=by, at=at, said=said, from_on=from_on.isoformat())
    tell("assignments.unit_change_planned", row, by=by, at=at)
    return change


@transaction.atomic
def cancel_unit_change(
    *, assignment: Assignment, by: Actor, at: datetime, revision: int | None = None
) -> Assignment:
    """Hủy việc đổi cơ quan that waits for its day."""
    row = Assignment.claim(assignment.pk, revision)
    require_giver(row, by, permissions.ASSIGN)
    change = row.unit_changes.filter(done_at=None, dropped_because="").first()
    if change is None:
        raise Refused("Không có việc đổi cơ quan nào đang chờ đến ngày hiệu lực.")
    _drop(row, change, "Cơ quan giao hủy trước ngày hiệu lực.", "cancelled", by, at)
    return row


def put_into_effect(*, by: Actor, at: datetime) -> int:
    """Carry out the changes of units whose day has come, each by itself; returns how many.

    One that has become impossible is dropped, and the giver is told why.
    """
    waiting = UnitChange.objects.filter(done_at=None, dropped_because="", from_on__lte=local_day(at))
    return sum(
        _on_its_day(pk, by, at) for pk in waiting.order_by("from_on", "pk").values_list("pk", flat=True)
    )


@transaction.atomic
def _on_its_day(pk: UUID, by: Actor, at: datetime) -> bool:
    row = Assignment.claim(UnitChange.objects.get(pk=pk).assignment_id)
    change = row.unit_changes.filter(pk=pk, done_at=None, dropped_because="").first()
    if change is None:  # another worker was faster
        return False
    try:
        with transaction.atomic():
            _check(row, change)
            _carry_out(row, change, by, at)
    except Refused as refused:
        row = Assignment.claim(row.pk)
        _drop(row, change, str(refused), "dropped", by, at)
        tell("assignments.unit_change_dropped", row, by=by, at=at)
        return False
    return True


def _check(row: Assignment, change: UnitChange) -> None:
    if change.lead_id is None and change.coordinating is None:
        raise Refused("Hãy chọn cơ quan chủ trì hoặc cơ quan phối hợp mới.", field="lead")
    require_move(row.state, MOVES["change_lead" if change.lead_id else "change_partners"])
    since = _since(row)
    if change.from_on < since:
        raise Refused(
            f"Ngày hiệu lực không trước {since:%d/%m/%Y} (ngày giao hoặc ngày đổi cơ quan gần nhất).",
            field="from_on",
        )
    if (change.lead_id or row.unit_id) in (change.coordinating or ()):
        raise Refused("Cơ quan chủ trì không đồng thời là cơ quan phối hợp.", field="coordinating")
    _check_living({*(change.coordinating or ()), *filter(None, [change.lead_id])}, change.from_on)
    if change._state.adding and row.unit_changes.filter(done_at=None, dropped_because="").exists():
        raise Refused("Đã có một lần đổi cơ quan đang chờ đến ngày hiệu lực: hãy hủy lần đó trước.")


def _since(row: Assignment) -> date:
    last = row.transfers.filter(role="lead").order_by("-at").first()
    return max(local_day(row.given_at), local_day(last.at) if last else date.min)


def _check_living(units: Collection[UUID], on: date) -> None:
    living = set(versions_on(on).filter(unit_id__in=units).values_list("unit_id", flat=True))
    for unit in sorted(set(units) - living):
        name = names([unit], on).get(unit, "")
        raise Refused(f"Cơ quan, đơn vị {name or unit} không hoạt động vào ngày {on:%d/%m/%Y}.", field="lead")


def _carry_out(row: Assignment, change: UnitChange, by: Actor, at: datetime) -> None:
    said = remark(row, RemarkKind.UNITS, _told(row, change), by=by, at=at)
    before = row.unit_id
    if change.lead_id:
        _move_lead(row, change, change.lead_id, by, at)
    new = _set_partners(row, change)
    change.done_at = at
    change.save(update_fields=["done_at"])
    fields = ("unit", "person", "status", "accepted_at", "sent_back_because", "blocked_because")
    save(
        row, "assignments.units_changed", *fields, by=by, at=at, said=said, from_on=change.from_on.isoformat()
    )
    if change.lead_id:
        tell_moved(row, before, by=by, at=at)
    tell_partners(row, new, by=by, at=at)


def _move_lead(row: Assignment, change: UnitChange, lead_id: UUID, by: Actor, at: datetime) -> None:
    # figures of the days in between belong to the new unit: the transfer counts from its day, not from its entry
    moved_at = max(start_of(change.from_on), row.given_at) if change.from_on < local_day(at) else at
    row.transfers.create(role="lead", from_id=row.unit_id, to_id=lead_id, **(who(by, at) | {"at": moved_at}))
    withdraw_parts(row, f"Đổi cơ quan chủ trì: {change.reason}", by=by, at=at)
    row.extensions.filter(answer=Answer.ASKED).update(
        answer=Answer.REFUSED, decided_at=at, decision_note="Nhiệm vụ chuyển sang cơ quan chủ trì khác."
    )
    row.coordinations.filter(unit_id=lead_id).delete()
    row.unit_id, row.person_id = lead_id, None
    row.status, row.accepted_at = Status.GIVEN, None
    row.sent_back_because = row.blocked_because = ""


def _set_partners(row: Assignment, change: UnitChange) -> list[UUID]:
    """Make the coordinating units those of the change; returns the new ones."""
    if change.coordinating is None:
        return []
    wanted = set(change.coordinating)
    row.coordinations.exclude(unit_id__in=wanted).delete()
    new = sorted(wanted - set(row.coordinations.values_list("unit_id", flat=True)))
    Coordination.objects.bulk_create(Coordination(assignment=row, unit_id=unit) for unit in new)
    return new


def _drop(row: Assignment, change: UnitChange, why: str, how: str, by: Actor, at: datetime) -> None:
    change.dropped_because = why
    change.save(update_fields=["dropped_because"])
    said = remark(row, RemarkKind.UNITS, why, by=by, at=at)
    save(row, f"assignments.unit_change_{how}", by=by, at=at, said=said)


def _told(row: Assignment, change: UnitChange) -> str:
    partners = change.coordinating
    called = names({row.unit_id, *(partners or ()), *filter(None, [change.lead_id])}, change.from_on)
    parts = [f"từ ngày {change.from_on:%d/%m/%Y}"]
    if change.lead_id:
        parts.append(f"chủ trì: {called.get(row.unit_id, '')} → {called.get(change.lead_id, '')}")
    if partners is not None:
        parts.append(f"phối hợp: {'; '.join(called.get(unit, '') for unit in partners) or 'không'}")
    return f"{'; '.join(parts)}. Căn cứ: {change.reason}"
