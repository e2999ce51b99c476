"""`caicach`: the command line. stdout carries the answer alone, in UTF-8; messages go to stderr.

Exit codes: 0 done, 1 refused (with the reason), 2 wrong usage. Every app adds its commands in
`management/cli.py` with `register(subparsers)`; a command is a function of the parsed arguments that returns the
answer (printed as JSON) or None.
"""

import argparse
import io
import json
import os
import sys
from importlib import import_module
from importlib.util import find_spec

_APPS = [
    "caicach.foundation.kernel",
    "caicach.foundation.ui",
    "caicach.foundation.jobs",
    "caicach.foundation.audit",
    "caicach.foundation.worktime",
    "caicach.foundation.measures",
    "caicach.foundation.search",
    "caicach.foundation.running",
    "caicach.organisation.units",
    "caicach.organisation.access",
    "caicach.steering.plans",
    "caicach.sites.workspace",
]


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    _speak_utf8()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caicach.settings")
    if (arguments or sys.argv[1:])[:1] == ["demo"]:  # the demo never touches a database that is in use
        os.environ.pop("DATABASE_URL", None)
    if problem := _set_up():
        print(problem, file=sys.stderr)
        return 1
    from django.db.utils import OperationalError, ProgrammingError  # deferred: see above
    from psycopg.errors import UndefinedTable  # deferred: see above

    from caicach.foundation.kernel.errors import Refused  # deferred: see above

    parsed = parser().parse_args(arguments)
    try:
        answer = parsed.run(parsed)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    except OperationalError as error:
        print(f"Không kết nối được cơ sở dữ liệu: {error}".strip(), file=sys.stderr)
        return 1
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable):
            raise
        print("Cơ sở dữ liệu chưa có bảng. Hãy chạy `caicach setup` trước.", file=sys.stderr)
        return 1
    if isinstance(answer, int) and not isinstance(answer, bool):
        return answer
    if answer is not None:
        _print(answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False, indent=1))
    return getattr(parsed, "exit_code", 0)


def _print(answer: str) -> None:
    """The answer on standard output; a reader that has seen enough (`| head`) is no error."""
    try:
        print(answer, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to flush at the end


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


def _set_up() -> str:
    """Read the settings and set Django up; why they cannot be used, "" when they can."""
    import django  # deferred: after the environment is set
    import psycopg  # deferred: see above

    try:
        django.setup()
    except psycopg.ProgrammingError:  # of DATABASE_URL; its own words would show the password
        return "DATABASE_URL không đúng dạng postgres://TÊN:MẬT_KHẨU@MÁY/CƠ_SỞ_DỮ_LIỆU."
    except OSError as error:
        return f"Không ghi được vào {error.filename} ({error.strerror}). Kiểm tra CAICACH_HOME."
    return ""


def _has_commands(app: str) -> bool:
    return bool(find_spec(f"{app}.management") and find_spec(f"{app}.management.cli"))


def parser() -> argparse.ArgumentParser:
    """The whole command line; Django must be set up."""
    root = argparse.ArgumentParser(prog="caicach", description="Nền tảng cải cách hành chính")
    subparsers = root.add_subparsers(required=True, metavar="COMMAND")
    for app in _APPS:
        if _has_commands(app):
            import_module(f"{app}.management.cli").register(subparsers)
    return root


if __name__ == "__main__":
    sys.exit(main())
