"""The state machine under random sequences of moves."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caicach.foundation.kernel.errors import Refused
from caicach.work.assignments.models import Assignment
from caicach.work.assignments.states import CLOSED, MOVES, OPEN, Status
from tests.factories import assignments as make
from tests.factories.assignments import BY, NOW, STEPS

SCRATCH = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_every_move_of_the_table_is_carried_out_by_an_operation():
    assert set(STEPS) | {"return"} == set(MOVES)


def test_states_are_open_or_closed_and_nothing_leaves_a_closed_one():
    assert set(Status) == OPEN | CLOSED
    assert not OPEN & CLOSED
    assert all(not (origins & CLOSED) for origins, _ in MOVES.values())


@pytest.mark.django_db
@SCRATCH
@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_random_moves_follow_the_table_and_keep_the_first_date(moves):
    row = make.given()
    first, state = row.original_due_on, Status.GIVEN

    for move in moves:
        before = Assignment.objects.get(pk=row.pk)
        try:
            STEPS[move](row, BY, NOW)
        except Refused:
            assert Assignment.objects.get(pk=row.pk).revision == before.revision
            continue
        origins, target = MOVES[move]
        assert state in origins
        state = target or state

    row.refresh_from_db()
    granted = row.extensions.filter(answer="granted").order_by("-decided_at", "-id").first()
    assert row.state is state
    assert row.original_due_on == first
    assert row.due_on == (granted.granted_due_on if granted else first)
    assert (row.closed_at is not None) == (state in CLOSED)
