"""Due dates as papers write them (thời hạn trong văn bản): "trước ngày 15/12/2026", "Quý I/2027", "thường xuyên".

Words for a stretch of time give its last day ("trong tháng 3", "quý I/2026", "trong năm 2026"), "trước" before a month,
a quarter or a year the day before it begins. Parts of a month, where no law counts them, are read so:

- tuần đầu (thứ nhất), thứ hai, thứ ba, thứ tư tháng M: its days 1-7, 8-14, 15-21, 22-28, so due on the 7th, 14th, 21st,
  28th; tuần thứ năm, tuần cuối: the last day of the month;
- đầu tháng (thượng tuần), giữa tháng (trung tuần), cuối tháng (hạ tuần): days 1-10, 11-20, 21 to the last: due on the
  10th, the 20th, the last day; after "từ" they begin something and are no due date.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_WEEKS = {"đầu": 1, "đầu tiên": 1, "nhất": 1, "1": 1, "hai": 2, "2": 2, "ba": 3, "3": 3, "tư": 4, "4": 4}
_THIRDS = {"đầu": 10, "thượng": 10, "giữa": 20, "trung": 20, "cuối": 31, "hạ": 31}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True, slots=True)
class DuePhrase:
    """Words that set a time, with their place in the text.

    `due_on` is the last day meant, None where the words set no day: `regular` for standing tasks,
    `amount` and `unit` ("days" or "working_days") for "trong 10 ngày làm việc". "Trước ngày 15/12"
    gives the day it names, as offices enter it; "trước tháng 12" ends with November.
    """

    text: str
    start: int
    end: int
    due_on: date | None = None
    regular: bool = False
    amount: int | None = None
    unit: str = ""


_Reading = Callable[[re.Match[str], date | None], DuePhrase | None]

_UNTIL = (
    r"(?:chậm nhất(?:\s+là)?|muộn nhất(?:\s+là)?|(?:hoàn\s+thành\s+)?xong|(?:thời\s+)?hạn(?:\s+cuối)?(?:\s+là)?"
    r"|thời\s+gian(?:\s+hoàn\s+thành)?|trước|trong|đến(?:\s+hết)?|hết|cuối|vào)"
)
_HOUR = r"(?:\d{1,2}\s*(?:giờ|h|g)\s*(?:\d{1,2}\s*(?:phút|p)?)?,?\s*)?"
_LEAD = rf"(?:{_UNTIL}\s*:?\s+)+{_HOUR}"
_YEAR = r"(?:\s*(?:/|-|năm)\s*(?P<year>\d{4}))?"


def find_due(text: str, *, reference: date | None = None) -> tuple[DuePhrase, ...]:
    """Return the phrases in the order of the text; `reference` (the paper's day) supplies a missing year.

    Dates of cited papers ("Chỉ thị số 10/2006/CT-TTg ngày 23/3/2006") are not due dates: a day
    counts only after words such as "trước", "chậm nhất", "đến hết".
    """
    found: list[DuePhrase] = []
    for phrase in _all(text, reference):
        if all(phrase.end <= other.start or phrase.start >= other.end for other in found):
            found.append(phrase)
    return tuple(sorted(found, key=lambda phrase: phrase.start))


def chosen_due(phrases: tuple[DuePhrase, ...]) -> DuePhrase | None:
    """Return the phrase that decides: the first with a day, else with an amount, else a standing one."""
    order = sorted(phrases, key=lambda p: (p.due_on is None, p.amount is None, not p.regular, p.start))
    return order[0] if order else None


def _all(text: str, reference: date | None) -> Iterator[DuePhrase]:
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(text):
            phrase = read(match, reference)
            if phrase is not None:
                yield phrase


def _phrase(match: re.Match[str], due_on: date | None) -> DuePhrase:
    return DuePhrase(match.group().strip(), match.start(), match.end(), due_on)


def _day(match: re.Match[str], reference: date | None) -> DuePhrase | None:
    day, month = int(match["day"]), int(match["month"])
    if match["year"]:
        due_on = _date(int(match["year"]), month, day)
        return _phrase(match, due_on) if due_on else None
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return _phrase(match, _next(lambda year: _date(year, month, day), reference))


def _month(match: re.Match[str], reference: date | None) -> DuePhrase | None:
    month = int(match["month"])
    if not 1 <= month <= 12:
        return None
    before = _before(match)
    return _phrase(match, _at(match, lambda year: _month_end(year, month, before=before), reference))


def _week(match: re.Match[str], reference: date | None) -> DuePhrase | None:
    number = _WEEKS.get(" ".join(match["week"].lower().split()).removeprefix("thứ "), 5)
    return _part_of_month(match, 7 * number, reference)


def _third(match: re.Match[str], reference: date | None) -> DuePhrase | None:
    return _part_of_month(match, _THIRDS[match["third"].lower().split()[0]], reference)


def _part_of_month(match: re.Match[str], last: int, reference: date | None) -> DuePhrase | None:
    """The phrase due on the day `last` of its month, at most the month's own last day."""
    month = int(match["month"])
    if not 1 <= month <= 12:
        return None
    return _phrase(
        match, _at(match, lambda year: date(year, month, min(last, monthrange(year, month)[1])), reference)
    )


def _quarter(match: re.Match[str], reference: date | None) -> DuePhrase | None:
    word = match["quarter"].lower()
    quarter = _ROMAN.get(word) or int(word)
    before = _before(match)
    due_on = _at(
        match, lambda year: _month_end(year, 3 * quarter - (2 if before else 0), before=before), reference
    )
    return _phrase(match, due_on)


def _half(match: re.Match[str], reference: date | None) -> DuePhrase | None:
    month = 6 if match["half"] == "đầu" else 12
    return _phrase(match, _at(match, lambda year: _month_end(year, month, before=False), reference))


def _year(match: re.Match[str], reference: date | None) -> DuePhrase | None:
    year = int(match["year"]) - (1 if _before(match) else 0)
    return _phrase(match, date(year, 12, 31))


def _amount(match: re.Match[str], reference: date | None) -> DuePhrase | None:
    unit = "working_days" if match["working"] else "days"
    return DuePhrase(
        match.group().strip(), match.start(), match.end(), None, False, int(match["amount"]), unit
    )


def _standing(match: re.Match[str], reference: date | None) -> DuePhrase | None:
    return DuePhrase(match.group().strip(), match.start(), match.end(), None, True)


def _before(match: re.Match[str]) -> bool:
    """Tell whether "trước" stands before the period: then the day before it begins is meant."""
    return re.search(r"trước\s*:?\s+(?:tháng|quý|năm)\b", match.group(), re.IGNORECASE) is not None


def _at(match: re.Match[str], on: Callable[[int], date | None], reference: date | None) -> date | None:
    return on(int(match["year"])) if match["year"] else _next(on, reference)


def _next(on: Callable[[int], date | None], reference: date | None) -> date | None:
    """Return the first such day that is not before the reference; None without a reference."""
    if reference is None:
        return None
    days = [on(reference.year + later) for later in range(9)]
    return next((day for day in days if day is not None and day >= reference), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int, *, before: bool) -> date:
    if before:
        return date(year, month, 1) - timedelta(days=1)
    return date(year, month, monthrange(year, month)[1])


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_PATTERNS: tuple[tuple[re.Pattern[str], _Reading], ...] = (
    (_compiled(rf"{_LEAD}ngày\s+(?P<day>\d{{1,2}})\s+tháng\s+(?P<month>\d{{1,2}}){_YEAR}"), _day),
    (
        _compiled(
            rf"{_LEAD}(?:ngày\s+)?(?P<day>\d{{1,2}})[/.-](?P<month>\d{{1,2}})(?:[/.-](?P<year>\d{{4}}))?\b"
        ),
        _day,
    ),
    (
        _compiled(
            rf"(?<!từ )(?:{_LEAD})?\btuần\s+(?:lễ\s+)?(?P<week>đầu(?:\s+tiên)?|cuối(?:\s+cùng)?"
            rf"|thứ\s+(?:nhất|hai|ba|tư|năm|[1-5])|[1-5])\s+(?:của\s+)?tháng\s+(?P<month>\d{{1,2}}){_YEAR}(?!\d)"
        ),
        _week,
    ),
    (
        _compiled(
            rf"(?<!từ )(?<!tuần )(?:{_LEAD})?\b(?P<third>đầu|giữa|cuối|thượng\s+tuần|trung\s+tuần|hạ\s+tuần)"
            rf"\s+(?:của\s+)?tháng\s+(?P<month>\d{{1,2}}){_YEAR}(?!\d)"
        ),
        _third,
    ),
    (_compiled(rf"{_LEAD}tháng\s+(?P<month>\d{{1,2}}){_YEAR}(?!\d)"), _month),
    (_compiled(rf"(?:{_LEAD})?\bquý\s+(?P<quarter>iv|i{{1,3}}|[1-4])\b{_YEAR}"), _quarter),
    (_compiled(rf"(?:{_LEAD})?\b0?6\s+tháng\s+(?P<half>đầu|cuối)\s+năm(?:\s+(?P<year>\d{{4}}))?"), _half),
    (_compiled(rf"(?<!định hướng )(?<!tầm nhìn ){_LEAD}năm\s+(?P<year>\d{{4}})(?!\s*[-–]\s*\d)"), _year),
    (
        _compiled(
            r"(?:trong|chậm nhất|sau)\s+(?:thời\s+hạn\s+|thời\s+gian\s+|vòng\s+|là\s+)*(?P<amount>\d{1,3})"
            r"(?:\s*\([^)]{1,20}\))?\s+ngày(?P<working>\s+làm\s+việc)?(?:,?\s+kể\s+từ\s+ngày\s+[^,.;]{2,40})?"
        ),
        _amount,
    ),
    (_compiled(r"định\s+kỳ(?:\s+h[ằà]ng\s+(?:tuần|tháng|quý|năm))?"), _standing),
    (
        _compiled(r"(?<!kế hoạch )(?<!cải cách )(?<!hành chính )h[ằà]ng\s+(?:ngày|tuần|tháng|quý|năm)"),
        _standing,
    ),
    (_compiled(r"thường\s+xuyên"), _standing),
)
