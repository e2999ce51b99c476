"""Lists, standings in SQL, progress of subjects, the board."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from caicach.foundation.kernel.actor import Actor, Scope
from caicach.work.assignments import operations, permissions
from caicach.work.assignments.models import Assignment
from caicach.work.assignments.queries import (
    Wanted,
    board,
    filtered,
    local_day,
    progress_of,
    stamp,
    with_standing,
)
from caicach.work.assignments.rules import standing
from caicach.work.assignments.states import Status
from tests.factories.assignments import BY, NOW, TODAY, given, in_state, moment
from tests.factories.personnel import PostFactory
from tests.factories.units import UnitFactory

pytestmark = pytest.mark.django_db
EVERYBODY = Actor(name="Tất cả", on=TODAY, all_powerful=True)


def _reader(*units):
    grants = Scope(frozenset({permissions.VIEW}), frozenset(unit.pk for unit in units))
    return Actor(name="Người xem", on=TODAY, scopes=(grants,))


def _worked(days_given, days_due, hand_in, confirm, at):
    row = given(due_on=TODAY + timedelta(days=days_due), at=moment(TODAY - timedelta(days=days_given)))
    if hand_in is not None:
        day = moment(TODAY - timedelta(days=days_given) + timedelta(days=hand_in))
        operations.accept(assignment=row, by=BY, at=day)
        operations.hand_in(assignment=row, text="Xong", by=BY, at=day)
        if confirm:
            operations.confirm(assignment=row, by=BY, at=day)
    return row


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_all(
    st.integers(20, 60),
    st.integers(-15, 15),
    st.none() | st.integers(0, 20),
    st.booleans(),
    st.dates(TODAY - timedelta(days=20), TODAY + timedelta(days=20)),
)
def test_standing_in_sql_is_standing_in_python(days_given, days_due, hand_in, confirm, on):
    row = _worked(days_given, days_due, hand_in, confirm, on)
    soon_until = on + timedelta(days=3)

    told = with_standing(Assignment.objects.filter(pk=row.pk), on=on, soon_until=soon_until).get()

    handed = local_day(told.handed_in_at) if told.handed_in_at else None
    expected = standing(told.state, due_on=told.due_on, handed_in_on=handed, on=on, soon_until=soon_until)
    assert told.standing == expected


def test_people_see_what_their_units_lead_give_or_coordinate_and_nothing_else():
    ours, theirs = UnitFactory(), UnitFactory()
    seen = {given(ours).pk, given(theirs, ours).pk, given(theirs, coordinating=(ours.pk,)).pk}
    given(theirs)

    rows = Assignment.objects.visible_to(_reader(ours))

    assert {row.pk for row in rows} == seen


def test_people_see_the_work_that_is_theirs_and_of_whom_they_stand_in_for():
    own, absent, other = PostFactory(), PostFactory(), PostFactory()
    mine, theirs, _ = [given(post.unit, person_id=post.person_id) for post in (own, absent, other)]
    person = {"name": "", "on": TODAY, "person_id": own.person_id}

    alone = Assignment.objects.visible_to(Actor(**person))
    for_two = Assignment.objects.visible_to(Actor(**person, acting_for=absent.person_id))

    assert ({row.pk for row in alone}, {row.pk for row in for_two}) == ({mine.pk}, {mine.pk, theirs.pk})


def test_a_grant_for_one_area_shows_that_area_in_all_units():
    given(area_code="II")
    shown = given(area_code="V")
    lead = Actor(name="", on=TODAY, scopes=(Scope(frozenset({permissions.VIEW}), None, "V"),))

    assert [row.pk for row in Assignment.objects.visible_to(lead)] == [shown.pk]


def test_the_list_finds_by_unit_giver_area_document_standing_and_words():
    wanted = given(
        title="Số hóa kết quả giải quyết", area_code="II", source_symbol="12/TB-UBND", due_on=TODAY
    )
    given(title="Việc khác", area_code="V", source_symbol="13/TB-UBND")
    questions = [
        Wanted(text="so hoa"),
        Wanted(unit_id=wanted.unit_id),
        Wanted(giver_unit_id=wanted.giver_unit_id),
        Wanted(area_code="II"),
        Wanted(document="12/tb"),
        Wanted(standing="due_soon"),
        Wanted(due_until=TODAY),
    ]

    found = [[row.pk for row in filtered(question, visible_to=EVERYBODY, on=TODAY)] for question in questions]

    assert found == [[wanted.pk]] * len(questions)


def test_units_below_are_found_with_their_superior():
    ministry = UnitFactory()
    row = given(UnitFactory(parent=ministry))

    def pks(**question):
        rows = filtered(Wanted(unit_id=ministry.pk, **question), visible_to=EVERYBODY, on=TODAY)
        return [found.pk for found in rows]

    assert (pks(), pks(below=False)) == ([row.pk], [])


def test_progress_of_a_subject_is_the_mean_of_its_assignments():
    subject, other = uuid4(), uuid4()
    about = {"subject_kind": "plans.task", "subject_id": subject}
    done = in_state(Status.DONE, **about)
    half = in_state(Status.ACCEPTED, **about)
    operations.report(assignment=half, percent=50, blocked_because="Thiếu người", by=BY, at=NOW)
    in_state(Status.WITHDRAWN, **about)

    found = progress_of("plans.task", [subject, other])

    told = found[subject]
    assert list(found) == [subject]
    assert (told.total, told.done, told.percent, told.blocked, told.done_on) == (2, 1, 75, True, None)
    operations.hand_in(assignment=half, text="Xong", by=BY, at=NOW)
    operations.confirm(assignment=half, by=BY, at=NOW)
    assert progress_of("plans.task", [subject])[subject].done_on == local_day(done.handed_in_at)


def test_the_board_counts_each_piece_of_work_once():
    ministry = UnitFactory()
    below = UnitFactory(parent=ministry)
    row = in_state(Status.ACCEPTED, unit=ministry)
    operations.delegate(assignment=row, unit_id=below.pk, by=BY, at=NOW)

    province = board(EVERYBODY, on=TODAY)
    of_ministry = board(EVERYBODY, on=TODAY, unit_ids=[ministry.pk])
    of_below = board(EVERYBODY, on=TODAY, unit_ids=[below.pk])

    assert [b.whole.total for b in (province, of_ministry, of_below)] == [1, 1, 1]


@pytest.mark.parametrize("by", ["unit", "area", "document"])
def test_the_lines_of_a_board_add_up_to_its_total(by):
    for days, area in ((-3, "I"), (1, "I"), (30, "")):
        start = moment(TODAY - timedelta(days=30))
        given(due_on=TODAY + timedelta(days=days), area_code=area, at=start, source_symbol=f"{days}")
    in_state(Status.DONE)

    shown = board(EVERYBODY, on=TODAY, by=by)

    assert shown.whole.counts == sum((line.counts for line in shown.lines), start=type(shown.whole.counts)())
    assert shown.whole.counts == {"overdue": 1, "due_soon": 1, "in_time": 1, "done_early": 1}
    assert len(shown.urgent) == 2


def test_a_board_of_thousands_takes_as_many_queries_as_one_of_three(django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    unit, giver = UnitFactory(), UnitFactory()
    orders = [replace(_template(unit, giver), title=f"Việc {n}") for n in range(1000)]
    operations.give_many(orders=orders[:3], by=BY, at=NOW)
    with CaptureQueriesContext(connection) as few:
        board(EVERYBODY, on=TODAY)
    operations.give_many(orders=orders[3:], by=BY, at=NOW)

    with django_assert_num_queries(len(few)):
        assert board(EVERYBODY, on=TODAY).whole.total == 1000


def _template(unit, giver):
    from tests.factories.assignments import order

    return order(unit, giver)


def test_asking_whether_anything_changed_is_one_query(django_assert_num_queries):
    given()

    with django_assert_num_queries(1):
        assert stamp() > 0


def test_dates_of_the_year_are_local_days():
    at = moment(date(2026, 1, 1), hour=0)

    assert local_day(at) == date(2026, 1, 1)


def test_a_board_of_many_lines_is_read_page_by_page_the_most_pressing_first():
    for days in (-3, -3, -3, 30, 30):
        given(due_on=TODAY + timedelta(days=days), at=moment(TODAY - timedelta(days=30)), unit=UnitFactory())

    whole = board(EVERYBODY, on=TODAY)
    pages = [board(EVERYBODY, on=TODAY, lines=2, page=n) for n in (1, 2, 3, 4)]

    assert [len(page.lines) for page in pages] == [2, 2, 1, 0]
    assert {page.line_count for page in pages} == {5}
    assert [page.whole for page in pages] == [whole.whole] * 4
    assert {line.key for page in pages for line in page.lines} == {line.key for line in whole.lines}
    assert [line.counts["overdue"] for page in pages for line in page.lines] == [1, 1, 1, 0, 0]
