"""Readings and periods."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.measures.rules import Period, Reading, total

counts = st.integers(0, 10_000).map(Decimal)
ratios = st.builds(Reading, counts, counts)


@pytest.mark.parametrize(
    ("text", "start", "until", "words"),
    [
        ("2025", date(2025, 1, 1), date(2026, 1, 1), "Năm 2025"),
        ("2025-Q4", date(2025, 10, 1), date(2026, 1, 1), "Quý IV/2025"),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1), "Tháng 2/2024"),
        ("2025-12-15..2026-03-15", date(2025, 12, 15), date(2026, 3, 15), "15/12/2025 - 14/03/2026"),
    ],
)
def test_periods_are_read_and_told(text, start, until, words):
    period = Period.parse(text)

    assert (period.start, period.until, period.text, period.code) == (start, until, words, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025-Q5",
        "2025-13",
        "25",
        "2025-02-01..2025-02-01",
        "năm nay",
        "9999",
        "9999-Q4",
        "9999-12",
        "0000",
    ],
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(Refused):
        Period.parse(text)


def test_a_running_period_ends_today_and_a_coming_one_with_its_first_day():
    year = Period.parse("2026")

    assert year.until_day(date(2026, 6, 10)) == Period(date(2026, 1, 1), date(2026, 6, 11))
    assert year.until_day(date(2027, 6, 10)) == year
    assert year.until_day(date(2025, 6, 10)).last_day == date(2026, 1, 1)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 1000))
def test_the_code_of_a_period_is_read_back_as_the_period(start, days):
    period = Period(start, start + timedelta(days=days))

    assert Period.parse(period.code) == period


@given(st.lists(ratios, max_size=6))
def test_a_total_is_never_an_average_of_percentages(readings):
    whole = total(readings, Reading(Decimal(0), Decimal(0)))

    assert whole.numerator == sum(r.numerator for r in readings)
    assert whole.denominator == sum(r.denominator for r in readings)


def test_a_count_and_a_ratio_do_not_add():
    with pytest.raises(ValueError, match="do not add"):
        Reading(Decimal(1)) + Reading(Decimal(1), Decimal(2))


def test_a_value_is_in_the_display_unit_and_none_without_a_denominator():
    assert Reading(Decimal(39), Decimal(40)).value("%") == Decimal("97.5")
    assert Reading(Decimal(0), Decimal(0)).value("%") is None
    assert Reading(Decimal(7)).value("nhiệm vụ") == 7
