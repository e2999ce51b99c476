"""Power cuts: what was acknowledged is there, and nothing is there by half."""

import signal
import threading
import urllib.error
import urllib.request

import pytest

from tests.foundation.running.installation import Installation, Served

WRITES = 200
KILL_AFTER = 60  # acknowledged writes
PATH = "/quan-tri/vai-tro/them/"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """An installation on the embedded server, made once for all tests here."""
    installation = Installation(tmp_path_factory.mktemp("crash"))
    installation.start_for_another_province()
    return installation


def write_until_cut(served: Served, prefix: str, cut) -> set[str]:
    """Four people make 200 roles in all; after 60 acknowledgements `cut` is called. The acknowledged codes."""
    acknowledged: list[str] = []
    reached = threading.Event()

    def write(person: int) -> None:
        visitor = served.visitor()
        for number in range(person, WRITES, 4):
            code = f"{prefix}-{number}"
            try:
                where = visitor.post(
                    PATH, code=code, name=f"Vai trò {code}", codes=["units.view", "audit.view"]
                )
            except OSError:
                return
            if PATH not in where:
                acknowledged.append(code)
            if len(acknowledged) >= KILL_AFTER:
                reached.set()

    people = [threading.Thread(target=write, args=(person,)) for person in range(4)]
    for person in people:
        person.start()
    assert reached.wait(timeout=120), f"only {len(acknowledged)} writes were acknowledged"
    cut()
    for person in people:
        person.join()
    return set(acknowledged)


def made(installation: Installation, prefix: str) -> tuple[set[str], dict[str, int]]:
    """The roles that are there, and how many events of their making each has."""
    roles = {
        code for (code,) in installation.rows(f"SELECT code FROM access_role WHERE code LIKE '{prefix}-%'")
    }
    events = installation.rows(
        f"""SELECT r.code, count(e.id) FROM access_role r LEFT JOIN audit_event e
            ON e.object_id = r.id AND e.kind = 'access.role_created' WHERE r.code LIKE '{prefix}-%' GROUP BY 1"""
    )
    return roles, dict(events)


def assert_whole(installation: Installation, prefix: str, acknowledged: set[str]) -> None:
    roles, events = made(installation, prefix)
    assert acknowledged <= roles
    assert set(events.values()) == {1}
    orphans = installation.rows(
        """SELECT count(*) FROM audit_event e WHERE e.kind = 'access.role_created'
           AND NOT EXISTS (SELECT 1 FROM access_role r WHERE r.id = e.object_id)"""
    )
    assert orphans == [[0]]
    assert installation.answer("audit", "verify", "--json")["broken"] == []


def test_every_acknowledged_write_survives_the_death_of_the_web_server(prepared):
    with prepared.served() as served:
        acknowledged = write_until_cut(served, "web", lambda: served.kill(signal.SIGKILL))

    assert KILL_AFTER <= len(acknowledged) < WRITES
    assert_whole(prepared, "web", acknowledged)


def test_every_acknowledged_write_survives_the_death_of_the_database(prepared):
    with prepared.served() as served:
        acknowledged = write_until_cut(served, "database", prepared.kill_database)
        with pytest.raises(urllib.error.HTTPError) as told:
            urllib.request.urlopen(f"{served.url}/tai-khoan/dang-nhap/", timeout=20)

    assert told.value.code == 503
    assert "Cơ sở dữ liệu tạm thời không trả lời" in told.value.read().decode()
    assert KILL_AFTER <= len(acknowledged) < WRITES
    assert_whole(prepared, "database", acknowledged)
