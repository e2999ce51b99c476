"""The `pg_dump` and `pg_restore` of this machine: those of the wheel and those that are installed."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import connection

from caicach.foundation.kernel import embedded
from caicach.foundation.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Tools:
    """A folder with both programs, and their version."""

    folder: Path
    major: int
    version: str


def server_version() -> int:
    """The major version of the server."""
    connection.ensure_connection()
    return int(connection.pg_version // 10000)


@cache
def installed() -> tuple[Tools, ...]:
    """All tools here; those of the system before those of the wheel."""
    found = [tools for folder in _folders() if (tools := _tools_in(folder))]
    return tuple(found)


def _folders() -> Iterator[Path]:
    if on_path := shutil.which("pg_dump"):
        yield Path(on_path).parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    yield from embedded.tool_folders()


def _tools_in(folder: Path) -> Tools | None:
    if not ((folder / "pg_dump").exists() and (folder / "pg_restore").exists()):
        return None
    told = subprocess.run(
        [folder / "pg_dump", "--version"], capture_output=True, text=True, check=False
    ).stdout
    number = re.search(r"(\d+)(\.\d+)?", told)
    return Tools(folder, int(number[1]), number[0]) if number else None


def tools_of_major(major: int, among: Sequence[Tools] | None = None) -> Tools | None:
    """The tools of exactly this major version, of those here."""
    here = installed() if among is None else among
    return next((tools for tools in here if tools.major == major), None)


def tools_for(server: int, among: Sequence[Tools] | None = None) -> Tools:
    """The oldest tools here that are at least as new as the server. Refused when there are none."""
    here = installed() if among is None else among
    able = sorted((tools for tools in here if tools.major >= server), key=lambda tools: tools.major)
    if not able:
        raise Refused(
            f"Máy chủ là PostgreSQL {server} mà pg_dump ở đây cũ hơn. Hãy cài gói postgresql-client-{server}."
        )
    return able[0]


def _environment() -> dict[str, str]:
    where = connection.get_connection_params()
    names = {
        "PGHOST": "host",
        "PGPORT": "port",
        "PGUSER": "user",
        "PGPASSWORD": "password",
        "PGDATABASE": "dbname",
    }
    names |= {"PGSSLMODE": "sslmode", "PGSSLROOTCERT": "sslrootcert"}
    given = {name: str(where[key]) for name, key in names.items() if where.get(key)}
    return {**os.environ, **given}


def dump(tools: Tools, *, into: Path) -> None:
    """Write the whole database, as of one moment. Refused with pg_dump's own words when it fails."""
    _run(tools.folder / "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={into}")


def load(tools: Tools, dumped: Path) -> None:
    """Fill the empty database from a dump, all or nothing. Refused with pg_restore's own words when it fails."""
    database = connection.get_connection_params()["dbname"]
    connection.close()
    options = (
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        f"--dbname={database}",
    )
    _run(tools.folder / "pg_restore", *options, str(dumped))


def _run(program: Path, *options: str) -> None:
    done = subprocess.run(
        [program, *options], env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refused(f"{program.name} không thành công: {done.stderr.strip()[-1000:]}")
