"""`python -m benchmarks [--sizes 1x,10x,100x] [--events 1000000]`: everything measured, as a table and as JSON.

It works in a database of its own (`caicach_bench` beside the named or the embedded one) and drops it afterwards.
"""

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results.json"
NAME = "caicach_bench"


def main() -> None:
    """Run what is asked for and write down what came out."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--sizes", default="1x,10x,100x")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--keep", action="store_true", help="keep the database")
    asked = parser.parse_args()
    _own_database()
    try:
        results = _run(asked.sizes.split(","), asked.events)
    finally:
        if not asked.keep:
            _drop()
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n")
    _print(results)


def _own_database() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "caicach.settings"
    from caicach.foundation.kernel import embedded  # deferred: reads the environment

    url = os.environ.get("DATABASE_URL", "")
    if not url:
        where = embedded.connection_parameters()
        url = f"host={where['host']} port={where['port']} user={where['user']} dbname=caicach"
    import psycopg  # deferred: with the rest of the set-up
    from psycopg.conninfo import conninfo_to_dict, make_conninfo  # deferred: see above

    named = conninfo_to_dict(url)
    with psycopg.connect(**named | {"dbname": "postgres"}, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {NAME} ENCODING 'UTF8' TEMPLATE template0")
    os.environ["DATABASE_URL"] = make_conninfo(**named | {"dbname": NAME})
    os.environ["BENCH_SERVER"] = make_conninfo(**named | {"dbname": "postgres"})


def _drop() -> None:
    import psycopg  # deferred: as above
    from django.db import connections  # deferred: as above

    connections.close_all()
    with psycopg.connect(os.environ["BENCH_SERVER"], autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def _run(sizes: list[str], events: int) -> dict[str, Any]:
    from caicach.cli import main as command  # deferred: after the environment is set

    print("setting up the demo…", file=sys.stderr)
    command(["setup"])
    from django.db import connection  # deferred: set up by the command

    from benchmarks import audit, boards, importing, memory, pages, world  # deferred: see above

    client, cookie = _signed_in()
    results: dict[str, Any] = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "postgresql": connection.pg_version,
        "processors": os.cpu_count(),
        "sizes": {},
        "pages": {},
    }
    paths = _paths()
    for size in world.SIZES:
        if size.name not in sizes:
            continue
        print(f"growing to {size.name}…", file=sys.stderr)
        results["sizes"][size.name] = world.grow(size)
        for name, path in paths.items():
            results["pages"].setdefault(name, {})[size.name] = pages.measure(client, path)
            print(f"  {name}: {results['pages'][name][size.name]['median_ms']:.0f} ms", file=sys.stderr)
    results["import"] = importing.measure()
    results["web_process_mb"] = memory.resident_mb(list(paths.values()), cookie)
    results["boards"] = [boards.measure(count) for count in (200, 500)]
    results["audit_writers"] = audit.chain_rate()
    results["audit_verify"] = audit.verified(events)
    return results


def _signed_in() -> tuple[Any, str]:
    from django.test import Client  # deferred: after set-up
    from django.utils import timezone  # deferred: after set-up

    from caicach.foundation.kernel.permissions import declared  # deferred: after set-up
    from caicach.organisation.access.models import Grant, Role, User  # deferred: after set-up
    from caicach.organisation.units.queries import home  # deferred: after set-up

    user = User.objects.create(username="bench", password="!")
    role = Role.objects.create(code="bench", name="Đo tốc độ", permissions=list(declared()))
    Grant.objects.create(user=user, role=role, unit_id=home().unit_id, during=(timezone.localdate(), None))
    client = Client()
    client.force_login(user)
    return client, f"sessionid={client.cookies['sessionid'].value}"


def _paths() -> dict[str, str]:
    from caicach.organisation.units.queries import home  # deferred: after set-up

    return {
        "unit tree as of a day": "/don-vi/?ngay=2025-06-30",
        "unit page": f"/don-vi/{home().unit_id}/",
        "programme overview": "/ke-hoach/lao-cai-2021-2025/",
        "my work": "/viec-cua-toi/",
        "board": "/nhiem-vu/bang/",
        "search": "/tim-kiem/?q=thu+tuc",
        "leaders' overview": "/tong-quan/",
    }


def _print(results: dict[str, Any]) -> None:
    print(
        f"{'page':<24}{'size':>6}{'queries':>9}{'median':>9}{'p95':>9}{'bare p95':>10}{'ratio':>7}{'growth':>8}"
    )
    for name, by_size in results["pages"].items():
        first = next(iter(by_size.values()))["median_ms"]
        for size, row in by_size.items():
            print(
                f"{name:<24}{size:>6}{row['queries']:>9}{row['median_ms']:>9.1f}{row['p95_ms']:>9.1f}"
                f"{row['bare_p95_ms']:>10.1f}{row['ratio']:>7.1f}{row['median_ms'] / first:>8.2f}"
            )
    for size, row in results["sizes"].items():
        print(
            f"{size}: {row['units']} units, {row['tasks']} tasks, {row['activities']} activities, "
            f"{row['assignments']} assignments; filled in {row['fill_s']:.0f} s, indexed in {row['index_s']:.0f} s"
        )
    done = results["import"]
    print(f"import: {done['rows_per_s']:.0f} rows/s ({done['ratio']:.1f} times a bare COPY)")
    print(f"web process: {results['web_process_mb']:.0f} MB resident")
    for open_boards in results["boards"]:
        print(
            f"{open_boards['boards']} open boards: a change is seen after {open_boards['median_s']:.1f} s (median), "
            f"{open_boards['p95_s']:.1f} s (p95), {open_boards['longest_s']:.1f} s (longest)"
        )
    print(f"audit, 16 writers: {results['audit_writers']['ratio']:.0%} of the un-chained rate")
    verified = results["audit_verify"]
    print(
        f"audit verify: {verified['events']} events in {verified['verify_s']:.1f} s "
        f"({verified['ratio']:.1f} times their bare fetch), peak {verified['resident_peak_mb']:.0f} MB "
        f"({verified['resident_before_mb']:.0f} before)"
    )


if __name__ == "__main__":
    main()
