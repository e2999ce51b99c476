"""Import of 10,000 activities from a CSV file, against COPY of the same rows into a bare table."""

import csv
import io
import tempfile
import time
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from caicach.foundation.kernel.actor import system
from caicach.organisation.units.queries import home
from caicach.steering.plans.operations.drafting import create_plan
from caicach.steering.plans.operations.importing import import_file
from caicach.steering.plans.rules.columns import ImportKind
from caicach.steering.plans.states import PlanKind

ROWS = 10_000


def measure() -> dict[str, Any]:
    """Seconds, rows a second, and the ratio to a bare COPY of the file's rows."""
    text = _file()
    by, at = system(timezone.localdate()), timezone.now()
    create_plan(
        code="bench-import", kind=PlanKind.PROGRAMME, unit_id=home().unit_id, title="Đo tốc độ nhập",
        first_year=2021, last_year=2025, by=by, at=at,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "activities.csv"
        path.write_text(text, encoding="utf-8-sig")
        begun = time.perf_counter()
        outcome = import_file(
            path=path, code="bench-import", kind=ImportKind.ACTIVITIES, dry_run=False, by=by, at=at
        )
        seconds = time.perf_counter() - begun
    if not outcome.written:
        raise RuntimeError("the file of the benchmark was not imported")
    bare = _copy(text)
    return {
        "rows": ROWS,
        "seconds": seconds,
        "rows_per_s": ROWS / seconds,
        "copy_s": bare,
        "ratio": seconds / bare,
    }


def _file() -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    years = ["2021", "2022", "2023", "2024", "2025"]
    writer.writerow(["code", "area", "block", "name", *years, "total", "lead", "coordinating"])
    for n in range(1, ROWS + 1):
        name = f"Hoạt động đo tốc độ nhập số {n}"
        writer.writerow([f"9.{n}", "I", "state", name, 10, 20, 30, 40, 50, 150, "Sở Nội vụ", ""])
    return out.getvalue()


def _copy(text: str) -> float:
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        columns = ", ".join(f"c{n} text" for n in range(12))
        cursor.execute(f"CREATE TEMPORARY TABLE bench_copy ({columns})")
        with cursor.cursor.copy("COPY bench_copy FROM STDIN WITH (FORMAT csv, HEADER)") as copy:
            copy.write(text)
        cursor.execute("DROP TABLE bench_copy")
    return time.perf_counter() - begun
