"""Which list of “Việc của tôi” a piece of work is in."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from caicach.foundation.records import Ref, Todo
from caicach.sites.workspace.rules import List, list_of, sort_out

TODAY = date(2026, 6, 10)
SOON_UNTIL = date(2026, 6, 15)  # Monday: three working days after Wednesday


def todo(n: int = 1, due_on: date | None = TODAY, **more) -> Todo:
    return Todo(Ref("plans.task", UUID(int=n)), f"Việc {n}", "/x/", due_on, **more)


def where(**fields) -> List:
    return list_of(todo(**fields), on=TODAY, soon_until=SOON_UNTIL)


def test_the_date_decides_the_list():
    days = (TODAY - timedelta(1), TODAY, TODAY + timedelta(1), SOON_UNTIL, SOON_UNTIL + timedelta(1), None)

    assert [where(due_on=day) for day in days] == [
        List.OVERDUE,
        List.TODAY,
        List.SOON,
        List.SOON,
        List.LATER,
        List.LATER,
    ]


def test_what_was_returned_or_waits_for_approval_stands_in_its_own_list_whatever_the_date():
    late = TODAY - timedelta(30)

    assert where(due_on=late, returned=True) is List.RETURNED
    assert where(due_on=late, waiting_for_me=True) is List.APPROVE
    assert where(due_on=None, returned=True, waiting_for_me=True) is List.RETURNED


def test_what_nobody_has_taken_on_yet_is_not_left_among_the_later_work():
    assert where(due_on=SOON_UNTIL + timedelta(30), to_accept=True) is List.APPROVE
    assert where(due_on=None, to_accept=True) is List.APPROVE
    assert where(due_on=TODAY, to_accept=True) is List.TODAY


def test_a_row_named_twice_counts_once_with_the_earlier_date():
    work = sort_out([todo(1, TODAY), todo(1, TODAY - timedelta(2))], on=TODAY, soon_until=SOON_UNTIL)

    assert (work.total, work.pressing, work.of(List.OVERDUE)[0].due_on) == (1, 1, TODAY - timedelta(2))


todos = st.lists(
    st.builds(
        todo,
        st.integers(0, 40),
        st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        returned=st.booleans(),
        waiting_for_me=st.booleans(),
    )
)


@given(todos)
def test_every_row_is_in_exactly_one_list_soonest_first(rows):
    work = sort_out(rows, on=TODAY, soon_until=SOON_UNTIL)

    shown = [row.ref for name in List for row in work.of(name)]
    assert sorted(shown, key=lambda ref: ref.id) == sorted({row.ref for row in rows}, key=lambda ref: ref.id)
    assert work.pressing == work.total - len(work.of(List.LATER))
    for name in List:
        dates = [row.due_on or date.max for row in work.of(name)]
        assert dates == sorted(dates)
