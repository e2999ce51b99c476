"""Numbers as Vietnamese papers print them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.steering.indicators.rules.numbers import (
    NumberError,
    Quantity,
    Rank,
    parse_cell,
    parse_money,
    parse_number,
    parse_quantity,
    parse_rank,
    parse_value,
    show,
)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("2,5", "2.5"),
        ("1.234", "1234"),
        ("1.234,5", "1234.5"),
        ("139.956", "139956"),
        ("123331", "123331"),
        ("05", "5"),
        ("1 .250", "1250"),
        ("0.125", "0.125"),
        ("1.5", "1.5"),
        ("1,234.5", "1234.5"),
        ("-5", "-5"),
        ("(1.000)", "-1000"),
        ("\u221212", "-12"),
    ],
)
def test_a_printed_number_is_read_the_vietnamese_way(printed: str, value: str) -> None:
    assert parse_number(printed) == Decimal(value)


@pytest.mark.parametrize("text", ["", "-", "abc", "1.23.4", "１２", "12abc", "1..2", "٣"])
def test_what_is_no_number_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(NumberError, match="không phải là số"):
        parse_number(text)


@given(st.decimals(min_value=0, max_value=10**9, places=3, allow_nan=False))
def test_a_number_written_out_is_read_back(value: Decimal) -> None:
    assert parse_number(show(value)) == value


@pytest.mark.parametrize("dash", ["-", "–", "—", "", "  "])
def test_a_dash_or_nothing_in_a_money_cell_is_zero(dash: str) -> None:
    assert parse_cell(dash) == 0


@pytest.mark.parametrize(
    ("printed", "quantity"),
    [
        ("100%", Quantity(Decimal(100), "%", "")),
        (">90", Quantity(Decimal(90), "", ">")),
        ("≥ 85 %", Quantity(Decimal(85), "%", ">=")),
        ("trên 90%", Quantity(Decimal(90), "%", ">")),
        ("không quá 2 ngày", Quantity(Decimal(2), "ngày", "<=")),
        ("tối thiểu 03%", Quantity(Decimal(3), "%", ">=")),
        ("139,956 tỷ đồng", Quantity(Decimal("139.956"), "tỷ đồng", "")),
    ],
)
def test_a_figure_keeps_its_sign_and_unit(printed: str, quantity: Quantity) -> None:
    assert parse_quantity(printed) == quantity


def test_billions_with_a_comma_and_millions_with_a_dot_are_the_same_money() -> None:
    assert parse_money("139,956 tỷ đồng") == parse_money("139.956", unit="Triệu đồng") == Decimal(139956)


def test_money_without_any_unit_is_refused_rather_than_guessed() -> None:
    with pytest.raises(NumberError):
        parse_money("139.956")


def test_a_rank_is_a_place_among_provinces_and_a_small_fraction_is_a_fraction() -> None:
    assert parse_rank("25/63") == Rank(25, 63)
    assert parse_value("25/63") == Decimal(25)
    assert parse_value("2/3") == Decimal("0.6667")
    with pytest.raises(NumberError):
        parse_value("2/0")
