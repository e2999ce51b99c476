"""Keeping count of slow statements."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from caicach.foundation.running.models import SlowStatement
from caicach.foundation.running.rules import shown

_ADD = """
    INSERT INTO running_slowstatement AS kept (key, text, place, calls, total_ms, max_ms, last_at)
    VALUES (%s, %s, %s, 1, %s, %s, %s)
    ON CONFLICT (key) DO UPDATE SET calls = kept.calls + 1, total_ms = kept.total_ms + excluded.total_ms,
        max_ms = greatest(kept.max_ms, excluded.max_ms), last_at = excluded.last_at"""


def keep_slow(*, statements: Iterable[tuple[str, float]], place: str, at: datetime) -> None:
    """Ghi câu lệnh chậm: add statements with their seconds to the count of a page or job; their values are not kept."""
    with connection.cursor() as cursor:
        for statement, seconds in statements:
            text, took = shown(statement), seconds * 1000
            key = hashlib.sha256(f"{place}\n{text}".encode()).hexdigest()
            cursor.execute(_ADD, [key, text, place[:120], took, took, at])


def forget_slow(*, before: datetime) -> int:
    """Dọn câu lệnh chậm: drop those that have not been slow since; returns how many."""
    gone, _ = SlowStatement.objects.filter(last_at__lt=before).delete()
    return gone
