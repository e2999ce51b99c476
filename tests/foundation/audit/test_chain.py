"""Writing events: chains that do not fork, rows that do not change, no personal data."""

import threading
from itertools import pairwise
from uuid import uuid4

import pytest
from django.db import DatabaseError, close_old_connections, connection, transaction

from caicach.foundation.audit.models import Event, Salt
from caicach.foundation.audit.operations import forget, record, record_many
from caicach.foundation.audit.queries import sealed_event
from caicach.foundation.audit.rules import salted
from caicach.foundation.kernel.actor import Actor
from tests.factories.audit import AT, BY, happen, thing

pytestmark = pytest.mark.django_db


def test_the_database_hashes_as_the_published_rule_says():
    event = happen(text="Lào Cai: “35,5 %”\n\t\\", amount=1.50, unit=None)[0]

    sealed, _ = sealed_event(event.pk)

    assert sealed.hash() == bytes(event.hash)


def test_every_event_carries_the_hash_of_the_one_before_of_its_object():
    first, second, third = happen(times=3)
    other = happen()[0]

    assert [e.position for e in (first, second, third, other)] == [1, 2, 3, 1]
    assert [bytes(e.previous) for e in (first, second, third, other)] == [
        b"",
        bytes(first.hash),
        bytes(second.hash),
        b"",
    ]


def test_many_events_of_one_object_in_one_statement_are_chained_in_the_order_given(
    django_assert_num_queries,
):
    a, b = thing(), thing()

    with django_assert_num_queries(1):
        record_many([("one", a, None, {}), ("two", b, None, {}), ("three", a, None, {})], by=BY, at=AT)

    events = Event.objects.filter(object_id__in=[a.pk, b.pk])
    assert {(e.object_id, e.position, e.kind) for e in events} == {
        (a.pk, 1, "one"),
        (a.pk, 2, "three"),
        (b.pk, 1, "two"),
    }


def test_who_acted_and_for_whom_are_keys_and_only_the_system_is_named():
    person, absent = uuid4(), uuid4()
    acting = Actor(name="Nguyễn Văn An", on=AT.date(), user_id=person, acting_for=absent)

    by_person = happen(by=acting)[0]
    by_system = happen()[0]

    assert (by_person.actor_id, by_person.acting_for, by_person.actor_label) == (person, absent, "")
    assert (by_system.actor_id, by_system.acting_for, by_system.actor_label) == (None, None, "Hệ thống")


def test_personal_values_enter_as_salted_hashes_and_can_be_forgotten():
    obj = thing()

    record("person.named", obj, by=BY, at=AT, personal={"name": "Nguyễn Văn An"})

    salt = bytes(Salt.objects.get(object_id=obj.pk).salt)
    assert Event.objects.get(object_id=obj.pk).data == {"name": {"sha256": salted("Nguyễn Văn An", salt)}}
    forget(obj.pk)
    assert not Salt.objects.filter(object_id=obj.pk).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET data = '{}'",
        "UPDATE audit_event SET happened_at = now()",
        "UPDATE audit_event SET hash = ''",
        "DELETE FROM audit_event",
    ],
)
@pytest.mark.parametrize("switched", [False, True])
def test_events_cannot_be_changed_or_deleted(statement, switched):
    happen()

    with connection.cursor() as cursor:
        if switched:  # what switches other triggers of the library off
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_%'")
            names = ",".join(name for (name,) in cursor.fetchall())
            cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + names + "}"])
        with pytest.raises(DatabaseError, match=r"Cannot (update|delete)"), transaction.atomic():
            cursor.execute(statement)


def test_nobody_sets_position_hash_or_time_of_an_event():
    obj = thing()

    Event.objects.create(
        kind="test.forged",
        object_kind="x.y",
        object_id=obj.pk,
        happened_at=AT,
        recorded_at=AT,
        position=7,
        hash=b"forged",
        root=1,
        leaf=1,
    )

    event = Event.objects.get(object_id=obj.pk)
    assert (event.position, event.root, event.leaf) == (1, None, None)
    assert event.recorded_at > AT
    assert bytes(event.hash) == sealed_event(event.pk)[0].hash()


@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_on_one_object_never_fork_its_chain():
    obj = thing()
    failures = []

    def write():
        try:
            for _ in range(10):
                with transaction.atomic():
                    record("test.happened", obj, by=BY, at=AT)
        except DatabaseError as error:
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(16)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    close_old_connections()

    events = list(Event.objects.filter(object_id=obj.pk).order_by("position"))
    assert failures == []
    assert [e.position for e in events] == list(range(1, 161))
    assert all(bytes(b.previous) == bytes(a.hash) for a, b in pairwise(events))


@pytest.mark.django_db(transaction=True)
def test_writers_of_the_same_objects_in_different_order_do_not_block_each_other_for_good():
    objects = [thing() for _ in range(6)]
    record_many([("test.created", obj, None, {}) for obj in objects], by=BY, at=AT)
    failures = []

    def write(order):
        try:
            for _ in range(10):
                with transaction.atomic():
                    record_many([("test.happened", obj, None, {}) for obj in order], by=BY, at=AT)
        except DatabaseError as error:
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(order,)) for order in (objects, objects[::-1]) * 3]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert failures == []
    assert Event.objects.filter(object_id__in=[o.pk for o in objects]).count() == 6 + 6 * 6 * 10
