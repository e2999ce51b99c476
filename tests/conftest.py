"""Shared test set-up: the database marker, and a home of its own for every run."""

import hashlib
import os
import tempfile
from pathlib import Path

import hypothesis
import pytest

# a first example may import or build tables; two busy cores make single timings meaningless
hypothesis.settings.register_profile("caicach", deadline=None)
hypothesis.settings.load_profile("caicach")

# one home for each user and checkout, so that two suites do not meet in it; short, since it holds a socket
_CHECKOUT = hashlib.sha256(str(Path(__file__).parent).encode()).hexdigest()[:8]
_HOME = Path(tempfile.gettempdir()) / f"caicach-tests-{os.getuid()}-{_CHECKOUT}"
_HOME.mkdir(exist_ok=True)
os.environ.setdefault("CAICACH_HOME", str(_HOME))
os.environ["CAICACH_SLOW_QUERY_MS"] = "0"  # a busy machine must not add statements to those that tests count

_SAME_EVERYWHERE = {"test_crawl.py"}  # follows links and counts statements: no server changes those
_DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "client_of"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that use the database, so that they can be run again on another server.

    The longer proofs run only when asked for (`-m proof`).
    """
    if "proof" not in (config.option.markexpr or ""):
        items[:] = [item for item in items if not item.get_closest_marker("proof")]
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        uses_database = item.get_closest_marker("django_db") or fixtures & _DATABASE_FIXTURES
        if uses_database and item.path.name not in _SAME_EVERYWHERE:
            item.add_marker(pytest.mark.database)


@pytest.fixture
def client_of(db):
    """A signed-in test client: `client_of(user)`, or `client_of(role="focal_officer", unit=unit)` for a fresh user.

    The client's `.user` is who is signed in.
    """
    from django.test import Client  # deferred: needs the settings

    from tests.factories.access import user_as  # deferred: needs the app registry

    def client(user=None, *, role: str = "", unit=None, **grant) -> Client:
        signed_in = Client()
        signed_in.user = user or user_as(role, unit, **grant)
        signed_in.force_login(signed_in.user)
        return signed_in

    return client


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What a process remembers of one database is forgotten with the next test's."""
    from django.core.cache import caches  # deferred: needs the settings

    caches["process"].clear()
