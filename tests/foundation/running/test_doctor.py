"""`caicach doctor` names what is wrong and what to do, from outside: exit code, and JSON alone on stdout."""

import json

import psycopg
import pytest
from django.db import connection

from caicach.foundation.running import health
from tests.foundation.running.cluster import cluster
from tests.foundation.running.installation import Installation


@pytest.fixture(scope="module")
def server():
    """A server with an empty database `trong`."""
    with cluster() as made:
        made.make(fsync="off")
        made.start()
        with psycopg.connect(made.url(), autocommit=True) as administrator:
            administrator.execute("CREATE DATABASE trong ENCODING 'UTF8'")
        yield made


def told(home, url: str) -> tuple[int, dict[str, tuple[str, str, str]]]:
    """Exit code and checks as (status, message, what to do)."""
    done = Installation(home, url).run("doctor", "--json", check=False)
    return done.returncode, {name: tuple(check.values()) for name, check in json.loads(done.stdout).items()}


def test_a_database_without_tables_is_well_itself_and_waits_for_the_setup(server, tmp_path):
    code, checks = told(tmp_path / "home", server.url("trong"))

    missing = ("fail", "Cơ sở dữ liệu chưa có bảng nào.", "Chạy `caicach setup`.")
    assert code == 1
    assert (checks["database"][0], checks["clock"][0], checks["disk"][0]) == ("ok",) * 3
    assert checks["migrations"] == missing
    assert checks["workers"] == (
        "fail", "Không kiểm tra được vì cơ sở dữ liệu chưa có bảng.", "Chạy `caicach setup`.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "message", "todo"),
    [
        ({"password": "sai"}, "Máy chủ từ chối tên hoặc mật khẩu", "tên và mật khẩu trong DATABASE_URL"),
        ({"database": "khong-co"}, "Chưa có cơ sở dữ liệu này trên máy chủ", "createdb"),
        ({"away": True}, "Cơ sở dữ liệu không trả lời", "máy chủ PostgreSQL đang chạy"),
    ],
)
def test_a_server_that_lets_nobody_in_is_told_by_its_reason(server, tmp_path, change, message, todo):
    away = change.pop("away", False)
    url = server.url(**{"database": "trong"} | change)

    code, checks = told(tmp_path / "home", url.replace(f":{server.port}/", ":9/") if away else url)

    assert code == 1
    assert checks["database"][0] == "fail"
    assert (message in checks["database"][1], todo in checks["database"][2]) == (True, True), checks[
        "database"
    ]
    assert {checks[name] for name in ("migrations", "workers", "clock", "archiving")} == {
        ("fail", "Không kiểm tra được: xem mục cơ sở dữ liệu.", checks["database"][2])
    }
    assert (checks["disk"][0], checks["mail"][0]) == ("ok", "warn")


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("DATABASE_URL", "mysql://ten:mat-khau@may/caicach", "DATABASE_URL không đúng dạng"),
        ("CAICACH_HOME", "/proc/khong-ghi-duoc", "Không ghi được vào /proc/khong-ghi-duoc"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_in_words(tmp_path, variable, value, words):
    installation = Installation(tmp_path / "home")
    installation.environment[variable] = value

    done = installation.run("doctor", "--json", check=False)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(words)
    assert ("Traceback" in done.stderr, "mat-khau" in done.stderr) == (False, False)


@pytest.mark.django_db
def test_pending_migrations_are_counted_and_named():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'records'")

    check = health.migrations()

    assert (check.status, check.what_to_do) == ("fail", "Chạy `caicach setup`.")
    assert check.message.startswith("Còn ")
    assert "records.0001_initial" in check.message


@pytest.mark.parametrize("place", ["/proc/khong-ghi-duoc", "/dev/null/tep"])
def test_a_folder_that_cannot_be_written_to_is_a_failure(settings, place):
    settings.FILES_ROOT = place

    check = health.disk()

    assert check.status == "fail"
    assert f"Không ghi được vào {place}" in check.message
    assert "quyền" in check.what_to_do
