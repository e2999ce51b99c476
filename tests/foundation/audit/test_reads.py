"""The read log: who opened what is sensitive, in which way; what it costs; what an attacker cannot hide."""

import csv
import io
import json
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from caicach.foundation.audit.exporting import export_roots
from caicach.foundation.audit.models import Read, Way
from caicach.foundation.audit.operations import record_read, take_root
from caicach.foundation.audit.queries import proof, sealed_read
from caicach.foundation.audit.rules import RootFacts, Step, climb
from caicach.foundation.audit.sensitive import looked_at, sensitive
from caicach.foundation.audit.verifying import exported_roots, verify
from caicach.foundation.kernel.actor import Actor
from tests.factories.audit import AT, BY, happen, sql
from tests.factories.personnel import PostFactory
from tests.factories.plans import plan
from tests.factories.units import UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return UnitFactory(name="Sở Nội vụ")


@pytest.fixture
def admin(client_of, unit):
    return client_of(role="administrator", unit=unit)


def read(by: Actor = BY, **more) -> Read:
    given = {
        "way": Way.PAGE,
        "page": "personnel:person",
        "object_kind": "personnel.person",
        "object_id": uuid4(),
    }
    return record_read(**(given | more), by=by)


def lines(**conditions):
    """What the read log says, in the order of reading."""
    rows = Read.objects.filter(**conditions).order_by("id")
    return [(r.way, r.page, r.object_kind, r.object_id) for r in rows]


# what a read says


def test_a_read_says_who_for_which_unit_and_for_whom_and_why():
    reader = Actor(
        name="Nguyễn Văn An",
        on=AT.date(),
        user_id=uuid4(),
        unit_id=uuid4(),
        acting_for=uuid4(),
        elevated="Hỗ trợ\nsự cố",
    )
    before = timezone.now()

    row = Read.objects.get(pk=read(reader).pk)

    assert (row.actor_id, row.actor_unit_id, row.acting_for) == (
        reader.user_id,
        reader.unit_id,
        reader.acting_for,
    )
    assert (row.reason, row.actor_label) == ("Hỗ trợ sự cố", "")
    assert before - timedelta(seconds=5) < row.recorded_at < timezone.now() + timedelta(seconds=5)


