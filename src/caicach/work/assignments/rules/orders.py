"""Lệnh giao: what must be said to give an assignment, and what is refused before any table is touched."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caicach.foundation.kernel.errors import Refused

from ..states import AREAS, BLOCKS, Giver, Urgency
from .secrecy import require_open

LONGEST_TITLE = 3000


@dataclass(frozen=True, slots=True)
class Term:
    """Thời hạn tính: `amount` of `unit` (working_days or days) from the day `start`, by the working calendar."""

    start: date
    amount: int
    unit: str = "working_days"


@dataclass(frozen=True, slots=True)
class Order:
    """Giao một nhiệm vụ.

    Exactly one of `due_on`, `term` and `regular` (thường xuyên) says when. `giver_unit_id` is the unit that keeps
    the assignment: it confirms, extends and withdraws. `subject_kind`/`subject_id` name what it carries out (a plan
    task). `document_id`/`clause_id` point into the legislation; the `source_…` fields hold the paper's own words
    where it is not there; `office_number` is its number in the agency's document software.
    """

    title: str
    unit_id: UUID
    giver_unit_id: UUID
    giver: Giver = Giver.DEPARTMENT_HEAD
    giver_name: str = ""
    due_on: date | None = None
    term: Term | None = None
    regular: bool = False
    product: str = ""
    urgency: Urgency = Urgency.NORMAL
    area_code: str = ""
    block: str = ""
    coordinating: tuple[UUID, ...] = ()
    person_id: UUID | None = None
    document_id: UUID | None = None
    clause_id: UUID | None = None
    source_symbol: str = ""
    source_on: date | None = None
    source_abstract: str = ""
    source_clause: str = ""
    office_number: str = ""
    subject_kind: str = ""
    subject_id: UUID | None = None


def check_order(order: Order, *, given_on: date) -> None:
    """Refuse an order that contradicts itself; given on `given_on`."""
    if not order.title.strip():
        raise Refused("Hãy ghi nội dung nhiệm vụ.", field="title")
    if len(order.title) > LONGEST_TITLE:
        raise Refused(f"Nội dung nhiệm vụ dài quá {LONGEST_TITLE} ký tự. Hãy rút gọn.", field="title")
    require_open(
        title=order.title,
        product=order.product,
        source_abstract=order.source_abstract,
        source_clause=order.source_clause,
        source_symbol=order.source_symbol,
        office_number=order.office_number,
    )
    _check_when(order, given_on)
    _check_codes(order)


def _check_when(order: Order, given_on: date) -> None:
    if (order.due_on is not None) + (order.term is not None) + order.regular != 1:
        raise Refused(
            "Hãy ghi thời hạn hoàn thành, hoặc số ngày làm việc, hoặc chọn “thường xuyên”.", field="due_on"
        )
    if order.due_on is not None and order.due_on < given_on:
        raise Refused(
            f"Thời hạn hoàn thành {order.due_on:%d/%m/%Y} sớm hơn ngày giao {given_on:%d/%m/%Y}.",
            field="due_on",
        )
    if order.term is not None and not 0 < order.term.amount <= 1000:
        raise Refused("Số ngày phải từ 1 đến 1000.", field="due_amount")


def _check_codes(order: Order) -> None:
    if order.area_code and order.area_code not in AREAS:
        raise Refused(f"Không có nội dung CCHC “{order.area_code}”.", field="area_code")
    if order.block and order.block not in BLOCKS:
        raise Refused(f"Không có khối “{order.block}”.", field="block")
    if (order.subject_kind == "") != (order.subject_id is None):
        raise Refused("Nhiệm vụ của kế hoạch phải ghi đủ loại và mã.", field="subject_id")
    if order.unit_id in order.coordinating:
        raise Refused("Cơ quan chủ trì không đồng thời là cơ quan phối hợp.", field="coordinating")
