"""Targets: how they are worded, when they are reached, when they fall behind."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.steering.indicators.rules.numbers import NumberError
from caicach.steering.indicators.rules.targets import (
    OPERATOR_LABELS,
    RELATIVE,
    Operator,
    Target,
    is_behind_baseline,
    is_reached,
    read_operator,
    read_target,
    same_demand,
)


def target(operator: Operator, value: object, value2: object = None, **more: Any) -> Target:
    upper = None if value2 is None else Decimal(str(value2))
    return Target(operator, Decimal(str(value)), upper, **more)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("≥ 85%", target(Operator.AT_LEAST, 85)),
        ("trên 90%", target(Operator.MORE_THAN, 90)),
        ("từ 20% trở lên", target(Operator.AT_LEAST, 20)),
        ("100%", target(Operator.EQUAL, 100)),
        ("20 - 25 hạng", target(Operator.RANGE, 20, 25, unit="hạng")),
        ("tăng 1 đến 2 bậc", target(Operator.IMPROVE_BY, 1, 2, unit="bậc")),
        ("giảm 10% so với năm 2021", target(Operator.REDUCE_BY, 10, unit="", baseline_year=2021)),
        (
            "Giảm tối thiểu 03% số lượng đơn vị sự nghiệp công lập so với năm 2021.",
            target(Operator.REDUCE_BY, 3, unit="", baseline_year=2021),
        ),
        (
            "tăng 2,5% so với cùng kỳ năm 2024",
            target(Operator.INCREASE_BY, "2.5", unit="", baseline_year=2024),
        ),
        ("giảm 10%", target(Operator.REDUCE_BY, 10, unit="")),
        ("trong nhóm 10", target(Operator.RANK_AT_MOST, 10, unit="hạng")),
        ("02 năm một lần", target(Operator.EVERY, 2, unit="năm/lần")),
        ("hoàn thành trong năm 2016", target(Operator.DEADLINE, 2016, unit="năm", year=2016)),
    ],
)
def test_a_target_is_read_from_its_wording(text: str, expected: Target) -> None:
    assert read_target(text) == expected


def test_words_without_a_figure_are_no_target() -> None:
    with pytest.raises(NumberError):
        read_target("nâng cao chất lượng")


@pytest.mark.parametrize(
    ("aim", "actual", "reached"),
    [
        (target(Operator.EQUAL, 90), 95, True),
        (target(Operator.EQUAL, 90), 89.9, False),
        (target(Operator.MORE_THAN, 90), 90, False),
        (target(Operator.AT_MOST, 10, unit="ngày"), 9, True),
        (target(Operator.LESS_THAN, 10, unit="ngày"), 10, False),
        (target(Operator.RANGE, 20, 25, unit="hạng"), 18, True),
        (target(Operator.RANGE, 20, 25, unit="hạng"), 26, False),
        (target(Operator.RANGE, 20, 25), 22, True),
        (target(Operator.RANGE, 20, 25), 19, False),
        (target(Operator.RANK_AT_MOST, 10, unit="hạng"), 11, False),
        (target(Operator.IMPROVE_BY, 1, 2, unit="bậc", baseline=Decimal(14)), 13, True),
        (target(Operator.IMPROVE_BY, 1, 2, unit="bậc", baseline=Decimal(14)), 14, False),
        (target(Operator.REDUCE_BY, 10, unit="ngày", baseline=Decimal(50)), 45, True),
        (target(Operator.REDUCE_BY, 10, unit="ngày", baseline=Decimal(50)), 45.1, False),
        (target(Operator.INCREASE_BY, 10, baseline=Decimal(50)), 55, True),
        (target(Operator.INCREASE_BY, 10, baseline=Decimal(50)), 54.9, False),
        (target(Operator.DEADLINE, 2016, unit="năm"), 2016, True),
        (target(Operator.DEADLINE, 2016, unit="năm"), 2017, False),
        (target(Operator.EVERY, 2, unit="năm/lần"), 3, False),
    ],
)
def test_a_target_is_reached_by_its_operator_and_its_direction(
    aim: Target, actual: float, reached: bool
) -> None:
    assert is_reached(aim, Decimal(str(actual))) is reached


@pytest.mark.parametrize("operator", sorted(RELATIVE))
def test_a_relative_target_needs_the_figure_of_its_base_year(operator: Operator) -> None:
    with pytest.raises(NumberError):
        is_reached(target(operator, 1, unit="bậc"), Decimal(3))


def test_without_a_named_year_a_relative_target_compares_with_the_year_before() -> None:
    assert target(Operator.IMPROVE_BY, 1, year=2022).base_year == 2021
    assert target(Operator.REDUCE_BY, 3, year=2025, baseline_year=2021).base_year == 2021
    assert target(Operator.AT_LEAST, 90, year=2022).base_year is None


@given(st.sampled_from(list(Operator)), st.decimals(1, 100, places=2))
def test_what_reaches_a_target_is_never_made_worse_by_being_better(
    operator: Operator, value: Decimal
) -> None:
    aim = Target(operator, value, value + 5, unit="hạng" if "rank" in operator else "%", baseline=value + 20)
    falls = aim.direction == "down" or operator in {Operator.DEADLINE, Operator.EVERY}
    better = aim.threshold - 1 if falls else aim.threshold + 1

    assert is_reached(aim, better)


@pytest.mark.parametrize(
    ("aim", "behind"),
    [
        (target(Operator.EQUAL, 90, baseline=Decimal("91.4")), True),
        (target(Operator.EQUAL, 100, baseline=Decimal(100)), False),
        (target(Operator.RANK_AT_MOST, 20, unit="hạng", baseline=Decimal(15)), True),
        (target(Operator.RANK_AT_MOST, 15, unit="hạng", baseline=Decimal(25)), False),
        (target(Operator.EQUAL, 90), False),
    ],
)
def test_a_target_worse_than_its_baseline_is_behind(aim: Target, behind: bool) -> None:
    assert is_behind_baseline(aim) is behind


def test_reaching_ninety_and_at_least_ninety_ask_the_same_but_above_ninety_does_not() -> None:
    assert same_demand(target(Operator.EQUAL, 90), target(Operator.AT_LEAST, 90))
    assert not same_demand(target(Operator.MORE_THAN, 90), target(Operator.AT_LEAST, 90))


@pytest.mark.parametrize("operator", list(Operator))
def test_every_operator_is_understood_by_its_word_and_by_its_label(operator: Operator) -> None:
    assert read_operator(operator) is operator
    assert read_operator(OPERATOR_LABELS[operator].upper()) is operator


def test_an_unknown_operator_lists_what_is_understood() -> None:
    with pytest.raises(ValueError, match="increase_rank"):
        read_operator("gần bằng")


def test_a_target_describes_itself_as_tables_print_it() -> None:
    described = [
        target(Operator.AT_LEAST, 85).describe(),
        target(Operator.RANK_AT_MOST, 10, unit="hạng").describe(),
        target(Operator.IMPROVE_BY, 1, 2, unit="bậc").describe(),
        target(Operator.IMPROVE_BY, 1, unit="bậc", baseline=Decimal(14)).describe(),
        target(Operator.REDUCE_BY, 3, unit="đơn vị", baseline_year=2021).describe(),
        target(Operator.REDUCE_BY, 3, unit="đơn vị", baseline_year=2021, baseline=Decimal(500)).describe(),
        target(Operator.INCREASE_BY, 10, baseline=Decimal(50)).describe(),
        target(Operator.EVERY, 2, unit="năm/lần").describe(),
        target(Operator.DEADLINE, 2016, unit="năm").describe(),
        target(Operator.RANGE, 20, 25, unit="hạng").describe(),
        target(Operator.AT_LEAST, 15500, unit="tỷ đồng").describe(),
    ]

    assert described == [
        "≥ 85%",
        "trong nhóm 10",
        "tăng 1 đến 2 bậc",
        "tăng 1 bậc (hạng 13 trở lên)",
        "giảm 3% so với năm 2021",
        "giảm 3% so với năm 2021 (≤ 485 đơn vị)",
        "tăng 10% so với năm gốc (≥ 55%)",
        "2 năm một lần",
        "xong trong năm 2016",
        "từ 20 đến 25 hạng",
        "≥ 15.500 tỷ đồng",
    ]