def test_the_database_hashes_a_read_as_the_published_rule_says():
    row = read(data={"dang": "xlsx", "ten": "…"}, unit_id=uuid4())

    sealed, stored = sealed_read(row.pk)

    assert sealed.hash() == bytes(stored.hash)
    assert (stored.root, stored.leaf) == (None, None)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_read SET way = 'api'", "UPDATE audit_read SET hash = ''", "DELETE FROM audit_read"],
)
def test_reads_cannot_be_changed_or_deleted(statement):
    read()

    with (
        pytest.raises(DatabaseError, match=r"Cannot (update|delete)"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


# what is written down


def test_a_persons_page_is_written_down_with_the_unit_of_the_person(client_of, unit):
    post = PostFactory(unit=unit)
    client = client_of(role="unit_head", unit=unit)

    assert client.get(f"/nhan-su/{post.person_id}/").status_code == 200

    row = Read.objects.get()
    assert (row.way, row.page, row.object_kind, row.object_id) == (
        "page",
        "personnel:person",
        "personnel.person",
        post.person_id,
    )
    assert (row.unit_id, row.actor_id) == (unit.pk, client.user.pk)


def test_lists_of_people_and_accounts_and_their_files_are_written_down_without_names(admin, unit):
    admin.get("/quan-tri/tai-khoan/?tim=Nguyễn&vai_tro=")
    admin.get(f"/quan-tri/tai-khoan/{admin.user.pk}/")
    admin.get("/nhan-su/?dang=csv")

    assert lines() == [
        ("page", "access:users", "access.user", None),
        ("page", "access:user", "access.user", admin.user.pk),
        ("export", "personnel:list", "personnel.person", None),
    ]
    assert [row.data for row in Read.objects.order_by("id")] == [{"tim": "…"}, {}, {"dang": "csv"}]


def test_names_that_no_filter_has_are_not_written_down(admin):
    answer = admin.get("/quan-tri/tai-khoan/", {"\x00": "1", "họ tên": "2", "x" * 40: "3", "page": "1"})

    assert answer.status_code == 200
    assert Read.objects.get().data == {"page": "1"}


def test_pages_of_the_log_itself_are_written_down(admin, unit):
    admin.get("/nhat-ky/")
    admin.get("/nhat-ky/luot-xem/")
    b"".join(admin.get("/nhat-ky/?dang=csv").streaming_content)

    assert lines() == [
        ("page", "audit:list", "audit.event", None),
        ("page", "audit:reads", "audit.read", None),
        ("export", "audit:list", "audit.event", None),
    ]


def test_a_page_of_a_list_is_no_read_but_its_file_is(client_of, unit):
    client = client_of(role="unit_head", unit=unit)

    client.get("/nhiem-vu/")
    assert lines() == []

    client.get("/nhiem-vu/?dang=csv")
    assert lines() == [("export", "assignments:list", "assignments.assignment", None)]


def test_what_is_not_shown_is_not_written_down(client_of, unit):
    stranger = PostFactory()
    client = client_of(role="unit_head", unit=unit)

    assert client.get(f"/nhan-su/{stranger.person_id}/").status_code == 404
    assert client.get("/quan-tri/tai-khoan/").status_code == 403
    assert Client().get("/nhan-su/").status_code == 302

    assert lines() == []


def test_a_draft_is_a_read_for_another_unit_only(client_of):
    top = UnitFactory(name="UBND tỉnh")
    below = UnitFactory(parent=top)
    draft = plan(below, code="du-thao", title="Dự thảo", published=False)

    assert client_of(role="reform_officer", unit=below).get(f"/ke-hoach/{draft.code}/").status_code == 200
    assert lines() == []

    assert client_of(role="reform_officer", unit=top).get(f"/ke-hoach/{draft.code}/").status_code == 200
    assert lines() == [("page", "plans:overview", "plans.plan", draft.pk)]


def test_a_call_of_the_api_is_written_down_with_its_object(client_of, unit):
    made = plan(unit, code="ke-hoach", title="Kế hoạch")
    client = client_of(role="unit_head", unit=unit)

    assert client.get("/api/v1/plans/ke-hoach/tasks").status_code == 200
    assert client.get("/api/v1/plans/khong-co/tasks").status_code == 404

    assert lines() == [("api", "api-1:list_tasks", "plans.plan", made.pk)]


def _answered(view, **get):
    request = RequestFactory().get("/", get)
    request.actor = BY
    request.resolver_match = SimpleNamespace(view_name="tests:view")
    return view(request, pk=None)


def test_the_object_that_a_view_tells_stands_in_the_line():
    key, unit_id = uuid4(), uuid4()

    @sensitive("files.attachment", Way.DOWNLOAD)
    def view(request, pk):
        looked_at(request, "plans.task", key, unit_id=unit_id, attachment="a")
        return HttpResponse("x", headers={"Content-Disposition": 'attachment; filename="x.pdf"'})

    _answered(view, nam="2026", ten="An")

    row = Read.objects.get()
    assert (row.way, row.object_kind, row.object_id, row.unit_id) == ("download", "plans.task", key, unit_id)
    assert row.data == {"nam": "2026", "ten": "…", "attachment": "a"}


def test_what_cannot_be_written_down_is_not_shown():
    @sensitive("x" * 101)
    def view(request, pk):
        return HttpResponse("secret")

    with pytest.raises(DatabaseError), transaction.atomic():
        _answered(view)


def test_a_read_costs_one_insert_and_no_more(client_of, unit):
    post = PostFactory(unit=unit)
    client = client_of(role="focal_officer", unit=unit)
    client.get(f"/nhan-su/{post.person_id}/")

    with CaptureQueriesContext(connection) as run:
        client.get(f"/nhan-su/{post.person_id}/")

    about_reads = [q["sql"] for q in run.captured_queries if "audit_read" in q["sql"]]
    assert [statement.split()[0] for statement in about_reads] == ["INSERT"]


# who reads the log of reads


def test_reads_are_shown_of_ones_units_objects_and_people_and_no_others(admin, unit):
    UnitFactory()  # a grant at the only unit would be one over everything
    mine = read(unit_id=unit.pk)
    by_mine = read(Actor(name="x", on=AT.date(), user_id=uuid4(), unit_id=unit.pk))
    read(unit_id=uuid4())
    read(Actor(name="x", on=AT.date(), user_id=uuid4(), unit_id=uuid4()))

    shown = admin.get("/nhat-ky/luot-xem/").context["lines"]

    assert {line.read.pk for line in shown} == {mine.pk, by_mine.pk}


def test_filters_narrow_the_reads_by_person_object_day_and_way(admin, client_of, unit):
    person = PostFactory(unit=unit, person__full_name="Lò Thị Mẩy").person
    reader = client_of(role="unit_head", unit=unit).user
    reader.person.full_name = "Hoàng Văn Tư"
    reader.person.save()
    by = Actor(name="x", on=AT.date(), user_id=reader.pk, unit_id=unit.pk)
    first = read(by, object_id=person.pk)
    second = read(object_kind="plans.plan", way=Way.EXPORT, unit_id=unit.pk)
    today = timezone.localdate()

    def found(query):
        return {line.read.pk for line in admin.get(f"/nhat-ky/luot-xem/?{query}").context["lines"]} & {
            first.pk,
            second.pk,
        }

    assert found("ten=hoang tu") == {first.pk}
    assert found("ten=khong ai") == set()
    assert found(f"nguoi={reader.pk}") == {first.pk}
    assert found(f"doi_tuong={person.pk}") == {first.pk}
    assert found("noi_dung=plans.plan") == {second.pk}
    assert found("cach=export") == {second.pk}
    assert found(f"tu={today}&den={today}") == {first.pk, second.pk}
    assert found(f"tu={today + timedelta(days=2)}") == set()
    assert found("tu=sai&doi_tuong=sai&cach=sai") == {first.pk, second.pk}


def test_older_reads_are_one_click_away_and_the_file_has_all(admin, unit):
    for _ in range(60):
        read(unit_id=unit.pk)

    first = admin.get("/nhat-ky/luot-xem/?noi_dung=personnel.person")
    older = admin.get(f"/nhat-ky/luot-xem/?noi_dung=personnel.person&truoc={first.context['older']}")
    answer = admin.get("/nhat-ky/luot-xem/?noi_dung=personnel.person&dang=csv")

    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert (len(first.context["lines"]), len(older.context["lines"]), len(rows)) == (50, 10, 61)
    assert rows[0][:3] == ["Thời điểm", "Người xem", "Đang làm việc tại"]


def test_the_list_costs_the_same_for_one_read_and_for_twenty(admin, unit, django_assert_num_queries):
    by = Actor(name="x", on=AT.date(), user_id=admin.user.pk, unit_id=unit.pk)
    read(by, object_id=admin.user.person_id, unit_id=unit.pk)
    admin.get("/nhat-ky/luot-xem/")
    with CaptureQueriesContext(connection) as one:
        admin.get("/nhat-ky/luot-xem/")
    for _ in range(19):
        read(by, unit_id=unit.pk)

    assert len(one) <= 12
    with django_assert_num_queries(len(one)):
        admin.get("/nhat-ky/luot-xem/")


def test_a_persons_page_tells_who_looked_to_those_who_read_the_log_only(admin, client_of, unit):
    person = PostFactory(unit=unit).person
    client_of(role="unit_head", unit=unit).get(f"/nhan-su/{person.pk}/")

    assert "Ai đã xem" in admin.get(f"/nhan-su/{person.pk}/").content.decode()
    assert (
        "Ai đã xem"
        not in client_of(role="focal_officer", unit=unit).get(f"/nhan-su/{person.pk}/").content.decode()
    )


# what an attacker with all rights on the database cannot hide


@pytest.fixture
def exported(tmp_path):
    return tmp_path / "roots.jsonl"


@pytest.fixture
def log(exported):
    """Two exported roots, each over events and three reads; two younger reads."""
    reads = []
    for _ in range(2):
        happen(times=2)
        reads += [read() for _ in range(3)]
        take_root(at=timezone.now())
    export_roots(exported)
    return [*reads, read(), read()]


def check(exported):
    return verify(exported_roots(exported))


def kinds(outcome):
    return {finding["what"] for finding in outcome.broken}


def reseal(pk):
    """What a forger does after an edit: the stored hash fits the row again."""
    sql("UPDATE audit_read SET hash = %s WHERE id = %s", sealed_read(pk)[0].hash(), pk)


def test_an_honest_read_log_has_nothing_broken_and_roots_cover_it(log, exported):
    outcome = check(exported)

    assert (outcome.events, outcome.reads, outcome.unproven, outcome.unproven_reads) == (4, 8, 0, 2)
    assert (outcome.roots, outcome.broken) == (2, [])
    assert [root["events"] for root in exported_roots(exported)] == [5, 5]


def test_reads_alone_make_a_root():
    read()

    assert take_root(at=timezone.now()).events == 1
    assert take_root(at=timezone.now()) is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("way", "'api'"),
        ("page", "'x'"),
        ("object_kind", "'x'"),
        ("object_id", "NULL"),
        ("unit_id", "gen_random_uuid()"),
        ("actor_id", "gen_random_uuid()"),
        ("actor_label", "'x'"),
        ("actor_unit_id", "gen_random_uuid()"),
        ("acting_for", "gen_random_uuid()"),
        ("reason", "'x'"),
        ("recorded_at", "now() - interval '1 year'"),
        ("data", "'{\"a\": 1}'"),
    ],
)
def test_every_column_of_a_read_is_sealed(log, exported, column, value):
    sql(f"UPDATE audit_read SET {column} = {value} WHERE id = %s", log[1].pk)

    outcome = check(exported)
    assert {"what": "edited", "read": str(log[1].pk), "root": "1"}.items() <= next(
        finding for finding in outcome.broken if finding["what"] == "edited"
    ).items()
    assert {"what": "root_does_not_fit", "root": "1"} in outcome.broken


