"""Slow statements: sampled with their page or job, added up, shown to administrators without values."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from caicach.foundation.jobs.registry import surrounded
from caicach.foundation.running import queries
from caicach.foundation.running.models import SlowStatement
from caicach.foundation.running.operations import forget_slow, keep_slow
from caicach.foundation.running.rules import brief, shown
from tests.factories.units import UnitFactory

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def rows():
    found = SlowStatement.objects.order_by("text")
    return [(s.text, s.place, s.calls, round(s.mean_ms), round(s.max_ms)) for s in found]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("SELECT  a\n FROM b WHERE c = %s", "SELECT a FROM b WHERE c = %s"),
        ("SELECT 1 WHERE name = 'Nguyễn Văn An'", "SELECT 1 WHERE name = '…'"),
        ("SELECT 1 WHERE name = 'O''Brien' AND x = E'a\\'b'", "SELECT 1 WHERE name = '…' AND x = '…'"),
        ("ALTER ROLE x PASSWORD $$bí mật$$", "ALTER ROLE x PASSWORD '…'"),
        ("SELECT 1 WHERE id IN (%s, %s,%s)", "SELECT 1 WHERE id IN (…)"),
        ("INSERT INTO a VALUES (%s, %s), (%s, %s), (%s, %s)", "INSERT INTO a VALUES (…), …"),
    ],
)
def test_a_statement_is_shown_on_one_line_without_values(statement, said):
    assert shown(statement) == said


def test_long_lists_of_columns_are_left_out_of_the_brief_form():
    columns = ", ".join(f'"plans_task"."c{n}"' for n in range(30))

    assert brief(f'SELECT DISTINCT {columns} FROM "plans_task" WHERE a = %s') == (
        'SELECT DISTINCT … FROM "plans_task" WHERE a = %s'
    )
    assert (
        brief('INSERT INTO "audit_read" ("id", "way") VALUES (…)')
        == 'INSERT INTO "audit_read" (…) VALUES (…)'
    )
    assert brief("SELECT a, b FROM c") == "SELECT a, b FROM c"


@given(st.text(alphabet=st.characters(exclude_characters="'\\\x00"), min_size=3))
def test_no_quoted_value_is_ever_shown(value):
    marked = f"<{value}>"

    assert marked not in shown(f"SELECT 1 WHERE a = '{marked}' AND b = %s")


@pytest.mark.django_db
def test_calls_of_one_statement_in_one_place_are_added_up():
    same = ("SELECT %s", 0.3), ("SELECT %s", 0.5)

    keep_slow(statements=same, place="plans:overview", at=AT)
    keep_slow(statements=[("SELECT %s", 0.1)], place="job:audit.root", at=AT)

    assert sorted(rows(), key=lambda row: row[1]) == [
        ("SELECT %s", "job:audit.root", 1, 100, 100),
        ("SELECT %s", "plans:overview", 2, 400, 500),
    ]


@pytest.mark.django_db
def test_statements_above_the_threshold_are_kept_with_their_page(client_of, settings):
    admin = client_of(role="administrator", unit=UnitFactory())
    settings.SLOW_QUERY_MS = 0.0001

    admin.get("/viec-cua-toi/")

    settings.SLOW_QUERY_MS = 0
    assert {place for _, place, *_ in rows()} == {"workspace:my_work"}
    assert not any("running_slowstatement" in text for text, *_ in rows())  # keeping count is not counted
    before = rows()
    admin.get("/viec-cua-toi/")
    assert rows() == before


@pytest.mark.django_db
def test_statements_of_a_job_are_kept_even_when_it_fails(settings):
    def work():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.03), %s", ["bí mật"])
        raise ValueError("x")

    settings.SLOW_QUERY_MS = 20
    with pytest.raises(ValueError, match="x"):
        surrounded("test.job", work)()

    ((text, place, calls, mean, _),) = rows()
    assert (text, place, calls) == ("SELECT pg_sleep(0.03), %s", "job:test.job", 1)
    assert mean >= 30


@pytest.mark.django_db
def test_what_has_not_been_slow_for_long_is_forgotten():
    keep_slow(statements=[("SELECT 1", 1)], place="a", at=AT)
    keep_slow(statements=[("SELECT 2", 1)], place="a", at=AT + timedelta(days=2))

    assert forget_slow(before=AT + timedelta(days=1)) == 1
    assert [row[0] for row in rows()] == ["SELECT 2"]


@pytest.mark.django_db
def test_the_page_is_for_administrators_and_tells_place_count_mean_and_maximum(client_of):
    keep_slow(statements=[("SELECT 'Nguyễn'", 0.3), ("SELECT 'Trần'", 0.5)], place="plans:overview", at=AT)
    unit = UnitFactory()

    text = client_of(role="administrator", unit=unit).get("/he-thong/cau-lenh/").content.decode()

    for said in ("SELECT &#x27;…&#x27;", "plans:overview", ">400<", ">500<"):
        assert said in text
    assert "Nguyễn</code>" not in text
    assert client_of(role="inspector", unit=unit).get("/he-thong/cau-lenh/").status_code == 403


@pytest.mark.django_db
def test_a_server_that_does_not_count_statements_is_said_and_breaks_nothing(client_of):
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION IF EXISTS pg_stat_statements")

    assert queries.server_statements() is None
    page = client_of(role="administrator", unit=UnitFactory()).get("/he-thong/cau-lenh/")
    assert (page.status_code, "Máy chủ không thống kê câu lệnh" in page.content.decode()) == (200, True)


@pytest.mark.django_db
def test_what_the_server_counts_is_shown_without_values():
    """The extension's table stands in for the extension: servers for tests do not load it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """CREATE TEMPORARY TABLE pg_stat_statements AS
               SELECT oid AS dbid, 'ALTER ROLE x PASSWORD ''bí mật''' AS query, 2::bigint AS calls,
                      30.0::float8 AS total_exec_time, 25.0::float8 AS max_exec_time
               FROM pg_database WHERE datname = current_database()"""
        )

    (line,) = queries.server_statements()

    assert (line.text, line.calls, line.mean_ms, line.max_ms) == ("ALTER ROLE x PASSWORD '…'", 2, 15.0, 25.0)
