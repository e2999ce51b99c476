"""From grants to the actor: what a person may do, where, and since when no longer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caicach.foundation.kernel.actor import system
from caicach.foundation.kernel.scope import scoped
from caicach.organisation.access.models import Grant
from caicach.organisation.access.queries import OWN_WORK, actor_of, standing_of
from caicach.organisation.personnel.operations import end_post
from caicach.organisation.units.models import Unit
from tests.factories.access import GrantFactory, RoleFactory, UserFactory, actor_as, user_as
from tests.factories.personnel import AbsenceFactory, PostFactory
from tests.factories.units import UnitFactory, province, succeed

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)


def _may(actor, unit, permission="units.view", area=""):
    return actor.may(permission, at_unit=unit.pk, area=area)


def test_a_grant_reaches_the_unit_and_what_is_below_it_and_nothing_beside_or_above():
    top = province()
    department = UnitFactory(parent=top)
    division, neighbour = UnitFactory(parent=department), UnitFactory(parent=top)

    actor = actor_as("focal_officer", department)

    assert [_may(actor, u) for u in (department, division, neighbour, top)] == [True, True, False, False]


def test_a_grant_without_subunits_stays_at_its_unit():
    department = UnitFactory(parent=province())
    division = UnitFactory(parent=department)

    actor = actor_as("focal_officer", department, with_subunits=False)

    assert [_may(actor, u) for u in (department, division)] == [True, False]


def test_a_grant_at_the_root_of_the_tree_is_everywhere_even_in_units_that_ended():
    top = province()
    ended = UnitFactory(until=date(2025, 7, 1))

    actor = actor_as("reform_officer", top)

    assert {scope.units for scope in actor.scopes} == {None}
    assert _may(actor, ended)


def test_with_two_provinces_on_a_day_neither_root_reaches_the_other():
    top = province()
    other = province(name="Tỉnh Khác", statistics_code="10", own_code="K")
    below = UnitFactory(parent=top)

    actor = actor_as("reform_officer", top)

    assert [_may(actor, u) for u in (top, below, other)] == [True, True, False]


def test_a_grant_reaches_the_predecessors_that_ended_and_what_was_below_them():
    top = province()
    old = UnitFactory(parent=top, until=date(2025, 7, 1))
    village = UnitFactory(parent=old, until=date(2025, 7, 1))
    older = UnitFactory(parent=top, until=date(2020, 3, 1))
    new = UnitFactory(parent=top, since=date(2025, 7, 1))
    succeed(older, old, date(2020, 3, 1))
    succeed(old, new, date(2025, 7, 1))

    actor = actor_as("focal_officer", new)

    assert [_may(actor, u) for u in (new, old, village, older)] == [True] * 4


def test_a_predecessor_that_lives_on_keeps_its_rows_to_itself():
    top = province()
    mother, daughter = UnitFactory(parent=top), UnitFactory(parent=top, since=date(2022, 4, 21))
    succeed(mother, daughter, date(2022, 4, 21), kind="split")

    assert not _may(actor_as("focal_officer", daughter), mother)


def test_a_unit_that_moved_away_before_the_merger_is_not_reached():
    top = province()
    old, host = UnitFactory(parent=top, until=date(2025, 3, 1)), UnitFactory(parent=top)
    moved = UnitFactory(parent=old, until=date(2024, 1, 1))
    new = UnitFactory(parent=top, since=date(2025, 3, 1))
    succeed(old, new, date(2025, 3, 1))

    actor = actor_as("focal_officer", new)

    assert [_may(actor, u) for u in (moved, host)] == [False, False]


def test_an_area_narrows_a_grant_to_the_rows_of_that_area_in_all_units():
    top = province()
    commune = UnitFactory(parent=top)

    actor = actor_as("content_lead", top, area="4")

    assert [_may(actor, commune, area=a) for a in ("4", "5", "")] == [True, False, False]


def test_a_block_narrows_a_grant_to_its_units_the_front_counting_with_the_party():
    top = province()
    units = [UnitFactory(parent=top, block=block) for block in ("party", "front", "state")]
    below = UnitFactory(parent=units[2], block="party")

    everywhere = actor_as("party_office", top, block="party")
    narrow = actor_as("party_office", units[2], block="party")

    assert [_may(everywhere, u) for u in (*units, below, top)] == [True, True, False, True, False]
    assert [_may(narrow, u) for u in (*units, below, top)] == [False, False, False, True, False]


def test_one_person_in_two_posts_works_for_the_unit_chosen_and_sees_both():
    top = province()
    first, second, stranger = (UnitFactory(parent=top) for _ in range(3))
    user = user_as("focal_officer", first)
    GrantFactory(user=user, role=RoleFactory(code="specialist"), unit=second)

    actors = [actor_of(user, on=TODAY, unit=u) for u in (None, second.pk, stranger.pk)]

    assert [a.unit_id for a in actors] == [first.pk, second.pk, first.pk]
    assert all(_may(a, u) for a in actors for u in (first, second))
    assert standing_of(user, on=TODAY).units == {u.pk: u.versions.get().short for u in (first, second)}


def test_a_substitute_has_the_grants_of_the_absent_person_while_absent_and_events_can_name_both():
    unit = UnitFactory(parent=province())
    head, deputy = user_as("unit_head", unit), user_as("specialist", unit)
    AbsenceFactory(person=head.person, substitute=deputy.person, during=(date(2026, 6, 1), date(2026, 6, 5)))

    days = [date(2026, 5, 31), TODAY, date(2026, 6, 4), date(2026, 6, 5)]
    actors = [actor_of(deputy, on=day) for day in days]

    assert [_may(a, unit, "personnel.manage") for a in actors] == [False, True, True, False]
    assert [a.acting_for for a in actors] == [None, head.person_id, head.person_id, None]
    assert all(a.user_id == deputy.pk and a.person_id == deputy.person_id for a in actors)


def test_a_substitute_may_choose_to_do_only_own_work():
    unit = UnitFactory(parent=province())
    head, deputy = user_as("unit_head", unit), user_as("specialist", unit)
    AbsenceFactory(person=head.person, substitute=deputy.person)

    own = actor_of(deputy, on=TODAY, acting=OWN_WORK)

    assert (own.acting_for, _may(own, unit, "personnel.manage"), _may(own, unit)) == (None, False, True)


def test_a_substitute_of_two_people_acts_for_one_at_a_time():
    here, there = UnitFactory(parent=province()), UnitFactory()
    one, other, deputy = user_as("unit_head", here), user_as("unit_head", there), UserFactory()
    for user in (one, other):
        AbsenceFactory(person=user.person, substitute=deputy.person)

    actors = [actor_of(deputy, on=TODAY, acting=str(u.person_id)) for u in (one, other)]

    assert [[_may(a, u) for u in (here, there)] for a in actors] == [[True, False], [False, True]]


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("during", (date(2020, 1, 1), TODAY)),
        ("during", (date(2026, 6, 2), None)),
        ("ended_at", NOW - timedelta(minutes=1)),
    ],
)
def test_a_grant_that_is_over_or_not_begun_gives_nothing(what, value):
    unit = UnitFactory(parent=province())

    assert actor_as("unit_head", unit, on=TODAY, **{what: value}).scopes == ()


def test_what_was_granted_with_a_post_ends_with_the_post():
    unit = UnitFactory(parent=province())
    post = PostFactory(unit=unit, during=(date(2020, 1, 1), TODAY))
    user = UserFactory(person=post.person)
    GrantFactory(user=user, role=RoleFactory(code="unit_head"), unit=unit, post=post)

    assert [bool(actor_of(user, on=day).scopes) for day in (TODAY - timedelta(1), TODAY)] == [True, False]


def test_a_post_taken_back_on_its_first_day_gives_nothing_any_more_that_day():
    unit = UnitFactory(parent=province())
    post = PostFactory(unit=unit, during=(TODAY, None))
    user = UserFactory(person=post.person)
    GrantFactory(user=user, role=RoleFactory(code="unit_head"), unit=unit, post=post)
    before = actor_of(user, on=TODAY)

    end_post(post=post, on=TODAY, by=system(TODAY), at=NOW)

    assert [bool(actor.scopes) for actor in (before, actor_of(user, on=TODAY))] == [True, False]


def test_who_has_left_may_do_nothing_from_that_day():
    user = user_as("unit_head", UnitFactory(parent=province()))
    user.person.left_on = TODAY
    user.person.save()

    assert [bool(actor_of(user, on=day).scopes) for day in (TODAY - timedelta(1), TODAY)] == [True, False]


def test_neither_a_stranger_nor_a_closed_account_has_an_actor_with_permissions():
    closed = user_as("administrator", province(), user__is_active=False)

    assert [actor_of(u, on=TODAY).scopes for u in (AnonymousUser(), closed)] == [(), ()]


def test_an_elevation_ends_at_its_minute_and_says_why():
    unit = UnitFactory(parent=province())
    user = user_as("focal_officer", unit)
    GrantFactory(
        user=user, role=RoleFactory(code="unit_head"), unit=unit, reason="Hỗ trợ sửa kế hoạch",
        expires_at=NOW + timedelta(minutes=30),
    )  # fmt: skip

    within, after = (actor_of(user, on=TODAY, at=NOW + timedelta(minutes=m)) for m in (29, 30))

    assert [(_may(a, unit, "personnel.manage"), a.elevated) for a in (within, after)] == [
        (True, "Hỗ trợ sửa kế hoạch"),
        (False, ""),
    ]


def test_the_actor_costs_one_query_however_many_grants(django_assert_num_queries):
    top = province()
    user = user_as("focal_officer", UnitFactory(parent=top))
    for _ in range(5):
        GrantFactory(user=user, unit=UnitFactory(parent=top))

    with django_assert_num_queries(1):
        actor_of(user, on=TODAY)


_SHAPE = ["top", "a", "a1", "a2", "b", "b1", "old"]


@pytest.fixture
def tree():
    units = {"top": province()}
    for name, above in (("a", "top"), ("a1", "a"), ("a2", "a"), ("b", "top"), ("b1", "b")):
        units[name] = UnitFactory(parent=units[above])
    units["old"] = UnitFactory(parent=units["top"], until=date(2025, 7, 1))
    succeed(units["old"], units["b1"], date(2025, 7, 1))
    return units


_GRANTS = st.lists(
    st.tuples(
        st.sampled_from(_SHAPE),
        st.sampled_from(["focal_officer", "content_lead", "administrator"]),
        st.booleans(),
        st.sampled_from(["", "1", "2"]),
    ),
    max_size=4,
    unique_by=lambda g: (g[0], g[1]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grants=_GRANTS, permission=st.sampled_from(["units.view", "personnel.absence", "access.view"]))
def test_a_list_holds_exactly_what_may_be_opened_one_by_one(tree, grants, permission):
    user = UserFactory()
    for unit, role, deep, area in grants:
        GrantFactory(user=user, role=RoleFactory(code=role), unit=tree[unit], with_subunits=deep, area=area)
    actor = actor_of(user, on=TODAY)

    listed = set(Unit.objects.filter(scoped(actor, permission, unit="pk")))
    by_area = Grant.objects.filter(scoped(actor, permission, area="area"))

    assert listed == {u for u in Unit.objects.all() if actor.may(permission, at_unit=u.pk)}
    assert set(by_area) == {
        g for g in Grant.objects.all() if actor.may(permission, at_unit=g.unit_id, area=g.area)
    }