def test_an_edited_read_with_its_hash_made_anew_is_still_found(log, exported):
    sql("UPDATE audit_read SET actor_id = gen_random_uuid() WHERE id = %s", log[0].pk)
    reseal(log[0].pk)

    assert kinds(check(exported)) == {"root_does_not_fit"}


def test_a_deleted_read_is_found_even_when_the_leaves_close_ranks(log, exported):
    sql("DELETE FROM audit_read WHERE id = %s", log[1].pk)
    assert {"leaf_missing", "events_missing", "root_does_not_fit"} == kinds(check(exported))

    sql("UPDATE audit_read SET leaf = 3 WHERE id = %s", log[2].pk)
    assert {"events_missing", "root_does_not_fit"} == kinds(check(exported))


def test_all_reads_of_a_root_deleted_are_found(log, exported):
    sql("DELETE FROM audit_read WHERE root = 2")

    assert {"events_missing", "root_does_not_fit"} == kinds(check(exported))


def test_swapped_reads_are_found(log, exported):
    sql("UPDATE audit_read SET leaf = 99 WHERE id = %s", log[0].pk)
    sql("UPDATE audit_read SET leaf = 2 WHERE id = %s", log[1].pk)
    sql("UPDATE audit_read SET leaf = 3 WHERE id = %s", log[0].pk)

    assert kinds(check(exported)) == {"root_does_not_fit"}


