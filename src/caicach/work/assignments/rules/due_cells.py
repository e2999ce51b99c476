"""What a person types as a due date: a day, a number of days, or "thường xuyên"."""

import re
from dataclasses import dataclass
from datetime import date

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.text import fold

from .due_phrases import chosen_due, find_due
from .orders import Term

_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_AMOUNT = re.compile(r"(\d{1,3})\s*ngay(\s*lam viec)?")


@dataclass(frozen=True, slots=True)
class When:
    """When an assignment is due: exactly one of a day, a term, regular."""

    due_on: date | None = None
    term: Term | None = None
    regular: bool = False


def read_when(text: str, *, start: date) -> When:
    """Read "15/12/2026", "10 ngày làm việc", "thường xuyên", "Quý IV/2026"; terms run from the day `start`.

    Refuses words that set no day.
    """
    folded = " ".join(fold(text).split())
    if not folded:
        raise Refused("Chưa ghi thời hạn: ghi ngày (31/12/2026), số ngày làm việc, hoặc “thường xuyên”.")
    if "thuong xuyen" in folded or "hang nam" in folded:
        return When(regular=True)
    if found := _DAY.fullmatch(folded) or _ISO.fullmatch(folded):
        return When(due_on=_date([int(part) for part in found.groups()], text))
    if amount := _AMOUNT.fullmatch(folded):
        return When(term=Term(start, int(amount[1]), "working_days" if amount[2] else "days"))
    return _worded(text, start)


def _date(parts: list[int], text: str) -> date:
    year, month, day = parts if parts[0] > 31 else parts[::-1]
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Refused(f"“{text.strip()}” không phải là ngày có trong lịch.") from error


def _worded(text: str, start: date) -> When:
    for words in (text, f"trước {text}", f"trong {text}"):
        phrase = chosen_due(find_due(words, reference=start))
        if phrase and phrase.due_on:
            return When(due_on=phrase.due_on)
        if phrase and phrase.amount:
            return When(term=Term(start, phrase.amount, phrase.unit or "days"))
    raise Refused(
        f"Không hiểu thời hạn “{text.strip()}”: ghi ngày (31/12/2026), số ngày làm việc, hoặc “thường xuyên”."
    )


def when_text(when: When) -> str:
    """The same in the words of a cell."""
    if when.regular:
        return "Thường xuyên"
    if when.term:
        return f"{when.term.amount} ngày{' làm việc' if when.term.unit == 'working_days' else ''}"
    return f"{when.due_on:%d/%m/%Y}" if when.due_on else ""
