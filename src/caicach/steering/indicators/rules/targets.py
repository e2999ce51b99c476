"""Chỉ tiêu: what is to be reached, how it is worded, and whether a value reaches it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .numbers import NumberError, parse_quantity, parse_value, show, tidy


class Operator(StrEnum):
    """Phép so sánh của chỉ tiêu. The value is what the database stores."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EQUAL = "equal"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    RANGE = "range"
    RANK_AT_MOST = "rank_at_most"
    IMPROVE_BY = "improve_by"
    REDUCE_BY = "reduce_by"
    INCREASE_BY = "increase_by"
    DEADLINE = "deadline"
    EVERY = "every"


OPERATOR_LABELS: dict[Operator, str] = {
    Operator.AT_LEAST: "tối thiểu (≥)",
    Operator.AT_MOST: "không quá (≤)",
    Operator.EQUAL: "đạt (=)",
    Operator.MORE_THAN: "trên (>)",
    Operator.LESS_THAN: "dưới (<)",
    Operator.RANGE: "trong khoảng",
    Operator.RANK_AT_MOST: "thứ hạng, trong nhóm",
    Operator.IMPROVE_BY: "tăng bậc xếp hạng",
    Operator.REDUCE_BY: "giảm (%) so với năm gốc",
    Operator.INCREASE_BY: "tăng (%) so với năm gốc",
    Operator.DEADLINE: "hoàn thành trong năm",
    Operator.EVERY: "định kỳ (năm một lần)",
}

SYMBOLS: dict[str, Operator] = {
    ">=": Operator.AT_LEAST,
    "≥": Operator.AT_LEAST,
    "<=": Operator.AT_MOST,
    "≤": Operator.AT_MOST,
    "=": Operator.EQUAL,
    "": Operator.EQUAL,
    ">": Operator.MORE_THAN,
    "<": Operator.LESS_THAN,
    "range": Operator.RANGE,
    "increase_rank": Operator.IMPROVE_BY,
    "deadline": Operator.DEADLINE,
    "frequency": Operator.EVERY,
}
"""The marks that files use beside the stored words."""

_MARKS: dict[Operator, str] = {
    Operator.AT_LEAST: "≥ ",
    Operator.AT_MOST: "≤ ",
    Operator.EQUAL: "",
    Operator.MORE_THAN: "> ",
    Operator.LESS_THAN: "< ",
}


class Direction(StrEnum):
    """Chiều tốt của chỉ số: a share should rise, a rank or a number of days should fall."""

    UP = "up"
    DOWN = "down"


RELATIVE = frozenset({Operator.IMPROVE_BY, Operator.REDUCE_BY, Operator.INCREASE_BY})
"""Chỉ tiêu tương đối: what must be reached follows from the figure of the base year."""

RANK_UNITS = frozenset({"hạng", "hạng/63 tỉnh", "hạng/34 tỉnh", "bậc"})


@dataclass(frozen=True, slots=True)
class Target:
    """Một chỉ tiêu bằng số.

    `value` is in the display unit (90 means 90 %); `value2` closes a range or "1 đến 2 bậc"; for DEADLINE
    `value` is the year, for EVERY the number of years, for REDUCE_BY and INCREASE_BY the per cent of the base figure.
    `baseline` is the figure of `baseline_year`.
    """

    operator: Operator
    value: Decimal
    value2: Decimal | None = None
    unit: str = "%"
    level: str = ""
    year: int | None = None
    baseline: Decimal | None = None
    baseline_year: int | None = None

    @property
    def direction(self) -> Direction:
        """Which way is better: down for ranks and for "không quá", else up."""
        if self.unit in RANK_UNITS or self.operator in _DOWNWARD:
            return Direction.DOWN
        return Direction.UP

    @property
    def base_year(self) -> int | None:
        """The year to compare with: the one that is named, for a relative target else the year before."""
        if self.baseline_year is None and self.operator in RELATIVE and self.year is not None:
            return self.year - 1
        return self.baseline_year

    @property
    def is_resolved(self) -> bool:
        """Whether it is known what must be met: a relative target needs the figure of its base year."""
        return self.operator not in RELATIVE or self.baseline is not None

    @property
    def threshold(self) -> Decimal:
        """The figure that must be met: the worse end of a range; of a relative target what the base figure gives."""
        if self.operator is Operator.RANGE and self.value2 is not None:
            pick = max if self.direction is Direction.DOWN else min
            return pick(self.value, self.value2)
        if self.operator is Operator.IMPROVE_BY and self.baseline is not None:
            return self.baseline - self.value
        if self.operator in _SHARES and self.baseline is not None:
            return round(self.baseline * (100 + _SHARES[self.operator] * self.value) / 100, 4)
        return self.value

    def __str__(self) -> str:
        return self.describe()

    def describe(self) -> str:
        """The target in Vietnamese as a table prints it: "≥ 85%", "tăng 1 đến 2 bậc", "02 năm một lần"."""
        return _describe(self)


