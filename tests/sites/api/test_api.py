"""The JSON API: keys, permissions, errors, and its own description tried against it."""

import json
from datetime import UTC, date, datetime

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from caicach.sites.api.models import ApiKey
from caicach.sites.api.operations import make_key, revoke_key
from caicach.work.assignments.models import Assignment
from tests.factories import plans as make
from tests.factories.access import actor_as
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db
AS_DESCRIBED = [status_code_conformance, content_type_conformance, response_schema_conformance]
"""Every answer has a status, a type and a body that the description names."""
AT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def root():
    return province()


@pytest.fixture
def key(root):
    """A key of an administrator of the whole province."""
    actor = actor_as("administrator", root)
    from caicach.foundation.kernel.permissions import declared  # deferred: after apps are ready
    from caicach.organisation.access.models import Grant  # deferred: see above

    role = Grant.objects.get(user_id=actor.user_id).role
    role.permissions = list(declared())
    role.save()
    return make_key(name="Phần mềm thử", expires_on=None, by=_fresh(actor), at=AT)[1]


def _fresh(actor):
    from caicach.organisation.access.models import User  # deferred: after apps are ready
    from caicach.organisation.access.queries import actor_of  # deferred: see above

    return actor_of(User.objects.get(pk=actor.user_id), on=date(2026, 6, 1))


def call(key, path, **query):
    return Client().get(f"/api/v1{path}", query, headers={"X-API-Key": key})


def test_without_key_or_session_nothing_opens(root):
    answer = Client().get("/api/v1/units")
    assert (answer.status_code, list(answer.json())) == (401, ["message"])
    assert call("sai-khoa", "/units").status_code == 401


def test_a_revoked_or_expired_key_opens_nothing(key):
    assert call(key, "/units").status_code == 200
    row = ApiKey.objects.get()
    actor = _fresh(type("A", (), {"user_id": row.user_id}))

    revoke_key(key=row, by=actor, at=AT)

    assert call(key, "/units").status_code == 401
    other = make_key(name="Hết hạn", expires_on=date(2026, 6, 2), by=actor, at=AT)[1]
    assert call(other, "/units").status_code == 401


def test_only_the_hash_of_a_key_is_kept(key):
    row = ApiKey.objects.get()

    assert key not in (row.secret_hash, row.prefix)
    assert len(row.secret_hash) == 64


def test_units_are_listed_as_of_a_day(key, root):
    UnitFactory(parent=root, name="Sở cũ", own_code="SC", until=date(2025, 3, 1))

    before = call(key, "/units", on="2025-02-28").json()
    after = call(key, "/units", on="2025-03-01").json()

    assert (before["count"], after["count"]) == (2, 1)
    assert before["items"][1] == {
        "id": before["items"][1]["id"], "code": "SC", "name": "Sở cũ", "kind": "department", "block": "state",
        "level": "province", "parent": "15", "valid_from": "2011-01-01", "valid_to": "2025-03-01",
    }  # fmt: skip


def test_pages_of_the_tree_together_are_the_tree_and_read_their_own_rows_alone(key, root):
    for number in range(5):
        office = UnitFactory(parent=root, name=f"Sở {number}", own_code=f"S{number}")
        UnitFactory(parent=office, name=f"Phòng {number}", own_code=f"P{number}")

    whole = call(key, "/units").json()["items"]
    pages = [call(key, "/units", limit=4, offset=offset).json() for offset in (0, 4, 8, 12)]
    with CaptureQueriesContext(connection) as captured:
        call(key, "/units", limit=2, offset=9)

    assert [page["count"] for page in pages] == [11] * 4
    assert [unit for page in pages for unit in page["items"]] == whole
    assert [unit["code"] for unit in whole[:3]] == ["15", "S0", "P0"]
    assert [unit["parent"] for unit in whole[:3]] == [None, "15", "S0"]
    read = [
        q["sql"] for q in captured if 'FROM "units_unitversion"' in q["sql"] and '"legal_basis"' in q["sql"]
    ]
    assert read
    assert all(" IN (" in sql for sql in read)


def test_a_plan_with_its_tasks_and_money(key, root):
    make.plan(root, activities=[{"amounts": {2026: 120}}], objectives=[{"target": make.target()}])

    assert call(key, "/plans").json()["items"][0]["code"] == "ke-hoach-2026"
    task = call(key, "/plans/ke-hoach-2026/tasks").json()["items"][0]
    money = call(key, "/plans/ke-hoach-2026/activities").json()["items"][0]["money"]
    goal = call(key, "/plans/ke-hoach-2026/objectives").json()["items"][0]
    assert (task["percent"], task["state"]) == (0, "regular")
    assert money["estimate"] == {"2026": 120.0}
    assert (goal["target"]["value"], goal["light"]) == (90.0, "none")


