"""Users without any rights set up a fresh checkout, and two of them run the demo side by side on one machine.

Only root can be two users: for anybody else it is proven for them alone.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from caicach.foundation.kernel.home import CHECKOUT
from tests.foundation.running.installation import Installation

pytestmark = pytest.mark.proof

IS_ROOT = os.getuid() == 0
USERS = (
    ("nobody", "daemon") if IS_ROOT else (pwd.getpwuid(os.getuid()).pw_name,)
)  # every Debian has those two
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "var", "node_modules", "__pycache__", ".*_cache")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user may look into."""
    place = Path(tempfile.mkdtemp(prefix="two-"))
    place.chmod(0o755)
    yield place
    for home in place.iterdir():
        if (home / "postgres" / "postmaster.pid").exists():  # runuser gives its command two seconds to end
            os.kill(database_process(home), signal.SIGINT)
    shutil.rmtree(place, ignore_errors=True)


def give(path: Path, user: str) -> Path:
    """Make a folder, with all in it, the user's."""
    account = pwd.getpwnam(user)
    for found in (path, *path.rglob("*")):
        os.chown(found, account.pw_uid, account.pw_gid, follow_symlinks=False)
    return path


def as_user(user: str, home: Path) -> tuple[str, ...]:
    """What stands before a command that the user is to run with a home of their own."""
    unset = ("DATABASE_URL", "CAICACH_HOME", "PYTHONPATH", "XDG_RUNTIME_DIR", "DJANGO_SETTINGS_MODULE")
    change = ("runuser", "-u", user, "--") if IS_ROOT else ()
    return (*change, "env", *(f"-u{name}" for name in unset), f"HOME={home}")


def owner(path: Path) -> str:
    return pwd.getpwuid(path.stat().st_uid).pw_name


def database_process(home: Path) -> int:
    return int((home / "postgres" / "postmaster.pid").read_text().split()[0])


def test_two_users_run_their_demo_side_by_side_from_a_checkout_that_one_of_them_set_up(place):
    homes = {user: place / user for user in USERS}
    for user, home in homes.items():
        home.mkdir(mode=0o700)
        give(home, user)
    checkout = shutil.copytree(CHECKOUT, place / "checkout", ignore=NOT_COPIED)
    give(checkout, USERS[0])

    done = subprocess.run(
        [*as_user(USERS[0], homes[USERS[0]]), "make", "setup"],
        cwd=checkout, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    installations = [
        Installation(
            home, command=(*as_user(user, home), f"CAICACH_HOME={home}", f"{checkout}/.venv/bin/caicach")
        )
        for user, home in homes.items()
    ]
    with ExitStack() as running:
        addresses = {running.enter_context(one.served("demo")).url for one in installations}
        servers = {user: database_process(home) for user, home in homes.items()}

        assert len(addresses) == len(set(servers.values())) == len(USERS)
        assert {user: owner(Path(f"/proc/{process}")) for user, process in servers.items()} == {
            user: user for user in USERS
        }
        for user, home in homes.items():
            assert (owner(home / "run"), (home / "run").stat().st_mode & 0o777) == (user, 0o700)
            assert (owner(home / "secret_key"), (home / "secret_key").stat().st_mode & 0o777) == (user, 0o600)
