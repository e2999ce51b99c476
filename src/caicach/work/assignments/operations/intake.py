"""Nhập nhiệm vụ từ văn bản: a paper becomes proposed rows, a person corrects them, then they are given."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.text import fold, nfc
from caicach.organisation.units.models import Unit

from .. import permissions
from ..models import Assignment, Intake, IntakeRow
from ..queries.days import local_day
from ..queries.directory import Directory, directory
from ..rules import Order, secrecy_mark
from ..rules.conclusions import ProposedTask, heading, propose_tasks
from ..rules.due_cells import When, read_when, when_text
from ..rules.orders import Term
from ..rules.unit_phrases import is_anybody
from ..states import AREAS, Giver
from .changing import words
from .giving import give_many

EDITABLE = ("clause", "title", "lead", "coordinating", "product", "due", "area_code")
_MOST_ROWS = 500


def _require(actor: Actor, unit: Unit) -> None:
    if not actor.may(permissions.IMPORT, at_unit=unit.pk):
        actor.require(permissions.ASSIGN, at_unit=unit.pk)


@transaction.atomic
def read_paper(
    *, text: str, giver: Giver, giver_unit: Unit, by: Actor, at: datetime, office_number: str = ""
) -> Intake:
    """Đọc văn bản: keep the paper's text with the assignments that it seems to give, for correction.

    Refuses a paper that bears a secrecy mark: nothing of it is kept.
    """
    _require(by, giver_unit)
    text = nfc(text).replace("\r\n", "\n").strip()
    if not text:
        raise Refused("Văn bản không có chữ nào đọc được.", field="text")
    if mark := secrecy_mark(text):
        raise Refused(
            f"Văn bản có dấu chỉ độ mật (“{mark}”). Hệ thống không nhận văn bản mật; không có gì được lưu.",
            field="text",
        )
    top, today = heading(text), local_day(at)
    names = directory(today).choices
    proposed = propose_tasks(text, known=names, issued_on=top.issued_on or today)
    intake = Intake.objects.create(
        text=text,
        symbol="/".join(filter(None, (top.number, top.symbol)))[:100],
        issued_on=top.issued_on,
        abstract=top.title[:1000],
        office_number=words(office_number, field="office_number")[:100],
        giver=giver,
        giver_unit=giver_unit,
        by_user_id=by.user_id,
        created_at=at,
    )
    IntakeRow.objects.bulk_create(
        _row(intake, position, task, top.issued_on or today)
        for position, task in enumerate(proposed[:_MOST_ROWS], start=1)
    )
    record("assignments.intake_read", intake, by=by, at=at, unit_id=giver_unit.pk, rows=len(proposed))
    return intake


def _row(intake: Intake, position: int, task: ProposedTask, start: date) -> IntakeRow:
    return IntakeRow(
        intake=intake,
        position=position,
        clause=task.clause[:100],
        title=task.content,
        lead="; ".join(unit.agency for unit in task.lead),
        coordinating="; ".join(unit.agency for unit in task.coordinating if not is_anybody(unit.text)),
        product=task.product[:1000],
        due=_due_words(task, start),
        start=task.start,
        end=task.end,
    )


def _due_words(task: ProposedTask, start: date) -> str:
    due = task.due
    if due is None:
        return ""
    term = Term(start, due.amount, due.unit or "days") if due.amount else None
    return when_text(When(due.due_on, term, due.regular)) or due.text


@transaction.atomic
def edit_row(
    *, row: IntakeRow, column: str, text: str, by: Actor, at: datetime, revision: int | None = None
) -> IntakeRow:
    """Sửa một ô: keep what was typed; units and dates are read at once so that a mistake shows where it is."""
    found = IntakeRow.claim(row.pk, revision)
    intake = found.intake
    _require(by, intake.giver_unit)
    _refuse_given(intake)
    if column not in EDITABLE:
        raise Refused("Ô này không sửa được.")
    text = words(text, field=column)
    day = local_day(at)
    if column in ("lead", "coordinating") and text:
        text = "; ".join(version.name for version in directory(day).all(text))
    elif column == "due" and text:
        text = when_text(read_when(text, start=intake.issued_on or day))
    elif column == "area_code" and text:
        text = _area(text)
    setattr(found, column, text[: 1000 if column == "product" else 5000])
    found.save(update_fields=[column, "revision"])
    return found


def _area(text: str) -> str:
    wanted = fold(text)
    for code, label in AREAS.items():
        if wanted in (fold(code), fold(label), fold(f"{code}. {label}")):
            return code
    raise Refused(f"Không có nội dung CCHC “{text}”. Ghi I đến VIII.")


def _refuse_given(intake: Intake) -> None:
    if intake.given_at is not None:
        raise Refused("Các nhiệm vụ của văn bản này đã giao.")


@transaction.atomic
def add_row(*, intake: Intake, by: Actor, at: datetime) -> IntakeRow:
    """Thêm một dòng trống."""
    _require(by, intake.giver_unit)
    _refuse_given(Intake.claim(intake.pk))
    last = intake.rows.aggregate(n=Max("position"))["n"] or 0
    return IntakeRow.objects.create(intake=intake, position=last + 1)


@transaction.atomic
def drop_row(*, row: IntakeRow, dropped: bool, by: Actor, at: datetime) -> IntakeRow:
    """Bỏ một dòng đề xuất, or take it back in."""
    found = IntakeRow.claim(row.pk)
    _require(by, found.intake.giver_unit)
    _refuse_given(found.intake)
    found.dropped = dropped
    found.save(update_fields=["dropped", "revision"])
    return found


@transaction.atomic
def give_intake(*, intake: Intake, by: Actor, at: datetime, revision: int | None = None) -> list[Assignment]:
    """Giao các nhiệm vụ đã sửa: one assignment for each lead unit of each row; all or none, the bad row named."""
    found = Intake.claim(intake.pk, revision)
    _require(by, found.giver_unit)
    _refuse_given(found)
    rows = list(found.rows.filter(dropped=False).order_by("position"))
    if not rows:
        raise Refused("Chưa có dòng nào để giao.")
    known = directory(local_day(at))
    orders = [
        order
        for number, row in enumerate(rows, start=1)
        for order in _orders(found, row, number, known, local_day(at))
    ]
    given = give_many(orders=orders, by=by, at=at)
    found.given_at = at
    found.save(update_fields=["given_at", "revision"])
    record(
        "assignments.intake_given", found, by=by, at=at, unit_id=found.giver_unit_id, assignments=len(given)
    )
    return given


def _orders(intake: Intake, row: IntakeRow, number: int, known: Directory, today: date) -> list[Order]:
    try:
        leads = known.all(row.lead)
        if not leads:
            raise Refused("Chưa ghi cơ quan chủ trì.", column="Cơ quan chủ trì")
        partners = known.all(row.coordinating)
        # a term runs from the day of giving: the paper may be older than its entry here
        when = read_when(row.due, start=today)
        if not row.title:
            raise Refused("Chưa ghi nội dung nhiệm vụ.", column="Nội dung nhiệm vụ")
    except Refused as refused:
        raise Refused(refused.message, row=number, column=refused.column) from refused
    base = Order(
        title=row.title,
        unit_id=leads[0].unit_id,
        giver_unit_id=intake.giver_unit_id,
        giver=Giver(intake.giver),
        due_on=when.due_on,
        term=when.term,
        regular=when.regular,
        product=row.product,
        area_code=row.area_code,
        source_symbol=intake.symbol,
        source_on=intake.issued_on,
        source_abstract=intake.abstract,
        source_clause=_passage(intake, row),
        office_number=intake.office_number,
    )
    return [
        replace(
            base,
            unit_id=lead.unit_id,
            coordinating=tuple(p.unit_id for p in partners if p.unit_id != lead.unit_id),
        )
        for lead in leads
    ]


def _passage(intake: Intake, row: IntakeRow) -> str:
    passage = intake.text[row.start : row.end].strip()
    return f"{row.clause}: {passage}" if row.clause and passage else passage or row.clause
