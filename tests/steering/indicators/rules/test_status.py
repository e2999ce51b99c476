"""Lights and forecasts of targets."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.steering.indicators.rules.status import Light, Point, forecast_at, resolved, status_of
from caicach.steering.indicators.rules.targets import Operator, Target

START, END = date(2026, 1, 1), date(2026, 12, 31)
AIM = Target(Operator.AT_LEAST, Decimal(80), baseline=Decimal(60), year=2026)


def light(value: str, on: date, aim: Target = AIM) -> Light:
    return status_of(aim, [Point(on, Decimal(value))], start=START, end=END, on=on).light


def test_without_figures_there_is_no_light() -> None:
    status = status_of(AIM, [], start=START, end=END, on=date(2026, 6, 30))

    assert (status.light, status.value) == (Light.NONE, None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("80", Light.GREEN), ("70", Light.GREEN), ("69", Light.AMBER), ("67.9", Light.RED), ("55", Light.RED)],
)
def test_half_way_through_the_year_half_of_the_way_is_expected(value: str, expected: Light) -> None:
    assert light(value, date(2026, 7, 1)) is expected


def test_after_the_period_only_reaching_the_target_is_green() -> None:
    assert light("79.9", date(2027, 1, 5)) is Light.RED
    assert light("80", date(2027, 1, 5)) is Light.GREEN


def test_a_rank_that_should_fall_follows_the_line_downwards() -> None:
    aim = Target(Operator.RANK_AT_MOST, Decimal(10), unit="hạng", baseline=Decimal(20))

    assert light("15", date(2026, 7, 1), aim) is Light.GREEN
    assert light("18", date(2026, 7, 1), aim) is Light.RED


def test_a_target_behind_its_baseline_is_not_green_for_falling_further() -> None:
    aim = Target(Operator.AT_LEAST, Decimal(90), baseline=Decimal("91.4"))

    assert light("89", date(2026, 7, 1), aim) is Light.AMBER


def test_figures_after_the_day_are_not_known_on_it() -> None:
    points = [Point(date(2026, 3, 31), Decimal(62)), Point(date(2026, 9, 30), Decimal(81))]

    assert status_of(AIM, points, start=START, end=END, on=date(2026, 4, 1)).value == Decimal(62)


def test_the_forecast_goes_on_in_a_straight_line_and_stays_within_a_hundred_per_cent() -> None:
    steady = [Point(date(2026, 1, 31), Decimal(60)), Point(date(2026, 7, 30), Decimal(69))]
    steep = [Point(date(2026, 1, 31), Decimal(60)), Point(date(2026, 7, 30), Decimal(95))]

    assert forecast_at(AIM, steady, END) == Decimal("76.70")
    assert forecast_at(AIM, steep, END) == Decimal(100)


def test_two_figures_within_four_weeks_are_too_near_for_a_forecast() -> None:
    near = [Point(date(2026, 1, 31), Decimal(60)), Point(date(2026, 2, 20), Decimal(69))]

    assert forecast_at(AIM, near, END) is None


@given(st.decimals(0, 100, places=2), st.integers(0, 364))
def test_a_reached_target_is_green_on_every_day(value: Decimal, day: int) -> None:
    on = date.fromordinal(START.toordinal() + day)

    if value >= AIM.value:
        assert light(str(value), on) is Light.GREEN


FEWER = Target(Operator.REDUCE_BY, Decimal(10), unit="đơn vị", year=2026, baseline_year=2025)


def test_a_relative_target_follows_the_actual_figure_of_its_base_year() -> None:
    points = [Point(date(2025, 6, 30), Decimal(520)), Point(date(2025, 12, 31), Decimal(500))]

    reached = status_of(FEWER, [*points, Point(END, Decimal(450))], start=START, end=END, on=END)
    missed = status_of(FEWER, [*points, Point(END, Decimal(451))], start=START, end=END, on=date(2027, 1, 5))

    assert resolved(FEWER, points).threshold == 450
    assert (reached.light, reached.reason) == (
        Light.GREEN, "450 đã đạt chỉ tiêu giảm 10% so với năm 2025 (≤ 450 đơn vị).",
    )  # fmt: skip
    assert missed.light is Light.RED


def test_the_actual_figure_of_the_base_year_beats_the_printed_one_and_nothing_else_changes() -> None:
    printed = Target(Operator.REDUCE_BY, Decimal(10), year=2026, baseline=Decimal(600), baseline_year=2025)
    of_other_years = [Point(date(2024, 12, 31), Decimal(1)), Point(date(2026, 3, 31), Decimal(2))]

    assert resolved(printed, [Point(date(2025, 12, 31), Decimal(500))]).baseline == 500
    assert resolved(printed, of_other_years) == printed
    assert resolved(AIM, [Point(date(2025, 12, 31), Decimal(1))]) == AIM


def test_without_the_figure_of_its_base_year_a_relative_target_has_no_light() -> None:
    status = status_of(FEWER, [Point(END, Decimal(450))], start=START, end=END, on=END)

    assert (status.light, status.reason) == (Light.NONE, "Thiếu số liệu năm 2025 để so sánh.")


def test_a_figure_of_last_year_does_not_judge_this_year_nor_bend_its_forecast() -> None:
    last_year = Point(date(2025, 12, 31), Decimal(90))
    this_year = [Point(date(2026, 1, 31), Decimal(60)), Point(date(2026, 7, 30), Decimal(69))]

    alone = status_of(AIM, [last_year], start=START, end=END, on=date(2026, 3, 1))
    together = status_of(AIM, [last_year, *this_year], start=START, end=END, on=date(2026, 8, 1))

    assert (alone.light, alone.value) == (Light.NONE, None)
    assert alone.reason == "Chưa có số liệu trong kỳ; số liệu gần nhất: 90 (31/12/2025)."
    assert together.forecast == Decimal("76.70")


def test_before_its_period_a_target_is_not_judged() -> None:
    status = status_of(
        AIM, [Point(date(2025, 12, 1), Decimal(10))], start=START, end=END, on=date(2025, 12, 31)
    )

    assert (status.light, status.reason) == (Light.NONE, "Kỳ thực hiện bắt đầu từ 01/01/2026.")
