"""Pages against their own bare SQL: the statements of a page are replayed on a plain cursor in the same run.

Page and statements are taken in turns, so that a busy moment of the machine hits both. In process, without network.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

ROUNDS = 25
WARM_UP = 3
LIMIT_MS = 60.0


def measure(client: Client, path: str, **headers: str) -> dict[str, Any]:
    """Median and p95 (ms) of a page and of its bare statements, how many statements, and the ratio."""
    statements = _statements(client, path, headers)
    reads = _reads(statements)
    for _ in range(WARM_UP):
        client.get(path, headers=headers)
        _replay(reads)
    page, bare = [], []
    for _ in range(ROUNDS):
        page.append(_ms(lambda: client.get(path, headers=headers)))
        bare.append(_ms(lambda: _replay(reads)))
    return {
        "path": path,
        "queries": len(statements),
        "median_ms": statistics.median(page),
        "p95_ms": _p95(page),
        "bare_median_ms": statistics.median(bare),
        "bare_p95_ms": _p95(bare),
        "ratio": statistics.median(page) / max(statistics.median(bare), 0.01),
    }


def _statements(client: Client, path: str, headers: dict[str, str]) -> list[str]:
    client.get(path, headers=headers)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path, headers=headers)
    if response.status_code not in (200, 304):
        raise RuntimeError(f"{path} answered {response.status_code}")
    words = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK", "SET")
    return [q["sql"] for q in captured.captured_queries if not q["sql"].lstrip().upper().startswith(words)]


def _reads(statements: list[str]) -> list[str]:
    """Those that fetch rows: what a page writes (who looked) cannot be written twice and has no rows to compare."""
    return [one for one in statements if one.lstrip().upper().startswith(("SELECT", "WITH"))]


def _replay(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.cursor.execute(statement.replace("%", "%%") if "%" in statement else statement)
            if cursor.description:
                cursor.fetchall()


def _ms(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95) - 1]