def test_a_read_put_in_afterwards_is_found(log, exported):
    sql(
        """INSERT INTO audit_read (id, way, page, object_kind, actor_label, reason, data, recorded_at, hash)
           SELECT gen_random_uuid(), way, page, object_kind, actor_label, reason, data, recorded_at, hash
           FROM audit_read WHERE id = %s""",
        log[0].pk,
    )
    forged = Read.objects.filter(root=None).exclude(pk__in=[log[-1].pk, log[-2].pk]).get()
    reseal(forged.pk)

    assert kinds(check(exported)) == {"inserted"}


def test_younger_reads_that_disappear_are_only_counted(log, exported):
    sql("DELETE FROM audit_read WHERE root IS NULL")

    outcome = check(exported)
    assert (outcome.unproven_reads, outcome.broken) == (0, [])


def test_a_read_has_a_proof_that_leads_to_the_exported_root(log, exported):
    evidence = proof(log[4].pk)

    path = [Step(side, bytes.fromhex(neighbour)) for side, neighbour in evidence["path"]]
    outside = exported_roots(exported)[1]
    assert climb(sealed_read(log[4].pk)[0].hash(), path).hex() == outside["merkle"]
    assert evidence["text"].startswith("caicach.read.1\n")
    assert RootFacts.__slots__  # the form of exported roots has not changed
    assert set(outside) == {"number", "taken_at", "complete_until", "events", "merkle", "previous", "hash"}


def test_the_proof_of_a_read_is_a_file_for_those_who_may_see_it(admin, unit):
    row = read(unit_id=unit.pk)
    address = f"/nhat-ky/luot-xem/{row.pk}/bang-chung/"
    assert admin.get(address).status_code == 404
    take_root(at=timezone.now())

    assert json.loads(admin.get(address).content)["event"] == str(row.pk)
    assert lines(way="download") == [("download", "audit:read_proof", "audit.read", row.pk)]


def test_the_log_of_reads_tells_in_words_what_was_asked_and_not_by_which_key(admin, unit):
    read(
        unit_id=unit.pk, data={"dang": "xlsx", "tim": "…", "don_vi": str(unit.pk), "vai_tro": "administrator"}
    )

    line = admin.get("/nhat-ky/luot-xem/").context["lines"][-1]

    assert line.asked == "XLSX; administrator"