_DOWNWARD = {
    Operator.AT_MOST,
    Operator.LESS_THAN,
    Operator.RANK_AT_MOST,
    Operator.IMPROVE_BY,
    Operator.REDUCE_BY,
}
_SHARES = {Operator.REDUCE_BY: -1, Operator.INCREASE_BY: 1}
_SHARE_WORDS = {Operator.REDUCE_BY: "giảm", Operator.INCREASE_BY: "tăng"}


def _describe(target: Target) -> str:
    value, upper = show(target.value), show(target.value2)
    if target.operator in RELATIVE:
        return _relative(target, value, upper)
    words = {
        Operator.RANK_AT_MOST: f"trong nhóm {value}",
        Operator.DEADLINE: f"xong trong năm {target.value:f}",
        Operator.EVERY: f"{value} năm một lần",
    }
    if target.operator in words:
        return words[target.operator]
    if target.operator is Operator.RANGE:
        return _with_unit(f"từ {value} đến {upper}", target.unit)
    return _with_unit(f"{_MARKS[target.operator]}{value}", target.unit)


def _relative(target: Target, value: str, upper: str) -> str:
    if target.operator is Operator.IMPROVE_BY:
        climb = f"tăng {value} đến {upper} bậc" if target.value2 else f"tăng {value} bậc"
        return climb + (f" (hạng {show(target.threshold)} trở lên)" if target.is_resolved else "")
    return f"{_SHARE_WORDS[target.operator]} {value}%{_compared(target)}"


def _compared(target: Target) -> str:
    since = f" so với năm {target.base_year}" if target.base_year else " so với năm gốc"
    if not target.is_resolved:
        return since
    mark = "≤" if target.direction is Direction.DOWN else "≥"
    return f"{since} ({_with_unit(f'{mark} {show(target.threshold)}', target.unit)})"


def _with_unit(text: str, unit: str) -> str:
    if unit.startswith("%"):
        return text + unit
    return f"{text} {unit}".rstrip()


def read_operator(text: str) -> Operator:
    """Đọc phép so sánh từ tệp: a stored word ("at_least"), a mark (">=", "≥") or "frequency".

    Raises ValueError with a Vietnamese message that lists what is understood.
    """
    tidied = tidy(text).lower()
    if tidied in SYMBOLS:
        return SYMBOLS[tidied]
    for operator, label in OPERATOR_LABELS.items():
        if tidied == label.lower():
            return operator
    try:
        return Operator(tidied)
    except ValueError:
        known = ", ".join([*filter(None, SYMBOLS), *Operator])
        raise ValueError(f"“{text}” không phải phép so sánh; hãy dùng một trong: {known}") from None


_RANGE = re.compile(r"(?:từ\s*)?(\d[\d.,]*)\s*(?:-|–|đến)\s*(\d[\d.,]*)\s*(.*)", re.I)
_IMPROVE = re.compile(r"tăng\s*(\d+)(?:\s*(?:-|–|đến)\s*(\d+))?\s*bậc", re.I)
_SHARE = re.compile(
    r"(giảm|tăng)\s*(?:tối thiểu|ít nhất|từ)?\s*(\d[\d.,]*)\s*%(?:.*?so với\s*(?:cùng kỳ\s*)?năm\s*(\d{4}))?",
    re.I,
)
_TOP = re.compile(r"(?:trong\s*)?(?:nhóm|tốp|top)\s*(\d+)", re.I)
_EVERY = re.compile(r"(\d+)\s*năm\s*(?:một|1|01)\s*lần", re.I)
_BY_YEAR = re.compile(r"(?:xong |hoàn thành )?(?:trong|hết|ngay trong)\s*năm\s*(\d{4})", re.I)
_OR_MORE = re.compile(r"trở lên", re.I)


