"""Backup and restore on the server of this run: embedded, or the one that DATABASE_URL names."""

import io
import json
import tarfile
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.running.postgres_tools import Tools, tools_for, tools_of_major
from tests.foundation.running.installation import Installation

pytestmark = pytest.mark.database

QUESTIONS = [
    ("units", "tree", "--on", "2025-06-30", "--json"),
    ("units", "tree", "--on", "2026-11-22", "--json"),
    ("plans", "check", "lao-cai-2021-2025", "--json"),
    ("worktime", "due", "--start", "2026-02-12T09:00", "--amount", "3", "--unit", "working_days", "--json"),
    ("audit", "verify", "--json"),
]


def server() -> str:
    """The server of this run; "" is the embedded one."""
    return settings.DATABASE_URL


@pytest.fixture(scope="module")
def new(tmp_path_factory):
    """Makes empty installations; their databases are dropped afterwards."""
    made = []

    def installation() -> Installation:
        home = tmp_path_factory.mktemp("installation")
        if not server():
            return Installation(home)
        name = f"caicach_archive_{uuid4().hex[:12]}"
        with psycopg.connect(_maintenance(), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
            )
        made.append(name)
        return Installation(home, make_conninfo(server(), dbname=name))

    yield installation
    for name in made:
        with psycopg.connect(_maintenance(), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _maintenance() -> str:
    return make_conninfo(**{**conninfo_to_dict(server()), "dbname": "postgres"})


@pytest.fixture(scope="module")
def original(new):
    """An installation with the reference data, a stored file and an exported root."""
    installation = new()
    installation.run("setup", "--fresh")
    installation.run("audit", "root")
    stored = installation.home / "files" / "ab" / "abcd"
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"tai lieu kiem chung")
    return installation


def roots(installation: Installation) -> Path:
    """The exported roots of an installation."""
    [file] = (installation.home / "audit").rglob("roots.jsonl")
    return file


@pytest.fixture(scope="module")
def saved(original, tmp_path_factory):
    """A backup of it."""
    file = tmp_path_factory.mktemp("backup") / "caicach.tar"
    original.run("backup", str(file))
    return file


def test_a_restored_installation_gives_the_same_answers(original, saved, new):
    restored = new()

    restored.run("restore", str(saved))

    assert [restored.answer(*question) for question in QUESTIONS] == [
        original.answer(*question) for question in QUESTIONS
    ]
    assert (restored.home / "files" / "ab" / "abcd").read_bytes() == b"tai lieu kiem chung"
    assert roots(restored).read_text() == roots(original).read_text()


def test_a_backup_is_for_its_owner_only_and_never_overwrites(original, saved):
    assert saved.stat().st_mode & 0o777 == 0o600

    again = original.run("backup", str(saved), check=False)

    assert (again.returncode, "đã có" in again.stderr) == (1, True)


def test_a_database_without_tables_is_no_backup(new, tmp_path):
    """A nightly backup with a wrong DATABASE_URL must not look well."""
    file = tmp_path / "caicach.tar"

    refused = new().run("backup", str(file), check=False)

    assert (refused.returncode, file.exists()) == (1, False)
    assert "chưa có bảng" in refused.stderr


def test_restore_refuses_a_database_that_is_not_empty(original, saved):
    refused = original.run("restore", str(saved), check=False)

    assert (refused.returncode, refused.stdout) == (1, "")
    assert "cơ sở dữ liệu trống" in refused.stderr


def _changed(saved: Path, into: Path, change) -> Path:
    """The backup with its members passed through `change(name, content)`; None leaves a member out."""
    file = into / "changed.tar"
    with tarfile.open(saved) as source, tarfile.open(file, "w") as target:
        for member in source.getmembers():
            content = change(member.name, source.extractfile(member).read())
            if content is not None:
                info = tarfile.TarInfo(member.name)
                info.size = len(content)
                target.addfile(info, io.BytesIO(content))
    return file


def _manifest(**changes):
    def change(name, content):
        return json.dumps(json.loads(content) | changes).encode() if name == "manifest.json" else content

    return change


DAMAGED = {
    "a byte of the dump": (lambda n, c: c[:-1] + b"x" if n == "database.dump" else c, "đã hỏng"),
    "a stored file is missing": (lambda n, c: None if n.startswith("files/") else c, "đã hỏng"),
    "no manifest": (lambda n, c: None if n == "manifest.json" else c, "không có bản kê"),
    "another format": (_manifest(format=99), "định dạng 99"),
    "written by a pg_dump that is not here": (
        _manifest(pg_dump={"major": 99, "version": "99.1"}),
        "pg_restore 99",
    ),
    "from a newer server": (_manifest(server=99), "cũ hơn"),
    "a file outside": (_manifest(members={"../secret_key": {"size": 1, "sha256": ""}}), "không hợp lệ"),
}


@pytest.fixture(scope="module")
def empty(new):
    """An empty database, which stays empty whatever is refused."""
    return new()


@pytest.mark.parametrize("what", DAMAGED)
def test_restore_refuses_a_damaged_or_foreign_file_and_changes_nothing(what, saved, empty, tmp_path):
    change, words = DAMAGED[what]

    refused = empty.run("restore", str(_changed(saved, tmp_path, change)), check=False)

    assert refused.returncode == 1
    assert words in refused.stderr
    assert empty.rows("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [[0]]


def test_restore_refuses_what_is_no_backup(empty, tmp_path):
    file = tmp_path / "picture.tar"
    file.write_bytes(b"not a tar")

    refused = empty.run("restore", str(file), check=False)

    assert (refused.returncode, "không phải tệp sao lưu" in refused.stderr) == (1, True)


def tools(*majors):
    return [Tools(Path(f"/{major}"), major, f"{major}.1") for major in majors]


def test_the_oldest_pg_dump_that_is_new_enough_is_taken():
    here = tools(16, 15, 18)

    assert [tools_for(server, here).major for server in (15, 16, 17, 18)] == [15, 16, 18, 18]


def test_no_pg_dump_new_enough_is_refused_with_the_package_to_install():
    with pytest.raises(Refused, match="postgresql-client-17"):
        tools_for(17, tools(15))


def test_pg_restore_must_be_of_the_version_that_wrote_the_file():
    here = tools(15, 18)

    assert (tools_of_major(18, here), tools_of_major(16, here)) == (here[1], None)
