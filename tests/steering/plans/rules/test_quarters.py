"""Which quarter a progress report is about, and which quarters may still be reported on."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from caicach.foundation.measures.rules import Period
from caicach.steering.plans.rules.quarters import BACK, open_quarters, quarter_of

DAYS = st.dates(date(2019, 1, 1), date(2031, 12, 31))


def test_the_first_and_last_day_of_a_quarter_belong_to_it():
    assert quarter_of(date(2026, 3, 31)) == "2026-Q1"
    assert quarter_of(date(2026, 4, 1)) == "2026-Q2"


def test_one_may_report_on_the_quarter_of_the_day_and_on_three_before_it_within_the_plan():
    of_a_year = {"first_year": 2026, "last_year": 2026}

    assert open_quarters(date(2026, 4, 3), **of_a_year) == ["2026-Q2", "2026-Q1"]
    assert open_quarters(date(2027, 1, 9), **of_a_year) == ["2026-Q4", "2026-Q3", "2026-Q2", "2026-Q1"]
    assert open_quarters(date(2025, 12, 31), **of_a_year) == []
    assert open_quarters(date(2023, 2, 1), first_year=2021, last_year=2025) == [
        "2023-Q1", "2022-Q4", "2022-Q3", "2022-Q2"
    ]  # fmt: skip


@given(DAYS, st.integers(2020, 2025), st.integers(0, 5))
def test_open_quarters_have_begun_follow_each_other_and_lie_in_the_plan(on, first_year, more):
    found = [
        Period.parse(code) for code in open_quarters(on, first_year=first_year, last_year=first_year + more)
    ]

    assert len(found) <= BACK + 1
    assert all(
        period.start <= on and first_year <= period.start.year <= first_year + more for period in found
    )
    assert all(later.start == earlier.until for later, earlier in pairwise(found))
    assert not found or quarter_of(found[0].last_day - timedelta(days=1)) == quarter_of(found[0].start)
    if first_year <= on.year <= first_year + more:
        assert found[0] == Period.parse(quarter_of(on))
