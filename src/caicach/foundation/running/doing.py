"""What this thread is at: one request or one job. Its number stands in the log lines and on the page of an error."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection

from caicach.foundation.running import tracing

MOST = 20  # slow statements kept of one request or job


@dataclass(slots=True)
class Doing:
    """A request or job: its number (with tracing the trace's) and its slow statements with their seconds.

    `watched` ends where what follows is bookkeeping about the request itself.
    """

    number: str
    watched: bool = True
    slow: list[tuple[str, float]] = field(default_factory=list)


_NOW: ContextVar[Doing | None] = ContextVar("doing", default=None)


def number() -> str:
    """Mã sự cố: the number of what this thread is at, "" between requests and jobs."""
    now = _NOW.get()
    return now.number if now else ""


@contextmanager
def doing() -> Iterator[Doing]:
    """Around one request or job: gives it a number and watches its statements."""
    now = Doing(tracing.current() or uuid4().hex)
    token = _NOW.set(now)
    try:
        with connection.execute_wrapper(_watcher(now)):
            yield now
    finally:
        _NOW.reset(token)


def _watcher(now: Doing) -> Callable[..., Any]:
    def watch(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            seconds = time.perf_counter() - begun
            slow = 0 < settings.SLOW_QUERY_MS <= seconds * 1000
            if slow and now.watched and len(now.slow) < MOST:
                now.slow.append((str(sql), seconds))

    return watch
