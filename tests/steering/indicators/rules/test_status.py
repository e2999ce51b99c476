"""Lights and forecasts of targets."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.steering.indicators.rules.status import Light, Point, forecast_at, status_of
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
