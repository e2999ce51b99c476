"""How an assignment stands against its due date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.foundation.ui.statuses import STATUSES
from caicach.work.assignments.rules import LABELS, Standing, standing
from caicach.work.assignments.states import Status

DUE = date(2026, 6, 15)
SOON = timedelta(days=5)


def _stands(status, handed_in_on=None, on=DUE, due_on=DUE):
    return standing(status, due_on=due_on, handed_in_on=handed_in_on, on=on, soon_until=on + SOON)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (DUE - timedelta(days=20), Standing.IN_TIME),
        (DUE - timedelta(days=5), Standing.SOON),
        (DUE, Standing.SOON),
        (DUE + timedelta(days=1), Standing.OVERDUE),
    ],
)
def test_work_in_progress_is_overdue_only_after_its_day(on, expected):
    assert _stands(Status.ACCEPTED, on=on) is expected


@pytest.mark.parametrize(
    ("handed_in_on", "expected"),
    [
        (DUE - timedelta(days=1), Standing.DONE_EARLY),
        (DUE, Standing.DONE_ON_TIME),
        (DUE + timedelta(days=1), Standing.DONE_LATE),
    ],
)
def test_done_work_is_judged_by_the_day_of_its_hand_in(handed_in_on, expected):
    assert _stands(Status.DONE, handed_in_on, on=DUE + timedelta(days=90)) is expected


def test_the_givers_time_for_confirming_is_not_the_units():
    assert _stands(Status.HANDED_IN, DUE, on=DUE + timedelta(days=30)) is Standing.IN_TIME
    assert _stands(Status.HANDED_IN, DUE + timedelta(days=1), on=DUE + timedelta(days=1)) is Standing.OVERDUE


def test_regular_work_is_never_late():
    assert _stands(Status.ACCEPTED, due_on=None, on=DUE + timedelta(days=900)) is Standing.REGULAR


@given(
    st.sampled_from([Status.GIVEN, Status.ACCEPTED]),
    st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    st.integers(0, 400),
)
def test_what_is_overdue_stays_overdue(status, on, days):
    later = on + timedelta(days=days)
    if _stands(status, on=on) is Standing.OVERDUE:
        assert _stands(status, on=later) is Standing.OVERDUE


def test_every_standing_looks_and_reads_the_same_on_every_page():
    shown = {word.value: STATUSES[word.value].word for word in Standing}

    assert shown == {word.value: LABELS[word] for word in Standing}
