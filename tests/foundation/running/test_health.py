"""Health: what is well, what is not, and what to do; pages of the machine room; the database away."""

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import RequestFactory

from caicach.cli import main
from caicach.foundation.running import health
from caicach.foundation.running.logs import JsonLines, PlainLines
from caicach.foundation.running.timing import BUCKETS, _timing, as_text, forget_ended_processes, timings
from caicach.foundation.running.views import failed
from tests.factories.units import UnitFactory


@pytest.fixture
def admin(client_of):
    return client_of(role="administrator", unit=UnitFactory())


@pytest.mark.django_db
def test_the_doctor_looks_at_eight_things_and_says_what_to_do(capsys):
    code = main(["doctor", "--json"])

    checks = json.loads(capsys.readouterr().out)
    assert list(checks) == [
        "database", "migrations", "workers", "disk", "mail", "clock", "stamps", "archiving",
    ]  # fmt: skip
    assert {check["status"] for check in checks.values()} <= {"ok", "warn", "fail"}
    assert (checks["database"]["status"], checks["migrations"]["status"], checks["clock"]["status"]) == (
        "ok",
    ) * 3
    assert (checks["workers"]["status"], checks["workers"]["what_to_do"]) == (
        "warn",
        "Chạy `caicach worker` (dịch vụ systemd caicach-worker).",
    )
    assert code == int(any(check["status"] == "fail" for check in checks.values()))


@pytest.mark.django_db
def test_a_worker_that_beats_is_well_and_one_that_stopped_is_not():
    beat = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second')"
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute(beat, [120])
    stopped = health.workers()
    with connection.cursor() as cursor:
        cursor.execute(beat, [5])

    assert (stopped.status, health.workers().status) == ("warn", "ok")


@pytest.mark.django_db
def test_work_that_waits_while_nobody_carries_it_out_is_a_failure():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'test.late', 'todo')"
        )
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '1 hour'")

    assert health.workers().status == "fail"


@pytest.mark.django_db
def test_failed_and_late_jobs_are_a_warning():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
        cursor.execute(
            """WITH j AS (INSERT INTO procrastinate_jobs (queue_name, task_name, status)
               VALUES ('default', 'test.late', 'todo') RETURNING id)
               UPDATE procrastinate_events SET at = now() - interval '1 hour' WHERE job_id IN (SELECT id FROM j)"""
        )
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '1 hour'")

    assert health.workers().message == "Có việc đã chờ 60 phút."


def test_mail_without_a_server_is_a_warning_and_an_unreachable_one_a_failure(settings):
    settings.EMAIL_HOST = ""
    assert health.mail().status == "warn"

    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert health.mail().status == "fail"


@pytest.mark.django_db
def test_health_is_public_and_tells_strangers_nothing_more(client):
    answer = client.get("/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_metrics_are_for_a_monitor_with_its_token_only(client, settings):
    assert client.get("/health/metrics").status_code == 404
    settings.METRICS_TOKEN = "bi-mat-cua-may-do"

    assert client.get("/health/metrics", headers={"authorization": "Bearer sai"}).status_code == 404
    answer = client.get("/health/metrics", headers={"authorization": "Bearer bi-mat-cua-may-do"})
    assert answer.status_code == 200
    assert b"caicach_request_seconds" in answer.content


def test_requests_are_counted_by_page(admin):
    before = {t.page: t.requests for t in timings()}.get("running:health", 0)

    admin.get("/health")

    assert {t.page: t.requests for t in timings()}["running:health"] == before + 1
    assert b"running:health" in as_text()


def test_the_ninety_fifth_percentile_is_the_bound_of_its_bucket():
    bounds = dict.fromkeys([*BUCKETS, float("inf")], 100.0) | {0.01: 50.0, 0.025: 94.0, 0.05: 95.0}

    timing = _timing("x", bounds, seconds=2.0, failed=1)

    assert (timing.requests, timing.mean, timing.p95, timing.failed) == (100, 0.02, 0.05, 1)


def test_the_machine_room_opens_for_administrators_only(admin, client_of):
    page = admin.get("/he-thong/")

    assert page.status_code == 200
    assert "Không có tiến trình việc nền nào đang chạy" in page.content.decode()
    assert client_of(role="focal_officer", unit=UnitFactory()).get("/he-thong/").status_code == 403


def _answer_to(error: Exception):
    try:
        raise error
    except type(error):
        return failed(RequestFactory().get("/"))


@pytest.mark.django_db
def test_a_database_that_is_away_is_said_clearly_and_asks_to_come_back():
    answer = _answer_to(OperationalError("connection refused"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "Cơ sở dữ liệu tạm thời không trả lời" in answer.content.decode()
    assert "connection refused" not in answer.content.decode()


def test_any_other_error_is_a_500_without_its_details():
    answer = _answer_to(ValueError("internal detail"))

    assert answer.status_code == 500
    assert "internal detail" not in answer.content.decode()


def _record(**extra):
    record = logging.LogRecord("caicach.request", logging.INFO, "f", 1, "GET %s", ("/",), None)
    record.created = datetime(2026, 11, 20, 9, 30, tzinfo=UTC).timestamp()
    for name, value in extra.items():
        setattr(record, name, value)
    return record


def test_a_log_line_is_one_json_object_with_its_facts():
    line = json.loads(JsonLines().format(_record(facts={"page": "audit:list", "status": 200, "ms": 12.5})))

    assert line == {
        "at": "2026-11-20T09:30:00+00:00",
        "level": "INFO",
        "logger": "caicach.request",
        "message": "GET /",
        "page": "audit:list",
        "status": 200,
        "ms": 12.5,
    }


def test_a_plain_line_has_its_facts_behind_it():
    assert PlainLines("%(message)s").format(_record(facts={"status": 200})) == "GET / status=200"


def test_secrets_are_readable_by_their_owner_only():
    key = settings.STATIC_ROOT.parent / "secret_key"

    assert key.stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_starting_a_server_forgets_ended_processes_and_keeps_running_ones(client, settings):
    client.get("/health")
    ended = Path(settings.METRICS_ROOT) / "histogram_999999999.db"
    ended.touch()

    forget_ended_processes()

    assert not ended.exists()
    assert b"running:health" in as_text()
