"""The log in the browser: who sees which events, filters, files, proofs."""

import csv
import io
import json
from datetime import date
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.utils import timezone

from caicach.foundation.audit.models import Event
from caicach.foundation.audit.operations import record, take_root
from caicach.foundation.audit.queries import listed, visible_to
from caicach.foundation.kernel.actor import Actor, Scope, system
from tests.factories.audit import AT, BY, happen, thing
from tests.factories.units import UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return UnitFactory(name="Sở Nội vụ")


@pytest.fixture
def admin(client_of, unit):
    return client_of(role="administrator", unit=unit)


def of_unit(unit, kind="test.happened", **data):
    """An event about something of `unit`."""
    obj = thing()
    record(kind, obj, by=BY, at=AT, unit_id=unit.pk, **data)
    return Event.objects.get(object_id=obj.pk)


def test_the_log_shows_the_events_of_ones_units_and_no_others(admin, unit):
    mine, other = of_unit(unit, note="của tôi"), of_unit(UnitFactory(), note="của đơn vị khác")

    text = admin.get("/nhat-ky/").content.decode()

    assert "của tôi" in text
    assert "của đơn vị khác" not in text
    assert admin.get(f"/nhat-ky/{mine.pk}/").status_code == 200
    assert admin.get(f"/nhat-ky/{other.pk}/").status_code == 404


def test_events_without_a_unit_are_for_those_who_see_everything(unit):
    event = happen()[0]
    one_unit = Actor(name="x", on=AT.date(), scopes=(Scope(frozenset({"audit.view"}), frozenset({unit.pk})),))

    assert list(visible_to(one_unit).filter(pk=event.pk)) == []
    assert list(visible_to(system(date(2026, 1, 1))).filter(pk=event.pk)) == [event]


@pytest.mark.parametrize("role", ["focal_officer", "reform_officer"])
def test_those_without_the_right_do_not_open_the_log(client_of, unit, role):
    client = client_of(role=role, unit=unit)
    allowed = client.user.grants.first().role.permissions

    assert client.get("/nhat-ky/").status_code == (200 if "audit.view" in allowed else 403)


def test_the_list_costs_the_same_for_one_event_and_for_twenty(
    admin, unit, django_assert_max_num_queries, django_assert_num_queries
):
    of_unit(unit)
    admin.get("/nhat-ky/")
    with django_assert_max_num_queries(12) as first:
        admin.get("/nhat-ky/")
    for _ in range(19):
        of_unit(unit)

    with django_assert_num_queries(len(first)):
        admin.get("/nhat-ky/")


def test_filters_narrow_the_list():
    here, there, actor = uuid4(), uuid4(), uuid4()
    by = Actor(name="Nguyễn Văn An", on=AT.date(), user_id=actor)
    a = happen(by=by)[0]
    record("test.other", thing(), by=BY, at=AT, unit_id=here)
    record("test.third", thing(), by=BY, at=AT, unit_id=there)
    events = Event.objects.all()
    today = timezone.localdate()

    def kinds(**filters):
        return [event.kind for event in listed(events, **filters)]

    assert kinds() == ["test.third", "test.other", "test.happened"]
    assert kinds(kind="test.other") == ["test.other"]
    assert kinds(unit=there) == ["test.third"]
    assert kinds(actor=actor) == ["test.happened"]
    assert kinds(object_id=a.object_id) == ["test.happened"]
    assert kinds(before=Event.objects.get(kind="test.other").pk) == ["test.happened"]
    assert kinds(since=today, until=today) == kinds()
    assert kinds(since=date(2999, 1, 1)) == kinds(until=date(2020, 1, 1)) == []


def test_older_events_are_one_click_away_and_none_is_shown_twice(admin, unit):
    for number in range(60):
        of_unit(unit, note=f"số {number:02}.")

    first = admin.get("/nhat-ky/")
    older = admin.get(f"/nhat-ky/?{urlencode({'truoc': first.context['older']})}")

    shown = [line.event.data["note"] for line in [*first.context["lines"], *older.context["lines"]]]
    assert shown == [f"số {number:02}." for number in reversed(range(60))]
    assert older.context["older"] is None


@pytest.mark.parametrize("query", ["tu=khong-phai-ngay", "don_vi=abc", "truoc=1", "loai=x", "tu=2026-13-45"])
def test_a_wrong_filter_is_no_error(admin, unit, query):
    of_unit(unit)

    assert admin.get(f"/nhat-ky/?{query}").status_code == 200


def test_the_file_neutralises_formulas_and_markup_stays_text(admin, unit):
    of_unit(unit, note="=HYPERLINK(1)<script>")

    page = admin.get("/nhat-ky/").content.decode()
    answer = admin.get("/nhat-ky/?dang=csv")

    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert "<script>" not in page.split("</header>")[1].split("<footer")[0].replace('<script src="', "")
    assert rows[0][0] == "Thời điểm"
    assert rows[1][6] == "note: =HYPERLINK(1)<script>"
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_an_event_tells_whether_it_is_proven_and_hands_out_its_proof(admin, unit):
    event = of_unit(unit)
    before = admin.get(f"/nhat-ky/{event.pk}/").content.decode()
    assert admin.get(f"/nhat-ky/{event.pk}/bang-chung/").status_code == 404

    root = take_root(at=timezone.now())

    after = admin.get(f"/nhat-ky/{event.pk}/").content.decode()
    proof = json.loads(admin.get(f"/nhat-ky/{event.pk}/bang-chung/").content)
    assert "Chưa chứng thực" in before
    assert f"gốc xác thực số {root.number}" in after
    assert (proof["event"], proof["root"]["merkle"]) == (str(event.pk), bytes(root.merkle).hex())
