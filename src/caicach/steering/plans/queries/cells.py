"""What is typed into the cells of the annex, read into the columns of a task."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from caicach.foundation.kernel.errors import Refused
from caicach.organisation.units.queries import resolve
from caicach.steering.indicators.rules.numbers import NumberError, parse_money
from caicach.steering.plans.rules.cells import share
from caicach.work.assignments.rules.due_phrases import chosen_due, find_due

COLUMNS = ("code", "text", "product", "lead", "coordinating", "due", "money", "weight", "serves")


def read_cell(
    column: str, text: str, *, year: int, on: date, objectives: Mapping[str, UUID] | None = None
) -> dict[str, Any]:
    """The changes of a task that a typed cell means. `year` is the plan's, for "Quý II" and "30/6";
    `objectives` maps the codes of the plan's objectives to their origins.

    Raises Refused with what is not understood: a unit nobody is called on the day, a date, an amount.
    """
    text = text.strip()
    if column == "lead":
        return _lead(text, on)
    if column == "coordinating":
        found, _, _ = _units(text, on)
        return {"coordinating_text": text, "coordinating": found}
    if column == "due":
        return _due(text, year)
    if column == "money":
        return _money(text)
    if column == "serves":
        return {"serves": _serves(text, objectives or {})}
    if column in ("code", "text") and not text:
        raise Refused("Ô này không được để trống.", field=column)
    return {column: _share(text) if column == "weight" else text}


def _share(text: str) -> Decimal | None:
    try:
        return share(text)
    except ValueError as error:
        raise Refused(f"{error}.", field="weight") from error


def _serves(text: str, objectives: Mapping[str, UUID]) -> list[str]:
    codes = [code.strip() for code in text.replace(",", ";").split(";") if code.strip()]
    unknown = [code for code in codes if code not in objectives]
    if unknown:
        raise Refused(f"Kế hoạch không có mục tiêu mã “{unknown[0]}”.", field="serves")
    return [str(objectives[code]) for code in dict.fromkeys(codes)]


def _lead(text: str, on: date) -> dict[str, Any]:
    units, groups, unknown = _units(text, on)
    if not text:
        return {"lead_text": "", "lead_unit_id": None, "binds_group": ""}
    if not units and not groups:
        raise Refused(
            f"Không có cơ quan, đơn vị nào tên “{unknown or text}” vào ngày {on:%d/%m/%Y}. "
            "Hãy nhập tên đầy đủ như trên trang Cơ quan, đơn vị.",
            field="lead",
        )
    return {
        "lead_text": text,
        "lead_unit_id": units[0] if units else None,
        "binds_group": groups[0] if groups and not units else "",
    }


def _units(text: str, on: date) -> tuple[list[UUID], list[str], str]:
    units: list[UUID] = []
    groups: list[str] = []
    unknown = ""
    for mention in resolve(text, on) if text else ():
        units += mention.meaning.units[:1]
        groups += mention.meaning.groups
        unknown = unknown or ("" if mention.is_known else mention.text)
    return units, groups, unknown


def _due(text: str, year: int) -> dict[str, Any]:
    if not text:
        return {"due_on": None, "due_text": ""}
    said = f"trước ngày {text}" if text[0].isdigit() else text
    phrase = chosen_due(find_due(said, reference=date(year, 1, 1)))
    if phrase is None:
        raise Refused(
            f"Không hiểu thời gian “{text}”. Viết 30/6/{year}, tháng 6/{year}, quý II/{year} hoặc Thường xuyên.",
            field="due",
        )
    return {"due_on": phrase.due_on, "due_text": "" if phrase.due_on else text}


def _money(text: str) -> dict[str, Any]:
    if not text:
        return {"money": None, "money_text": ""}
    try:
        return {"money": parse_money(text, unit="triệu đồng"), "money_text": ""}
    except NumberError as error:
        raise Refused(f"“{text}” không phải số tiền (triệu đồng), ví dụ 1.234,5.", field="money") from error
