"""Loading units from files: the shipped reference data and the files of another province."""

import csv
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.home import home, reference
from caicach.foundation.kernel.ids import new_id

from .. import permissions
from ..models import Alias, FunctionTransfer, Group, GroupRule, Succession, Unit
from ..rules.reference import (
    LinkRow,
    UnitRow,
    day,
    link_rows,
    problems,
    refuse_problems,
    required_day,
    unit_rows,
)
from .paths import as_range, rebuild_paths

Rows = list[dict[str, str]]
_VERSION_COLUMNS = (
    "id", "revision", "unit_id", "during", "name", "short_name", "kind", "block", "level", "parent_id", "position",
    "statistics_code", "agency_code", "own_code", "administrative", "legal_basis", "date_status",
)  # fmt: skip


def load_reference(*, by: Actor, at: datetime, progress: Callable[[int, int], None] | None = None) -> int:
    """Nạp cơ quan, đơn vị: add what the shipped files have and the database lacks; returns how many units.

    A second run adds nothing. A unit that is there stays as the province has made it. What the province lists
    itself (its villages, say) stands in `CAICACH_HOME/units/`, in files of the same names, and is read with them.
    """
    folder = reference() / "units"
    return _load(folder / "units.csv", folder, own=home() / "units", by=by, at=at, progress=progress)


def import_units(*, path: str | Path, by: Actor, at: datetime) -> int:
    """Khởi tạo đơn vị của tỉnh khác: load a units CSV, with `successions.csv` and the like beside it if present.

    Groups and names that are not given are the shipped ones, as far as their units exist.
    """
    return _load(Path(path), Path(path).parent, by=by, at=at, progress=None)


@transaction.atomic
def _load(
    path: Path,
    folder: Path,
    *,
    by: Actor,
    at: datetime,
    progress: Callable[[int, int], None] | None,
    own: Path | None = None,
) -> int:
    by.require(permissions.REORGANISE)
    steps = _Steps(progress)
    units = unit_rows(_read(path))
    links = link_rows(_read_optional(folder / "successions.csv"))
    if own is not None:
        units += unit_rows(_read_optional(own / "units.csv"))
        links += link_rows(_read_optional(own / "successions.csv"))
    refuse_problems(problems(units, links))
    steps.done()
    present = {unit.reference: unit for unit in Unit.objects.exclude(reference="")}
    fresh = _add_units(units, present)
    steps.done()
    _add_links(links, present, at)
    _add_functions(_read_optional(folder / "function_transfers.csv"), present, at)
    _add_groups(_read_shared(folder, "groups.csv"), present)
    _add_aliases(_read_shared(folder, "aliases.csv"), present)
    steps.done()
    if fresh:
        rebuild_paths()
        record("units.loaded", present[fresh[0]], by=by, at=at, units=len(fresh), file=path.name)
    steps.done()
    return len(fresh)


class _Steps:
    """Moves the bar of the caller, if it has one."""

    TOTAL = 4

    def __init__(self, progress: Callable[[int, int], None] | None) -> None:
        self._progress, self._count = progress, 0

    def done(self) -> None:
        self._count += 1
        if self._progress:
            self._progress(self._count, self.TOTAL)


def _read(path: Path) -> Rows:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            rows = [{key: value for key, value in row.items() if key is not None} for row in reader]
    except FileNotFoundError:
        raise Refused(f"Không tìm thấy tệp {path}.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused(f"Tệp {path.name} không phải là CSV mã UTF-8: {error}.") from None
    if not rows:
        raise Refused(f"Tệp {path.name} không có dòng nào.")
    return rows


def _read_optional(path: Path) -> Rows:
    return _read(path) if path.exists() else []


def _read_shared(folder: Path, name: str) -> Rows:
    """A file of the folder, else the shipped one."""
    return _read_optional(folder / name) or _read(reference() / "units" / name)


def _add_units(rows: list[UnitRow], present: dict[str, Unit]) -> list[str]:
    fresh = list(dict.fromkeys(row.key for row in rows if row.key not in present))
    added = Unit.objects.bulk_create([Unit(reference=key) for key in fresh], batch_size=5000)
    present.update((unit.reference, unit) for unit in added)
    new = set(fresh)
    _copy_versions([row for row in rows if row.key in new], present)
    return fresh


def _copy_versions(rows: list[UnitRow], present: dict[str, Unit]) -> None:
    columns = ", ".join(_VERSION_COLUMNS)
    with connection.cursor() as cursor, cursor.copy(f"COPY units_unitversion ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row((
                new_id(), 0, present[row.key].pk, as_range(row.span), row.name, row.short_name, row.kind, row.block,
                row.level, present[row.parent].pk if row.parent else None, row.position, row.statistics_code,
                row.agency_code, row.own_code, row.administrative, row.legal_basis, row.date_status,
            ))  # fmt: skip


def _add_links(rows: list[LinkRow], present: dict[str, Unit], at: datetime) -> None:
    Succession.objects.bulk_create(
        (
            Succession(
                predecessor=present[row.predecessor],
                successor=present[row.successor] if row.successor else None,
                kind=row.kind,
                on=row.on,
                legal_basis=row.legal_basis,
                date_status=row.date_status,
                handed_over_at=at,
            )
            for row in rows
        ),
        batch_size=5000,
        ignore_conflicts=True,
    )


def _add_functions(rows: Rows, present: dict[str, Unit], at: datetime) -> None:
    days = [required_day(row, "on", number) for number, row in enumerate(rows, 2)]
    FunctionTransfer.objects.bulk_create(
        (
            FunctionTransfer(
                function=row["function"],
                giver=present[row["giver"]],
                receiver=present[row["receiver"]],
                on=on,
                legal_basis=row["legal_basis"],
                date_status=row["date_status"],
                handed_over_at=at,
            )
            for row, on in zip(rows, days, strict=True)
        ),
        ignore_conflicts=True,
    )


def _add_groups(rows: Rows, present: dict[str, Unit]) -> None:
    names = {row["group"]: row["name"] for row in rows}
    known = set(Group.objects.values_list("code", flat=True))
    fresh = {code: Group(code=code, name=name) for code, name in names.items() if code not in known}
    Group.objects.bulk_create(fresh.values())
    rules: list[GroupRule] = []
    for number, row in enumerate(rows, 2):
        if row["group"] in fresh:
            rules += _group_rules(fresh[row["group"]], row, number, present)
    GroupRule.objects.bulk_create(rules)


def _group_rules(group: Group, row: dict[str, str], number: int, present: dict[str, Unit]) -> list[GroupRule]:
    during = DateRange(day(row, "from", number, date(1900, 1, 1)), day(row, "until", number))
    kinds, blocks, levels, keys = (_list(row[column]) for column in ("kinds", "blocks", "levels", "units"))
    rules = [GroupRule(group=group, during=during, unit=present[key]) for key in keys if key in present]
    if kinds or blocks or levels:
        rules.append(GroupRule(group=group, during=during, kinds=kinds, blocks=blocks, levels=levels))
    return rules


def _list(text: str) -> list[str]:
    return [part for part in text.split("|") if part]


def _add_aliases(rows: Rows, present: dict[str, Unit]) -> None:
    groups: dict[str, UUID] = dict(Group.objects.values_list("code", "pk"))
    Alias.objects.bulk_create(
        (
            Alias(
                text=row["alias"],
                scope=row["scope"],
                unit=present.get(row["unit"]),
                group_id=groups.get(row["group"]),
            )
            for row in rows
            if row["unit"] in present or row["group"] in groups
        ),
        ignore_conflicts=True,
    )
