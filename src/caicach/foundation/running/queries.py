"""What the database says of itself."""

from dataclasses import dataclass

from django.db import OperationalError, ProgrammingError, connection, transaction
from django.db.models import QuerySet

from caicach.foundation.running.models import SlowStatement
from caicach.foundation.running.rules import brief, shown


@dataclass(frozen=True, slots=True)
class ServerStatement:
    """A statement as the server counts it; milliseconds."""

    text: str
    calls: int
    mean_ms: float
    max_ms: float
    total_ms: float

    @property
    def brief(self) -> str:
        """The statement without its long lists of columns."""
        return brief(self.text)

    @property
    def total_seconds(self) -> float:
        """All calls together."""
        return self.total_ms / 1000


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its size, indexes included, in bytes, and an estimate of its rows."""

    name: str
    size: int
    rows: int


def slow_statements(most: int = 50) -> QuerySet[SlowStatement]:
    """Statements that took longer than `SLOW_QUERY_MS`, with their page or job; those that took most time first."""
    return SlowStatement.objects.order_by("-total_ms")[:most]


def server_statements(most: int = 50) -> list[ServerStatement] | None:
    """The statements of this database that took most time; None where the server does not count them.

    It does with pg_stat_statements created in this database and loaded by `shared_preload_libraries`.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_SERVER, [most])
            return [ServerStatement(shown(text), *figures) for text, *figures in cursor.fetchall()]
    except (ProgrammingError, OperationalError):  # not created; created but not loaded
        return None


_SERVER = """
    SELECT query, sum(calls)::bigint, sum(total_exec_time) / sum(calls), max(max_exec_time), sum(total_exec_time)
    FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid AND d.datname = current_database()
    WHERE calls > 0 AND query <> '<insufficient privilege>'
    GROUP BY query ORDER BY 5 DESC LIMIT %s"""


@dataclass(frozen=True, slots=True)
class Server:
    """Connections to the server now, how many it allows, and the largest tables."""

    used: int
    allowed: int
    tables: list[Table]


def server(most: int = 10) -> Server:
    """What the server says of itself and of its `most` largest tables, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH largest AS (
                 SELECT relname, pg_total_relation_size(oid) AS size, greatest(reltuples, 0)::bigint AS rows
                 FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                 ORDER BY 2 DESC LIMIT %s)
               SELECT (SELECT count(*) FROM pg_stat_activity), current_setting('max_connections')::int,
                      relname, size, rows FROM largest ORDER BY size DESC""",
            [most],
        )
        rows = cursor.fetchall()
    used, allowed = rows[0][:2]
    return Server(used, allowed, [Table(*row[2:]) for row in rows])
