"""Cài đặt: from an empty database to a filled one, and quickly past what is done already."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from tqdm import tqdm

from caicach.foundation.audit.exporting import set_aside_roots
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.home import home, reference
from caicach.foundation.records.models import Installation
from caicach.foundation.records.operations import create_installation, load_step
from caicach.foundation.records.queries import installation
from caicach.foundation.records.setup import InitFile, SetupStep, setup_steps

Say = Callable[[str], None]

SEED = 2026
LAO_CAI = {
    "province": "Tỉnh Lào Cai",
    "province_code": "15",
    "agency_code": "H38",
    "letterhead": "ỦY BAN NHÂN DÂN TỈNH LÀO CAI",
    "place": "Lào Cai",
}


def applied_and_pending_migrations() -> tuple[int, list[str]]:
    """How many migrations this database has, and the names of those that it lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    applied = executor.loader.applied_migrations or {}
    return len(applied), [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate(say: Say) -> None:
    """Bring the tables up to date."""
    _, pending = applied_and_pending_migrations()
    if pending:
        say(f"Tạo, cập nhật bảng dữ liệu ({len(pending)} bước)…")
        call_command("migrate", verbosity=0, interactive=False)


def set_up(*, sample: bool, by: Actor, at: datetime, say: Say) -> Installation:
    """Migrate, say whose database it is, load reference data, then samples in a sample database.

    `sample` decides for an empty database only; an existing one stays what it is. Running it again loads only
    what has changed.
    """
    migrate(say)
    place = installation()
    if place is None:
        place = create_installation(**LAO_CAI, sample=sample, by=by, at=at)
        _begin_log(at, say)
    load_all(place, by=by, at=at, say=say)
    return place


def _begin_log(at: datetime, say: Say) -> None:
    """A new installation has a log of its own: roots of one that was in a database of this name are kept apart."""
    if former := set_aside_roots(at):
        say(f"Gốc xác thực của nhật ký trước đây được giữ tại {former}.")


def load_all(place: Installation, *, by: Actor, at: datetime, say: Say) -> None:
    """Load what the apps have declared into `place`, skipping what was loaded from the same files and code."""
    state = fingerprint()
    loaded = False
    for step in setup_steps(sample=place.is_sample, shipped=place.shipped_reference):
        if _load(step, state, by=by, at=at):
            loaded = True
            say(f"{'Đã tạo' if step.sample else 'Đã nạp'}: {step.label}")
    if loaded:
        gather_statistics()


def gather_statistics() -> None:
    """Tell the planner what tables hold that were filled a moment ago: it knows nothing of them yet."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _load(step: SetupStep, state: str, *, by: Actor, at: datetime) -> bool:
    with tqdm(desc=step.label, unit="dòng", leave=False, delay=0.3) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return load_step(step, fingerprint=state, seed=SEED, by=by, at=at, progress=progress)


def fingerprint() -> str:
    """A hash of the shipped data, the province's own lists and the code that loads them: the same, so is the result."""
    digest = hashlib.sha256()
    code = Path(__file__).resolve().parents[2]
    files = [*reference().rglob("*"), *(home() / "units").rglob("*"), *code.rglob("*.py")]
    for file in sorted(f for f in files if f.is_file()):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def start_elsewhere(*, files: dict[InitFile, Path], by: Actor, at: datetime, say: Say, **facts: Any) -> None:
    """Start for another province: `facts` as in `create_installation`, what fits any province, then the given files.

    All or nothing. Refused in a database that is an installation already, or when a file is missing or wrong.
    """
    for path in files.values():
        if not path.is_file():
            raise Refused(f"Không tìm thấy tệp {path}.")
    migrate(say)
    with transaction.atomic():
        place = create_installation(**facts, sample=False, shipped_reference=False, by=by, at=at)
        load_all(place, by=by, at=at, say=say)
        for file in sorted(files, key=lambda f: f.order):
            count = file.run(path=files[file], by=by, at=at)
            say(f"Đã nạp: {file.label} ({count} dòng)")
    _begin_log(at, say)
    say(f"Đã tạo bản cài đặt: {place.province}.")
