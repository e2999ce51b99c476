"""People, posts, absences: what is allowed, what the database refuses, what is written."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from caicach.foundation.audit.models import Event
from caicach.foundation.kernel.actor import SYSTEM
from caicach.foundation.kernel.errors import NotPermitted, Refused, Stale
from caicach.organisation.access.queries import actor_of
from caicach.organisation.personnel import operations, queries
from caicach.organisation.personnel.models import Absence, HandOver, Person, Post
from tests.factories.access import GrantFactory, RoleFactory, UserFactory, actor_as, user_as
from tests.factories.personnel import AbsenceFactory, PersonFactory, PostFactory
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 2, tzinfo=UTC)
TODAY = date(2026, 6, 1)


def _kinds() -> list[str]:
    return list(
        Event.objects.filter(kind__startswith="personnel.").order_by("pk").values_list("kind", flat=True)
    )


def test_a_person_is_added_and_appointed():
    unit = UnitFactory(parent=province())
    by = actor_as("unit_head", unit)

    person = operations.create_person(full_name="  Lý  Văn Mẫu ", unit_id=unit.pk, by=by, at=AT)
    post = operations.appoint(person=person, unit=unit, title="Chuyên viên", since=TODAY, by=by, at=AT)

    assert (person.full_name, post.during.lower, post.during.upper) == ("Lý Văn Mẫu", TODAY, None)
    assert _kinds() == ["personnel.person_added", "personnel.appointed"]
    assert "Mẫu" not in str(list(Event.objects.values_list("data", flat=True)))


def test_nobody_adds_people_elsewhere():
    top = province()
    here, there = UnitFactory(parent=top), UnitFactory(parent=top)
    by = actor_as("unit_head", here)

    with pytest.raises(NotPermitted):
        operations.create_person(full_name="A", unit_id=there.pk, by=by, at=AT)
    with pytest.raises(NotPermitted):
        operations.appoint(person=PersonFactory(), unit=there, title="X", since=TODAY, by=by, at=AT)
    with pytest.raises(NotPermitted):
        operations.leave(person=PostFactory(unit=there).person, on=TODAY, by=by, at=AT)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": " "}, "Chưa nhập chức vụ"),
        ({"until": TODAY}, "phải sau ngày nhận"),
        ({"is_head": True}, "đã có người đứng đầu"),
    ],
)
def test_a_wrong_appointment_is_refused_in_words(change, message):
    unit = UnitFactory()
    PostFactory(unit=unit, is_head=True)
    values = {"title": "Chuyên viên", "since": TODAY} | change

    with pytest.raises(Refused, match=message):
        operations.appoint(person=PersonFactory(), unit=unit, **values, by=SYSTEM, at=AT)


def test_one_person_has_one_post_in_a_unit_at_a_time_and_may_have_others_elsewhere():
    first = PostFactory()

    with pytest.raises(Refused, match="đã giữ một vị trí"):
        operations.appoint(person=first.person, unit=first.unit, title="X", since=TODAY, by=SYSTEM, at=AT)
    operations.appoint(person=first.person, unit=UnitFactory(), title="X", since=TODAY, by=SYSTEM, at=AT)

    assert first.person.posts.count() == 2


@pytest.mark.parametrize(
    "row",
    [
        lambda: PostFactory(during=(TODAY, TODAY)),
        lambda: PostFactory(during=(None, TODAY)),
        lambda: PersonFactory(full_name=""),
        lambda: [PersonFactory(code="CC01"), PersonFactory(code="cc01")],
        lambda: [PostFactory(unit=u, is_head=True) for u in [UnitFactory()] * 2],
        lambda: [AbsenceFactory(person=p) for p in [PersonFactory()] * 2],
        lambda: AbsenceFactory(person=(p := PersonFactory()), substitute=p),
        lambda: AbsenceFactory(during=(TODAY, TODAY)),
    ],
)
def test_the_database_refuses_what_cannot_be(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        row()


def test_a_post_ends_on_its_day_and_the_unit_may_have_a_new_head_then():
    old = PostFactory(is_head=True)

    operations.end_post(post=old, on=TODAY, by=SYSTEM, at=AT)
    operations.appoint(
        person=PersonFactory(), unit=old.unit, title="Giám đốc", since=TODAY, is_head=True, by=SYSTEM, at=AT
    )

    old.refresh_from_db()
    assert (old.during.upper, old.ended_at) == (TODAY, None)
    assert queries.head_of(old.unit_id, on=TODAY) != old.person
    assert queries.head_of(old.unit_id, on=date(2026, 5, 31)) == old.person
    with pytest.raises(Refused, match="đã có ngày thôi sớm hơn"):
        operations.end_post(post=old, on=TODAY, by=SYSTEM, at=AT)


def test_a_post_ended_on_its_first_day_never_began():
    post = PostFactory(during=(TODAY, None))

    operations.end_post(post=post, on=TODAY, by=SYSTEM, at=AT)

    assert not queries.works_in(post.person_id, post.unit_id, on=TODAY)


def test_who_leaves_holds_no_post_any_more():
    person = PersonFactory()
    PostFactory(person=person)
    PostFactory(person=person)

    operations.leave(person=person, on=TODAY, by=SYSTEM, at=AT)

    assert not queries.posts_on(TODAY).filter(person=person).exists()
    assert Person.objects.get(pk=person.pk).left_on == TODAY
    assert _kinds() == ["personnel.post_ended", "personnel.post_ended", "personnel.left"]


def test_a_stale_page_does_not_overwrite_what_someone_else_saved():
    person = PersonFactory()
    values = {"code": "", "email": "", "phone": ""}
    operations.change_person(person=person, full_name="Tên Mới", **values, by=SYSTEM, at=AT, revision=0)

    with pytest.raises(Stale):
        operations.change_person(person=person, full_name="Tên Cũ", **values, by=SYSTEM, at=AT, revision=0)

    assert Person.objects.get().full_name == "Tên Mới"


def test_one_records_the_own_absence_and_the_head_that_of_the_staff_but_not_others():
    unit = UnitFactory(parent=province())
    staff, head, stranger = (
        user_as("specialist", unit),
        user_as("unit_head", unit),
        user_as("specialist", unit),
    )
    PostFactory(person=staff.person, unit=unit)
    values = {"person": staff.person, "substitute": None, "reason": "Nghỉ phép", "at": AT}

    def record(user, day):
        return operations.record_absence(
            **values, since=date(2026, 6, day), back_on=date(2026, 6, day + 1), by=actor_of(user, on=TODAY)
        )

    record(staff, 1)
    record(head, 5)
    with pytest.raises(NotPermitted):
        record(stranger, 9)

    assert Absence.objects.count() == 2


def test_a_substitute_who_is_away_too_is_refused():
    away = AbsenceFactory(during=(TODAY, date(2026, 6, 9)))

    with pytest.raises(Refused, match="cũng vắng mặt"):
        operations.record_absence(
            person=PersonFactory(), substitute=away.person, since=date(2026, 6, 8), back_on=date(2026, 6, 12),
            reason="", by=SYSTEM, at=AT,
        )  # fmt: skip


def test_coming_back_early_ends_the_rights_of_the_substitute_at_once():
    unit = UnitFactory(parent=province())
    head, deputy = user_as("unit_head", unit), UserFactory()
    away = AbsenceFactory(person=head.person, substitute=deputy.person, during=(TODAY, date(2026, 6, 9)))
    assert actor_of(deputy, on=TODAY).may("personnel.manage", at_unit=unit.pk)

    operations.end_absence(absence=away, on=TODAY, by=actor_of(head, on=TODAY), at=AT)

    assert actor_of(deputy, on=TODAY).scopes == ()
    with pytest.raises(Refused, match="đã kết thúc"):
        operations.end_absence(absence=away, on=TODAY, by=actor_of(head, on=TODAY), at=AT)


def test_an_absence_that_is_over_does_not_end_again_nor_grow():
    head = user_as("unit_head", UnitFactory(parent=province()))
    away = AbsenceFactory(person=head.person, during=(date(2026, 5, 1), TODAY))

    for day in (TODAY, TODAY + timedelta(days=7)):
        with pytest.raises(Refused, match="đã kết thúc"):
            operations.end_absence(absence=away, on=day, by=actor_of(head, on=TODAY), at=AT)

    away.refresh_from_db()
    assert away.during.upper == TODAY


def test_people_come_by_given_name_in_the_vietnamese_order():
    for name in ("Trần Văn Đức", "Lê Thị An", "Vàng A Dũng", "Nguyễn Văn An"):
        PersonFactory(full_name=name)

    assert [p.full_name for p in Person.objects.in_order()] == [
        "Lê Thị An", "Nguyễn Văn An", "Vàng A Dũng", "Trần Văn Đức",
    ]  # fmt: skip


def test_people_are_found_without_diacritics_in_the_units_one_may_see_only():
    top = province()
    here, there = UnitFactory(parent=top), UnitFactory(parent=top)
    for unit in (here, there):
        PostFactory(unit=unit, person__full_name="Nguyễn Thị Thuận")
    actor = actor_as("specialist", here)

    found = queries.people(visible_to=actor, on=TODAY, text="thi THUAN")

    assert [[post.unit_id for post in person.present] for person in found] == [[here.pk]]


def test_the_list_costs_as_many_queries_for_three_people_as_for_one(client_of, django_assert_num_queries):
    unit = UnitFactory(parent=province())
    client = client_of(role="unit_head", unit=unit)

    def count():
        with CaptureQueriesContext(connection) as queries_run:
            assert client.get("/nhan-su/").status_code == 200
        return len(queries_run)

    PostFactory(unit=unit)
    one = count()
    PostFactory.create_batch(2, unit=unit)

    assert count() == one <= 12


def test_the_page_of_a_person_costs_as_many_queries_for_three_posts_and_minutes_as_for_one(client_of):
    unit = UnitFactory(parent=province())
    person = PostFactory(unit=unit, person__full_name="Giàng A Sử").person
    reader = client_of(role="unit_head", unit=unit)

    def count():
        HandOver.objects.create(
            giver=person, receiver=PostFactory(unit=unit).person, unit=unit, at=AT, reason="Chuyển công tác"
        )
        with CaptureQueriesContext(connection) as asked:
            assert "bàn giao cho" in reader.get(f"/nhan-su/{person.pk}/").content.decode()
        return len(asked)

    count()  # from now on the page tells who has read it
    one = count()
    PostFactory.create_batch(2, person=person)

    assert [count(), count()] == [one, one]


def test_an_account_bound_to_a_post_ends_with_it_the_same_minute(client_of):
    """HR-13: a session that is open when the post ends gets nothing with its next click."""
    unit = UnitFactory(parent=province())
    post = PostFactory(unit=unit)
    user = UserFactory(person=post.person)
    GrantFactory(user=user, role=RoleFactory(code="unit_head"), unit=unit, post=post)
    session = client_of(user)
    assert session.get("/nhan-su/").status_code == 200

    today = localdate()
    operations.end_post(post=Post.objects.get(pk=post.pk), on=today, by=SYSTEM, at=AT)

    assert session.get("/nhan-su/").status_code == 403
