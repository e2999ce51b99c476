"""What the database says of itself."""

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class SlowQuery:
    """A statement that took much time in all; milliseconds."""

    text: str
    calls: int
    mean_ms: float
    total_ms: float


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its size, indexes included, in bytes, and an estimate of its rows."""

    name: str
    size: int
    rows: int


def slow_queries(most: int = 10) -> list[SlowQuery] | None:
    """The statements that took most time; None where the server does not count them (pg_stat_statements)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_stat_statements'")
        if cursor.fetchone() is None:
            return None
        cursor.execute(
            """SELECT query, calls, mean_exec_time, total_exec_time FROM pg_stat_statements s
               JOIN pg_database d ON d.oid = s.dbid AND d.datname = current_database()
               ORDER BY total_exec_time DESC LIMIT %s""",
            [most],
        )
        return [SlowQuery(*row) for row in cursor.fetchall()]


def largest_tables(most: int = 10) -> list[Table]:
    """The largest tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT relname, pg_total_relation_size(oid), greatest(reltuples, 0)::bigint FROM pg_class
               WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 2 DESC LIMIT %s""",
            [most],
        )
        return [Table(*row) for row in cursor.fetchall()]


def connections_in_use() -> tuple[int, int]:
    """Connections to this server now, and how many it allows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity")
        used, allowed = cursor.fetchone()
        return used, allowed
