"""The log under load: 16 writers with and without chains in the same run, and a check of a million events.

Writers open a connection each and commit one operation with one event at a time, half of them on objects that have
events already; the un-chained table has the same columns and indexes and no trigger that chains.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import connection, transaction

if TYPE_CHECKING:
    from caicach.foundation.audit.verifying import Outcome

WRITERS = 16
SECONDS = 6.0

_TWIN = """
    DROP TABLE IF EXISTS bench_unchained;
    CREATE TABLE bench_unchained (LIKE audit_event INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING CONSTRAINTS);
"""
_WRITE = """
    INSERT INTO {table} (id, kind, object_kind, object_id, unit_id, actor_id, actor_label, acting_for, happened_at,
        recorded_at, data, position, previous, hash)
    VALUES (gen_random_uuid(), 'bench.happened', 'bench.thing', %s, %s, %s, '', NULL, now(), now(),
        '{{"status": "in_progress", "percent": 40}}', %s, sha256('a'), sha256('b'))
    ON CONFLICT (object_id, position) DO NOTHING"""


def writers(*, chained: bool, seconds: float = SECONDS) -> float:
    """Events per second of 16 writers."""
    statement = _WRITE.format(table="audit_event" if chained else "bench_unchained")
    counts = [0] * WRITERS
    start = threading.Barrier(WRITERS + 1)
    end: list[float] = []

    def write(index: int) -> None:
        own = [uuid4() for _ in range(50)]
        unit, actor = uuid4(), uuid4()
        connection.ensure_connection()
        start.wait()
        step = 0
        while time.perf_counter() < end[0]:
            target = own[step % 50] if step % 2 else uuid4()
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, [target, unit, actor, step])
            step += 1
        counts[index] = step
        connection.close()

    threads = [threading.Thread(target=write, args=(i,)) for i in range(WRITERS)]
    for thread in threads:
        thread.start()
    end.append(time.perf_counter() + seconds)
    start.wait()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def chain_rate() -> dict[str, float]:
    """Rates of both, taken in turns so that a busy moment of the machine hits both."""
    with connection.cursor() as cursor:
        cursor.execute(_TWIN)
    plain, chained = [], []
    for _ in range(3):
        plain.append(writers(chained=False))
        chained.append(writers(chained=True))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_unchained")
    best_plain, best_chained = sorted(plain)[1], sorted(chained)[1]
    return {"unchained": best_plain, "chained": best_chained, "ratio": best_chained / best_plain}


def fill(events: int) -> None:
    """`events` events of events/5 objects, written through the chaining trigger."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO audit_event (id, kind, object_kind, object_id, unit_id, actor_id, actor_label, happened_at,
                   recorded_at, data, position, previous, hash)
               SELECT gen_random_uuid(), 'bench.happened', 'bench.thing', md5((i %% %s)::text)::uuid, NULL,
                   gen_random_uuid(), '', now(), now(), jsonb_build_object('step', i, 'status', 'in_progress'),
                   0, '', '' FROM generate_series(1, %s) i""",
            [max(events // 5, 1), events],
        )


def verified(events: int) -> dict[str, Any]:
    """Seconds and memory of checking a log of at least `events` events, and of taking its root.

    The events are written through the trigger that chains them: about a minute for a million.
    """
    from django.utils import timezone  # deferred: with the settings

    from caicach.foundation.audit.operations import take_root  # deferred: needs the app registry
    from caicach.foundation.audit.verifying import verify  # deferred: needs the app registry

    filled = _timed(lambda: fill(events))
    rooted = _timed(lambda: take_root(at=timezone.now()))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE audit_event")
    bare = _timed(_fetch)
    outcome: list[Outcome] = []
    before = _memory_mb("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    seconds = _timed(lambda: outcome.append(verify([])))
    return {
        "events": outcome[0].events,
        "broken": outcome[0].broken_count,
        "fill_s": filled,
        "root_s": rooted,
        "verify_s": seconds,
        "bare_s": bare,
        "ratio": seconds / bare,
        "resident_before_mb": before,
        "resident_peak_mb": _memory_mb("VmHWM"),
    }


def _fetch() -> None:
    """The peer: the same rows in the same order by bare SQL, a few thousand at a time, looked at by nobody."""
    with transaction.atomic():
        cursor = connection.connection.cursor("bench_events")
        cursor.itersize = 2000
        cursor.execute("SELECT * FROM audit_event ORDER BY root NULLS LAST, leaf, id")
        for _ in cursor:
            pass
        cursor.close()


def _timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _memory_mb(what: str) -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(what):
            return int(line.split()[1]) / 1024
    return 0.0
