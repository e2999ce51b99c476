"""Weights of tasks and the progress that they make together."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.steering.plans.rules.weights import Weighed, rolled_up, weights_fault


def weighed(percent: int, weight: int | None = None) -> Weighed:
    return Weighed(Decimal(percent), None if weight is None else Decimal(weight))


def test_progress_is_the_mean_by_weight() -> None:
    assert rolled_up([weighed(100, 70), weighed(0, 30)]) == 70
    assert rolled_up([weighed(50, 60), weighed(100, 40), weighed(0)]) == 70


def test_without_weights_all_tasks_count_alike() -> None:
    assert rolled_up([weighed(100), weighed(50), weighed(0)]) == 50


def test_where_nothing_counts_there_is_no_progress() -> None:
    assert rolled_up([]) is None
    assert rolled_up([weighed(80, 0)]) is None


@pytest.mark.parametrize(
    ("weights", "fault"),
    [
        ([None, None], ""),
        ([60, None, 40], ""),
        ([60, 39], "Tỷ trọng của các nhiệm vụ cộng lại là 99%, phải bằng 100%."),
        ([60, 41], "Tỷ trọng của các nhiệm vụ cộng lại là 101%, phải bằng 100%."),
        ([Decimal("33.33")] * 3, "Tỷ trọng của các nhiệm vụ cộng lại là 99,99%, phải bằng 100%."),
    ],
)
def test_weights_make_a_hundred_per_cent_or_are_not_given(weights: list[int | None], fault: str) -> None:
    assert weights_fault(None if one is None else Decimal(one) for one in weights) == fault


parts = st.builds(Weighed, st.decimals(0, 100, places=0), st.decimals(1, 50, places=2))


@given(st.lists(st.lists(parts, min_size=1, max_size=5), min_size=1, max_size=5))
def test_the_plan_is_the_mean_of_its_areas_by_their_weight(areas: list[list[Weighed]]) -> None:
    by_area = [
        Weighed(rolled_up(area) or Decimal(0), sum((one.weight or Decimal(0) for one in area), Decimal(0)))
        for area in areas
    ]

    whole, again = rolled_up(one for area in areas for one in area), rolled_up(by_area)

    assert whole is not None
    assert again is not None
    assert round(whole, 6) == round(again, 6)
    assert min(one.percent for area in areas for one in area) <= whole
