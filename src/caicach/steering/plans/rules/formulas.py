"""Công thức trong lời văn: "30 xã x 5 triệu", "3 đề án x 23 triệu = 69 triệu", "250 triệu/năm"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from caicach.steering.indicators.rules.numbers import MONEY_UNITS, parse_number, show, tidy


@dataclass(frozen=True, slots=True)
class Formula:
    """A product printed in words.

    `amount` is its value in triệu đồng. `year` is the year it is printed for, `each_year` says that it is meant
    for every year; neither means that the text does not say. `stated` is the result the text itself prints.
    """

    text: str
    amount: Decimal
    year: int | None = None
    each_year: bool = False
    stated: Decimal | None = None


_NUMBER = r"\d[\d.,]*"
_MONEY_WORD = "|".join(sorted(MONEY_UNITS, key=len, reverse=True))
_PRICE = re.compile(rf"(?P<n>{_NUMBER})\s*(?P<unit>{_MONEY_WORD})\b", re.I)
_YEARLY_AMOUNT = re.compile(rf"(?P<n>{_NUMBER})\s*(?P<unit>{_MONEY_WORD})\s*(?:đồng)?\s*/\s*năm\b", re.I)
_PER_YEAR = re.compile(r"/\s*năm\b|(?:mỗi|hằng|hàng|từng)\s+năm", re.I)
_YEARS_COUNTED = re.compile(r"\d+\s*năm\b", re.I)
_SEPARATOR = re.compile(r"(;|=|\(|\)|:(?=\s)|,(?=\s))")
_TIMES = re.compile(r"\s(?:x|×|\*)\s", re.I)
_YEAR_AT_END = re.compile(r"\b(20\d{2})\s*$")
_YEAR_AT_START = re.compile(r"^\s*(?:-\s*)?(?:năm\s*)?(20\d{2})\s+(?=\d)", re.I)


def read_formulas(text: str) -> tuple[Formula, ...]:
    """Tìm các công thức có tiền trong lời văn, in the order of the text.

    A product counts when exactly one factor is money. In "2021: 30 xã x 5 triệu" 2021 is the year of the product;
    in "mỗi năm 2 lớp x 5 năm x 50 triệu" the years are a factor already, so the product is for the whole period.
    A text without a product may still say "250 triệu/năm".
    """
    tidied = _spaced(tidy(text))
    products = tuple(_products(tidied))
    if products:
        return products
    return tuple(
        Formula(match.group(), _money(match), each_year=True) for match in _YEARLY_AMOUNT.finditer(tidied)
    )


def describe(formula: Formula) -> str:
    """The formula with its value, for messages: "61 xã x 5 triệu = 305"."""
    return f"{formula.text} = {show(formula.amount)}"


def _spaced(text: str) -> str:
    """ "105xãx5triệu" and "61 xã x5 triệu" occur in scans: set spaces around the sign of multiplication."""
    return re.sub(r"(?<=[^\W_])\s*[x×*]\s*(?=\d)", " x ", text)


def _products(text: str) -> Iterator[Formula]:
    pieces = _SEPARATOR.split(text)
    for index in range(0, len(pieces), 2):
        if not _TIMES.search(pieces[index]):
            continue
        factors = list(_factors(_YEAR_AT_START.sub("", pieces[index])))
        if len(factors) < 2 or sum(is_money for _, is_money in factors) != 1:
            continue
        before = "".join(pieces[max(index - 2, 0) : index])
        after = "".join(pieces[index + 1 : index + 3])
        yield _formula(pieces[index], _multiplied(factors), before, after)


def _factors(piece: str) -> Iterator[tuple[Decimal, bool]]:
    for part in _TIMES.split(piece):
        price = _PRICE.search(part)
        counts = re.findall(_NUMBER, part)
        if price is not None:
            yield _money(price), True
        elif counts:
            yield parse_number(counts[-1].rstrip(".,")), False


def _multiplied(factors: list[tuple[Decimal, bool]]) -> Decimal:
    amount = Decimal(1)
    for value, _ in factors:
        amount *= value
    return amount


def _money(match: re.Match[str]) -> Decimal:
    return parse_number(match.group("n").rstrip(".,")) * MONEY_UNITS[match.group("unit").lower()]


def _formula(piece: str, amount: Decimal, before: str, after: str) -> Formula:
    year = _YEAR_AT_START.match(piece) or _YEAR_AT_END.search(before.rstrip(":= "))
    stated = _PRICE.match(after.lstrip("= ")) if after.startswith("=") else None
    per_year = bool(_PER_YEAR.search(piece)) and not _YEARS_COUNTED.search(piece)
    return Formula(
        text=_YEAR_AT_START.sub("", piece).strip(" -"),
        amount=amount,
        year=int(year.group(1)) if year else None,
        each_year=per_year and year is None,
        stated=_money(stated) if stated else None,
    )