def read_target(text: str, *, year: int | None = None, level: str = "") -> Target:
    """Đọc chỉ tiêu viết gọn: "≥ 85%", "20 - 25", "tăng 1 đến 2 bậc", "giảm 10% so với năm 2021", "top 10".

    Raises NumberError when no figure is found.
    """
    tidied = tidy(text)
    if relative := _read_relative(tidied, year, level):
        return relative
    if match := _TOP.search(tidied):
        return Target(Operator.RANK_AT_MOST, Decimal(match.group(1)), None, "hạng", level, year)
    if match := _EVERY.search(tidied):
        return Target(Operator.EVERY, Decimal(match.group(1)), None, "năm/lần", level, year)
    if match := _BY_YEAR.fullmatch(tidied):
        due = Decimal(match.group(1))
        return Target(Operator.DEADLINE, due, None, "năm", level, year or int(due))
    if match := _RANGE.fullmatch(tidied):
        low, high = parse_value(match.group(1)), parse_value(match.group(2))
        return Target(Operator.RANGE, low, high, match.group(3), level, year)
    return _single(tidied, year, level)


def _read_relative(text: str, year: int | None, level: str) -> Target | None:
    if match := _IMPROVE.search(text):
        upper = Decimal(match.group(2)) if match.group(2) else None
        return Target(Operator.IMPROVE_BY, Decimal(match.group(1)), upper, "bậc", level, year)
    if match := _SHARE.match(text):
        operator = Operator.REDUCE_BY if match.group(1).lower() == "giảm" else Operator.INCREASE_BY
        since = int(match.group(3)) if match.group(3) else None
        return Target(operator, parse_value(match.group(2)), None, "", level, year, None, since)
    return None


def _single(text: str, year: int | None, level: str) -> Target:
    quantity = parse_quantity(_OR_MORE.sub("", text))
    sign = quantity.sign or (">=" if _OR_MORE.search(text) else "=")
    return Target(SYMBOLS[sign], quantity.value, None, quantity.unit, level, year)


def is_reached(target: Target, actual: Decimal) -> bool:
    """Đạt hay chưa: does `actual` (display unit) reach the target?

    "Đạt 90%" is met by more than 90 % as well, and a rank in "20 - 25" by a better one: the printed
    operator is kept, the judgement follows the direction. For DEADLINE `actual` is the year of completion,
    for EVERY the years between two rounds. A relative target needs the figure of its base year (NumberError).
    """
    if not target.is_resolved:
        raise NumberError("số liệu năm gốc")
    if target.operator is Operator.MORE_THAN:
        return actual > target.value
    if target.operator is Operator.LESS_THAN:
        return actual < target.value
    falls = target.direction is Direction.DOWN or target.operator in {Operator.DEADLINE, Operator.EVERY}
    return actual <= target.threshold if falls else actual >= target.threshold


def is_behind_baseline(target: Target) -> bool:
    """Chỉ tiêu thấp hơn hiện trạng: reaching exactly the target would be worse than the baseline.

    A target equal to the baseline keeps a level and is not doubted ("duy trì 100%").
    """
    if target.baseline is None or target.operator in {Operator.DEADLINE, Operator.EVERY, *RELATIVE}:
        return False
    if target.direction is Direction.DOWN:
        return target.threshold > target.baseline
    return target.threshold < target.baseline


def same_demand(one: Target, other: Target) -> bool:
    """Two wordings that ask for the same: "đạt 90%" and "tối thiểu 90%" do, "trên 90%" does not."""
    return _demand(one) == _demand(other)


def _demand(target: Target) -> tuple[str, Decimal, Decimal | None]:
    plain = {Operator.EQUAL, Operator.AT_LEAST, Operator.AT_MOST, Operator.RANK_AT_MOST}
    strict = "reach" if target.operator in plain else str(target.operator)
    return strict, target.value, target.value2
