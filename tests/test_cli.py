"""The root of the command line: whose database a command gets, and how it ends."""

import os
import subprocess
import sys

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
