"""Recovery to a point in time, by PostgreSQL's own means and as docs/how-to/backup-and-restore.md tells it."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from datetime import datetime

import psycopg
import pytest
from psycopg import sql

from caicach.foundation.kernel.home import CHECKOUT
from tests.foundation.running.cluster import Cluster, cluster, own
from tests.foundation.running.installation import Installation

ROLES = "/quan-tri/vai-tro/them/"
CHAPTER = (CHECKOUT / "docs" / "how-to" / "backup-and-restore.md").read_text()


def told_settings(first: str, server: Cluster) -> dict[str, str]:
    """The settings of the chapter's block that begins with `first`, for this server's archive."""
    block = CHAPTER.partition(f"```\n{first} =")[2].partition("```")[0]
    settings = re.findall(r"^(\w+) = '?(.*?)'?$", f"{first} ={block}", re.MULTILINE)
    return {name: value.replace("/srv/wal", str(server.place / "archive")) for name, value in settings}


@pytest.fixture
def archiving() -> Iterator[Cluster]:
    """A server that archives its WAL into `archive`, with an empty database `caicach`."""
    with cluster() as server:
        archive = server.place / "archive"
        archive.mkdir()
        own(server.place)
        server.make(**told_settings("wal_level", server))
        server.start()
        with psycopg.connect(server.url(), autocommit=True) as administrator:
            administrator.execute("CREATE DATABASE caicach ENCODING 'UTF8'")
        yield server


def ask(server: Cluster, query: str, *values: object):
    with psycopg.connect(server.url("caicach"), autocommit=True) as connection:
        return connection.execute(query, values).fetchone()[0]


def until(condition) -> None:
    for _ in range(300):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to pass within 30 seconds")


def archived(server: Cluster) -> None:
    """Everything written so far is in the archive."""
    last = ask(server, "SELECT pg_walfile_name(pg_switch_wal())")
    until((server.place / "archive" / last).exists)


def contents(server: Cluster) -> dict[str, str]:
    """A hash of the rows of every table."""
    with psycopg.connect(server.url("caicach"), autocommit=True) as connection:
        names = [
            row[0]
            for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        rows = sql.SQL("SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {} t")
        return {
            name: connection.execute(rows.format(sql.Identifier(name))).fetchone()[0]
            for name in sorted(names)
        }


def told(installation: Installation) -> tuple[str, str]:
    """What the doctor says of archiving."""
    check = json.loads(installation.run("doctor", "--json", check=False).stdout)["archiving"]
    return check["status"], check["message"]


def test_the_doctor_tells_whether_wal_is_archived_and_when_that_fails(archiving, tmp_path):
    installation = Installation(tmp_path / "home", archiving.url("caicach"))
    archived(archiving)
    well = told(installation)

    with psycopg.connect(archiving.url(), autocommit=True) as administrator:
        administrator.execute("ALTER SYSTEM SET archive_command = 'false'")
        administrator.execute("SELECT pg_reload_conf()")
    archiving_failed = "SELECT coalesce(last_failed_time > last_archived_time, false) FROM pg_stat_archiver"
    ask(archiving, "SELECT pg_create_restore_point('x')::text")
    ask(archiving, "SELECT pg_switch_wal()::text")
    until(lambda: ask(archiving, archiving_failed))

    assert (well[0], well[1].startswith("Máy chủ lưu trữ WAL, tệp gần nhất ")) == ("ok", True)
    status, message = told(installation)
    assert (status, message.startswith("Lưu trữ WAL đang lỗi: không chép được 0000")) == ("warn", True)


@pytest.mark.proof
def test_the_state_before_a_mishap_comes_back_to_the_row_and_the_log_is_unbroken(archiving, tmp_path):
    installation = Installation(tmp_path / "home", archiving.url("caicach"))
    installation.start_for_another_province()
    archiving.call(
        "pg_basebackup", "-d", archiving.url(), "-D", archiving.place / "base", "-c", "fast", "-X", "stream"
    )
    with installation.served() as served:
        where = served.visitor().post(
            ROLES, code="truoc-su-co", name="Vai trò trước sự cố", codes=["units.view"]
        )
    assert ROLES not in where
    stored = installation.home / "files" / "ab" / "abcd"
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"tai lieu kiem chung")
    installation.run("audit", "root")
    files_kept = shutil.copytree(installation.home / "files", tmp_path / "files-kept")
    before = contents(archiving)
    moment: datetime = ask(archiving, "SELECT clock_timestamp()")
    time.sleep(0.01)

    with psycopg.connect(archiving.url("caicach"), autocommit=True) as careless:
        careless.execute("DROP SCHEMA public CASCADE")
    stored.unlink()
    archived(archiving)
    recover(archiving, moment)
    shutil.copytree(files_kept, installation.home / "files", dirs_exist_ok=True)

    assert contents(archiving) == before
    assert ask(archiving, "SELECT count(*) FROM access_role WHERE code = 'truoc-su-co'") == 1
    told = installation.answer("audit", "verify", "--json")
    assert (told["broken"], told["roots"] > 0) == ([], True)
    assert stored.read_bytes() == b"tai lieu kiem chung"
    assert installation.answer("doctor", "--json")["database"]["status"] == "ok"


def recover(server: Cluster, moment: datetime) -> None:
    """Put the base backup in place, have the archive replayed up to the moment, and open the database."""
    server.stop()
    server.data.rename(server.place / "data-after-the-mishap")
    shutil.copytree(server.place / "base", server.data)
    server.data.chmod(0o700)
    (server.data / "recovery.signal").touch()
    server.set(**told_settings("restore_command", server) | {"recovery_target_time": moment.isoformat()})
    own(server.place)
    server.start()
    until(lambda: not ask(server, "SELECT pg_is_in_recovery()"))
