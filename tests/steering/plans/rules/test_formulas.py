"""Formulas in the text of activities."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.steering.plans.rules.formulas import Formula, read_formulas


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        (
            "Xây dựng Đề án (Quy định 09-QĐ/VPTW ngày 22/9/2017): 3 đề án x 23 triệu = 69 triệu.",
            Formula("3 đề án x 23 triệu", Decimal(69), stated=Decimal(69)),
        ),
        (
            "Năm 2021: 30 xã x 5 triệu/01 đơn vị",
            Formula("30 xã x 5 triệu/01 đơn vị", Decimal(150), year=2021),
        ),
        (
            "- Năm 2023 61 xã x5 triệu/01 đơn vị",
            Formula("61 xã x 5 triệu/01 đơn vị", Decimal(305), year=2023),
        ),
        ("Năm 2021 = 22 xã x 400 triệu", Formula("22 xã x 400 triệu", Decimal(8800), year=2021)),
        (
            "mỗi năm 2 lớp x 5 năm x 50 triệu/lớp",
            Formula("mỗi năm 2 lớp x 5 năm x 50 triệu/lớp", Decimal(500)),
        ),
        ("mỗi năm 4 lớp x 12,5 triệu", Formula("mỗi năm 4 lớp x 12,5 triệu", Decimal(50), each_year=True)),
        ("250 triệu đồng/năm", Formula("250 triệu đồng/năm", Decimal(250), each_year=True)),
        ("20 người x 1.000.000 đồng", Formula("20 người x 1.000.000 đồng", Decimal(20))),
        ("105xãx5triệu", Formula("105xã x 5triệu", Decimal(525))),
    ],
)
def test_a_product_in_words_is_computed(text: str, formula: Formula) -> None:
    assert read_formulas(text) == (formula,)


@pytest.mark.parametrize(
    "text", ["50 triệu/huyện", "8 lớp/năm", "16 cơ quan, đơn vị", "5 x 3", "ISO 9001:2015", "", "xã x triệu"]
)
def test_words_without_count_and_price_are_no_formula(text: str) -> None:
    assert read_formulas(text) == ()


@given(st.integers(1, 500), st.integers(1, 500), st.integers(2001, 2099))
def test_any_count_and_price_give_their_product(count: int, price: int, year: int) -> None:
    found = read_formulas(f"Năm {year}: {count} xã x {price} triệu; Năm {year}: {count} lớp x {price} triệu")

    assert [(one.amount, one.year) for one in found] == [(Decimal(count * price), year)] * 2
