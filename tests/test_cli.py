"""The root of the command line: whose database a command gets, and how it ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from caicach.foundation.kernel.home import name_of_database

ELSEWHERE = "postgres://nobody@127.0.0.1:1/in-use"
ASK = """
import sys
from caicach.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
from django.conf import settings
print(settings.DATABASE_URL)
"""
LISTING = ("measures", "list", "--json")  # an answer that needs no database
WITHOUT_A_DATABASE = {**os.environ, "DATABASE_URL": ELSEWHERE}


def database_of(*command: str) -> str:
    """The DATABASE_URL that a command works with, called where the environment names one."""
    environment = {**os.environ, "DATABASE_URL": ELSEWHERE}
    asked = subprocess.run(
        [sys.executable, "-c", ASK, *command], env=environment, capture_output=True, text=True, check=True
    )
    return asked.stdout.splitlines()[-1]


def test_the_demo_never_touches_the_database_of_the_environment_and_all_others_use_it() -> None:
    assert database_of("demo", "--help") == ""
    assert database_of("setup", "--help") == ELSEWHERE


def test_a_database_that_does_not_answer_is_said_on_standard_error_with_exit_code_one() -> None:
    environment = {**os.environ, "DATABASE_URL": ELSEWHERE}
    done = subprocess.run(
        [sys.executable, "-m", "caicach.cli", "plans", "check", "lao-cai-2022", "--json"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Không kết nối được cơ sở dữ liệu")


def test_a_reader_that_goes_away_early_ends_the_command_without_a_word() -> None:
    reading, writing = os.pipe()
    os.close(reading)

    with os.fdopen(writing, "w") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "caicach.cli", *LISTING],
            stdout=gone, stderr=subprocess.PIPE, text=True, check=False, env=WITHOUT_A_DATABASE,
        )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")


def test_answers_are_utf8_whatever_the_terminal_says() -> None:
    environment = {**WITHOUT_A_DATABASE, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}

    done = subprocess.run(
        [sys.executable, "-m", "caicach.cli", *LISTING], env=environment, capture_output=True, check=True
    )

    assert "Nhiệm vụ được giao" in done.stdout.decode("utf-8")


def roots_of(home: Path, database_url: str) -> str:
    """Where an installation exports the roots of its log."""
    environment = {**os.environ, "CAICACH_HOME": str(home), "DATABASE_URL": database_url}
    environment.pop("CAICACH_AUDIT_EXPORT", None)
    program = "import caicach.settings as s; print(s.AUDIT_EXPORT)"
    asked = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    return Path(asked.stdout.strip()).relative_to(home).as_posix()


def test_every_database_of_a_home_has_its_own_file_of_roots(tmp_path) -> None:
    assert roots_of(tmp_path, "") == "audit/roots.jsonl"
    assert roots_of(tmp_path, "postgres://a@127.0.0.1:5432/thu") == "audit/local-5432-thu/roots.jsonl"


@pytest.mark.parametrize(
    ("database_url", "expected"),
    [
        ("postgres://a:secret@127.0.0.1:5432/tinh", "local-5432-tinh"),
        ("postgres://b@localhost/tinh", "local-5432-tinh"),
        ("postgres://a@db.tinh.vn:6432/tinh", "db.tinh.vn-6432-tinh"),
        ("postgres:///tinh?host=/run/postgresql", "_run_postgresql-5432-tinh"),
        ("postgres://a@db/..%2F..%2Ftinh", "db-5432-.._.._tinh"),
    ],
)
def test_a_database_is_named_by_its_server_and_name_and_never_by_its_password(database_url, expected) -> None:
    assert name_of_database(conninfo_to_dict(database_url)) == expected
