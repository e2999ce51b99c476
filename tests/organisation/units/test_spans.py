"""Periods and the paths that follow from them."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.organisation.units.rules.spans import CircularError, Path, Placed, Span, joined, paths, uncovered

JAN, MAR, JUL, DEC = date(2025, 1, 1), date(2025, 3, 1), date(2025, 7, 1), date(2025, 12, 1)
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
SPANS = st.builds(
    lambda start, length: Span(start, None if length is None else start + timedelta(days=length)),
    DAYS,
    st.none() | st.integers(1, 400),
)


def test_a_span_holds_its_first_day_and_not_its_last() -> None:
    span = Span(JAN, JUL)

    assert [day in span for day in (JAN, JUL - timedelta(days=1), JUL)] == [True, True, False]


def test_touching_spans_join_and_apart_ones_stay() -> None:
    assert joined([Span(MAR, JUL), Span(JAN, MAR), Span(DEC)]) == [Span(JAN, JUL), Span(DEC)]


def test_the_first_gap_is_named() -> None:
    assert uncovered(Span(JAN), [Span(JAN, MAR), Span(JUL)]) == Span(MAR, JUL)
    assert uncovered(Span(MAR, JUL), [Span(JAN)]) is None
    assert uncovered(Span(JAN, DEC), [Span(JAN, JUL)]) == Span(JUL, DEC)


@given(SPANS, SPANS, DAYS)
def test_meeting_holds_exactly_the_days_of_both(one: Span, other: Span, day: date) -> None:
    meeting = one.meet(other)

    assert (meeting is not None and day in meeting) == (day in one and day in other)


@given(st.lists(SPANS), DAYS)
def test_joining_keeps_every_day_and_leaves_no_overlap(spans: list[Span], day: date) -> None:
    result = joined(spans)

    assert any(day in span for span in result) == any(day in span for span in spans)
    assert all(a.until is not None and a.until < b.start for a, b in itertools.pairwise(result))


@given(SPANS, st.lists(SPANS, max_size=5), DAYS)
def test_nothing_is_uncovered_only_when_every_day_is_covered(
    wanted: Span, spans: list[Span], day: date
) -> None:
    gap = uncovered(wanted, spans)

    if gap is None:
        assert day not in wanted or any(day in span for span in spans)
    else:
        assert gap.start in wanted
        assert not any(gap.start in span for span in spans)


def test_a_unit_that_moves_has_each_ancestor_for_its_time() -> None:
    places = [
        Placed("tỉnh", None, Span(JAN, JUL)),
        Placed("tỉnh", None, Span(JUL)),
        Placed("huyện", "tỉnh", Span(JAN, JUL)),
        Placed("xã", "huyện", Span(JAN, JUL)),
        Placed("xã", "tỉnh", Span(JUL)),
    ]

    assert {path for path in paths(places) if path.descendant == "xã"} == {
        Path("xã", "xã", 0, Span(JAN)),
        Path("huyện", "xã", 1, Span(JAN, JUL)),
        Path("tỉnh", "xã", 2, Span(JAN, JUL)),
        Path("tỉnh", "xã", 1, Span(JUL)),
    }


def test_a_unit_below_itself_is_refused() -> None:
    with pytest.raises(CircularError):
        list(paths([Placed("a", "b", Span(JAN)), Placed("b", "a", Span(JAN))]))