def test_drafts_and_unknown_plans_are_404(key, root):
    make.plan(root, code="du-thao", published=False)

    assert call(key, "/plans/du-thao").status_code == 404
    assert call(key, "/plans/khong-co").status_code == 404


def test_an_assignment_is_given_and_a_contradiction_refused(key, root):
    unit = UnitFactory(parent=root)
    body = {
        "title": "Rà soát",
        "unit_id": str(unit.pk),
        "giver_unit_id": str(root.pk),
        "due_on": "2030-12-31",
    }
    headers = {"X-API-Key": key}

    made = Client().post("/api/v1/assignments", json.dumps(body), "application/json", headers=headers)
    wrong = Client().post(
        "/api/v1/assignments", json.dumps(body | {"regular": True}), "application/json", headers=headers
    )

    assert (made.status_code, wrong.status_code) == (201, 409)
    assert Assignment.objects.get().title == "Rà soát"
    assert call(key, f"/assignments/{made.json()['id']}").json()["title"] == "Rà soát"


def test_a_value_that_does_not_fit_is_told_in_vietnamese_with_its_field(key, root):
    day = call(key, "/units", on="hôm qua")
    body = Client().post(
        "/api/v1/assignments", json.dumps({"title": "x"}), "application/json", headers={"X-API-Key": key}
    )
    nonsense = Client().post(
        "/api/v1/assignments", "không phải JSON", "application/json", headers={"X-API-Key": key}
    )

    assert (day.status_code, body.status_code, nonsense.status_code) == (422, 422, 400)
    assert day.json()["message"] == "Giá trị của “on” thiếu hoặc không đúng kiểu."
    assert body.json()["field"].endswith("unit_id")
    assert nonsense.json()["message"] == "Không đọc được nội dung gửi; nội dung phải là JSON."
    assert not Assignment.objects.exists()


def test_what_one_may_not_see_is_404_and_a_missing_function_403(root):
    actor = actor_as("focal_officer", UnitFactory(parent=root))
    client = Client()
    from caicach.organisation.access.models import User  # deferred: after apps are ready

    client.force_login(User.objects.get(pk=actor.user_id))
    other = UnitFactory(parent=root)
    make.plan(other, code="cua-noi-khac")

    assert client.get("/api/v1/plans/cua-noi-khac").status_code == 404
    body = {"title": "x", "unit_id": str(other.pk), "giver_unit_id": str(other.pk), "regular": True}
    answer = client.post("/api/v1/assignments", json.dumps(body), "application/json")
    assert answer.status_code in (403, 409)
    assert not Assignment.objects.exists()


@pytest.fixture
def kept_connection():
    """Calls through WSGI keep the test's own connection, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_answer_is_as_described_whether_the_request_fits_or_not(key, root, kept_connection):
    from caicach.foundation.running.wsgi import application  # deferred: after apps are ready

    make.plan(root)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    tried: set[tuple[str, object]] = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in schemathesis.GenerationMode:

            @settings(max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck))
            @given(case=operation.as_strategy(generation_mode=mode))
            def holds(case):
                response = case.call(headers={"X-API-Key": key})
                assert response.status_code < 500, (case.as_curl_command(), response.text)
                case.validate_response(response, checks=AS_DESCRIBED)

            try:
                holds()
            except Unsatisfiable:  # every text fits: nothing about this operation can be wrong
                assert mode is schemathesis.GenerationMode.NEGATIVE
            else:
                tried.add((operation.label, mode))

    assert len({label for label, mode in tried if mode is schemathesis.GenerationMode.POSITIVE}) == 12
    assert {m for _, m in tried} == set(schemathesis.GenerationMode)


def test_the_description_is_openapi_3_1(key):
    described = call(key, "/openapi.json").json()

    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == {
        "/api/v1/units", "/api/v1/units/{code}", "/api/v1/plans", "/api/v1/plans/{code}",
        "/api/v1/plans/{code}/objectives", "/api/v1/plans/{code}/tasks", "/api/v1/plans/{code}/activities",
        "/api/v1/assignments", "/api/v1/assignments/{id}", "/api/v1/measures", "/api/v1/measures/{key}",
    }  # fmt: skip
