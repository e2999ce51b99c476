"""A PostgreSQL server of its own, made for one test and thrown away; it asks for a password.

PostgreSQL does not run as root: then it runs as the system's user `postgres`, else `nobody`.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from caicach.foundation.kernel import embedded

PASSWORD = "mat-khau-cua-may-chu"
PROGRAMS = ("initdb", "pg_ctl", "pg_basebackup")
IS_ROOT = os.getuid() == 0


class Cluster:
    """The folder of a server (`data`), what belongs beside it (`place`), and its programs (`bin`)."""

    def __init__(self, place: Path, bin: Path) -> None:
        self.place, self.bin = place, bin
        self.data = place / "data"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        (place / "password").write_text(PASSWORD)
        own(place)

    def url(self, database: str = "postgres", *, password: str = PASSWORD) -> str:
        """How `DATABASE_URL` names a database of it."""
        return f"postgres://caicach:{password}@127.0.0.1:{self.port}/{database}"

    def make(self, **settings: str) -> None:
        """An empty cluster with these settings."""
        self.call("initdb", "-D", self.data, "-U", "caicach", "-A", "scram-sha-256", "--no-sync",
                  f"--pwfile={self.place / 'password'}", "-E", "UTF8", "--locale=C.UTF-8")  # fmt: skip
        self.set(port=str(self.port), listen_addresses="127.0.0.1", unix_socket_directories="", **settings)

    def set(self, **settings: str) -> None:
        """Settings of the next start; those written last win."""
        lines = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(lines)

    def start(self) -> None:
        self.call("pg_ctl", "start", "-w", "-t", "60", "-D", self.data, "-l", self.place / "log")

    def stop(self, mode: str = "fast") -> None:
        self.call("pg_ctl", "stop", "-w", "-D", self.data, "-m", mode)

    def call(self, program: str, *options: object) -> None:
        """One of its programs, as its user; failure fails the test with what was said."""
        done = subprocess.run(
            [*as_owner(), self.bin / program, *map(str, options)],
            env={"PATH": os.environ["PATH"], "PGPASSWORD": PASSWORD, "LC_ALL": "C.UTF-8"}, cwd=self.place,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        if done.returncode:
            log = self.place / "log"
            said = log.read_text()[-2000:] if log.exists() else ""
            raise AssertionError(f"{program}: {done.stdout}{done.stderr}{said}")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """An empty place for one; needs a user other than root, or as root one named `postgres` or `nobody`."""
    place = Path(tempfile.mkdtemp(prefix="caicach-cluster-"))
    place.chmod(0o755)
    bin = next((folder for folder in _folders() if _usable(folder)), None) or _copied(place)
    made = Cluster(place, bin)
    try:
        yield made
    finally:
        if (made.data / "postmaster.pid").exists():
            made.stop("immediate")
        shutil.rmtree(place, ignore_errors=True)


def own(place: Path) -> None:
    """Make a folder, with all in it, the server's user's."""
    if account := _account() if IS_ROOT else None:
        for found in (place, *place.rglob("*")):
            os.chown(found, account.pw_uid, account.pw_gid, follow_symlinks=False)


def as_owner() -> tuple[str, ...]:
    account = _account() if IS_ROOT else None
    return (
        ("setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups")
        if account
        else ()
    )


def _account() -> pwd.struct_passwd | None:
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    return accounts.get("postgres") or accounts.get("nobody")


def _folders() -> Iterator[Path]:
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    yield from reversed(embedded.tool_folders())


def _copied(place: Path) -> Path:
    """The programs of the embedded server, where the server's user may run them: a checkout of root is closed to it."""
    bin = embedded.tool_folders()[-1]
    wheel, copies = bin.parent.parent, place / "programs"
    shutil.copytree(bin.parent, copies / wheel.name / bin.parent.name)
    shutil.copytree(f"{wheel}.libs", copies / f"{wheel.name}.libs")  # the programs look for them there
    own(place)
    return copies / wheel.name / bin.parent.name / "bin"


def _usable(folder: Path) -> bool:
    """Whether all programs are there and may be run by the server's user."""
    asked = [[*as_owner(), folder / program, "--version"] for program in PROGRAMS]
    return all((folder / program).exists() for program in PROGRAMS) and all(
        subprocess.run(one, capture_output=True, check=False).returncode == 0 for one in asked
    )
