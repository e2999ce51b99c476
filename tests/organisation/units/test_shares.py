"""Shares of a split unit: all or none, together the whole."""

from decimal import Decimal

import pytest

from caicach.foundation.kernel.errors import Refused
from caicach.organisation.units.rules.shares import kept_share


def shares(*values: str) -> list[Decimal]:
    return [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("named", "keep", "kept"),
    [
        ([], False, None),
        ([], True, None),
        (shares("62.5", "37.5"), False, None),
        (shares("40"), True, Decimal("60")),
        (shares("10", "20.25"), True, Decimal("69.75")),
    ],
)
def test_shares_make_the_whole_and_the_old_unit_keeps_the_rest(named, keep, kept):
    assert kept_share(named, len(named), keep=keep) == kept


@pytest.mark.parametrize(
    ("named", "keep", "words"),
    [
        (shares("60", "39.99"), False, "phải bằng 100 %, hiện là 99,99 %"),
        (shares("60", "40"), True, "nhỏ hơn 100 %"),
        (shares("0", "100"), False, "lớn hơn 0 %"),
    ],
)
def test_other_shares_are_refused(named, keep, words):
    with pytest.raises(Refused, match=words):
        kept_share(named, len(named), keep=keep)


def test_shares_of_some_of_the_new_units_are_refused():
    with pytest.raises(Refused, match="cho tất cả các đơn vị mới"):
        kept_share(shares("60"), 2, keep=False)
