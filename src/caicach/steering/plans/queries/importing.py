"""What an import would do: the file read against a version, with every error, before anything is written."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.text import fold
from caicach.foundation.papers.sheets import Limits, Table, read_table
from caicach.foundation.papers.sheets.limits import MEGABYTE
from caicach.organisation.units.models import Group
from caicach.steering.indicators.models import Indicator
from caicach.steering.indicators.rules.numbers import show
from caicach.steering.plans.models import PlanVersion
from caicach.steering.plans.queries.source import (
    Names,
    Values,
    money_years,
    objective_codes,
    rows_of,
    years_of,
)
from caicach.steering.plans.rules.cells import Cell
from caicach.steering.plans.rules.columns import (
    Field,
    ImportKind,
    Problem,
    Reading,
    cell_of,
    fields_of,
    guess_mapping,
    read_rows,
    years_in,
)

IMPORT_LIMITS = Limits(max_bytes=20 * MEGABYTE, max_rows=50_000, max_columns=100)
"""A plan has hundreds of rows; 50,000 is far above any province's."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row that the file would change: its number, key, code, the whole new values, and {title: (old, new)}."""

    number: int
    key: UUID
    code: str
    values: Values
    differences: dict[str, tuple[Cell, Cell]]


@dataclass(frozen=True, slots=True)
class Preview:
    """Xem trước: what would be added, changed, left; `missing` are codes of the plan that the file does not name.

    Rows that are missing from a file are never deleted by it.
    """

    kind: ImportKind
    header: tuple[str, ...]
    mapping: dict[str, str]
    rows: int
    added: list[tuple[int, Values]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    missing: list[str] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Nothing is wrong with the file."""
        return not self.problems

    @property
    def is_empty(self) -> bool:
        """Nothing would change."""
        return not self.added and not self.changed

    @property
    def outcome(self) -> str:
        """A digest of what would happen: the same file against changed rows gives another one."""
        happening = {
            "added": [values for _, values in self.added],
            "changed": [[str(one.key), one.code, one.differences] for one in self.changed],
        }
        plain = json.dumps(happening, default=str, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Plain values for the command line."""
        return {
            "rows": self.rows,
            "added": len(self.added),
            "changed": [
                {"code": one.code, "row": one.number, "columns": sorted(one.differences)}
                for one in self.changed
            ],
            "unchanged": self.unchanged,
            "missing": self.missing,
            "ignored": list(self.ignored),
            "errors": [
                {"row": one.row, "column": one.column, "message": one.message} for one in self.problems
            ],
        }


def read_file(content: bytes, kind: ImportKind, years: range) -> Table:
    """The table in the file. Refuses, in Vietnamese, what is no table or is not safe to open.

    Of the first rows the one with most of our titles is the header; where none is known, the first row with two
    filled cells, so that a person can say which column holds what.
    """
    titles = [title for one in fields_of(kind, years) for title in (one.title, one.key)]
    try:
        return read_table(content, IMPORT_LIMITS, expected=titles)
    except Refused:
        return read_table(content, IMPORT_LIMITS)


def preview(
    version: PlanVersion, kind: ImportKind, table: Table, mapping: Mapping[str, str] | None = None
) -> Preview:
    """What importing the table into the version would do; `mapping` is {field: column}, else guessed."""
    years = _years(version, kind, table.header)
    chosen = dict(mapping) if mapping is not None else guess_mapping(kind, table.header, years)
    reading = read_rows(
        kind,
        table.header,
        ((row.number, row.cells) for row in table.rows),
        chosen,
        years=years,
        areas=_areas(version),
        metrics=_metrics() if kind is ImportKind.OBJECTIVES else None,
    )
    problems = (
        *reading.problems,
        *_unknown_groups(reading.rows, chosen),
        *_unknown_objectives(version, reading.rows, chosen),
    )
    start = Preview(kind, table.header, chosen, len(table.rows), problems=problems, ignored=reading.ignored)
    return start if problems else _compared(version, start, reading)


def _compared(version: PlanVersion, start: Preview, reading: Reading) -> Preview:
    existing = {values["code"]: (key, values) for key, values in rows_of(version, start.kind)}
    years = _years(version, start.kind, start.header)
    titles = {one.key: one.title for one in fields_of(start.kind, years)}
    added: list[tuple[int, Values]] = []
    changed: list[Change] = []
    for number, values in reading.rows:
        known = existing.get(values["code"])
        if known is None:
            added.append((number, values))
        elif change := _change(number, known, values, reading.present, titles):
            changed.append(change)
    happening = [*added, *((one.number, one.values) for one in changed)]
    named = {values["code"] for _, values in reading.rows}
    return replace(
        start,
        added=added,
        changed=changed,
        unchanged=len(reading.rows) - len(added) - len(changed),
        missing=[code for code in existing if code not in named],
        notes=(
            *_unknown_leads(version, start.mapping, happening),
            *_doubtful_shares(start.mapping, happening),
        ),
    )


def _change(
    number: int,
    known: tuple[UUID, Values],
    values: Values,
    present: frozenset[str],
    titles: Mapping[str, str],
) -> Change | None:
    key, before = known
    after = before | {name: values[name] for name in present}
    differences = {
        titles[name]: (cell_of(name, before.get(name)), cell_of(name, after[name]))
        for name in present
        if after[name] != before.get(name, NO_MONEY)
    }
    return Change(number, key, values["code"], after, differences) if differences else None


def _unknown_leads(
    version: PlanVersion, mapping: Mapping[str, str], rows: Sequence[tuple[int, Values]]
) -> tuple[Problem, ...]:
    title = mapping.get("lead")
    if not title:
        return ()
    names = Names.of_plan(version)
    return tuple(
        Problem(
            number, title, f"cơ quan “{name}” chưa có trong danh mục; vẫn nhập được, chưa gắn với đơn vị nào"
        )
        for number, values in rows
        for name in names.unknown(values["lead"])
    )


def _doubtful_shares(mapping: Mapping[str, str], rows: Sequence[tuple[int, Values]]) -> tuple[Problem, ...]:
    """A spreadsheet keeps a cell that shows "85%" as 0.85: such a value of a share is asked about."""
    title = mapping.get("value")
    if not title:
        return ()
    return tuple(
        Problem(
            number, title, f"{show(values['value'])}% có đúng không, hay là {show(values['value'] * 100)}%"
        )
        for number, values in rows
        if values["unit"].startswith("%") and values["value"] is not None and 0 < values["value"] <= 1
    )


def _unknown_groups(rows: Sequence[tuple[int, Values]], mapping: Mapping[str, str]) -> tuple[Problem, ...]:
    title = mapping.get("binds_group")
    if not title:
        return ()
    known = set(Group.objects.values_list("code", flat=True))
    return tuple(
        Problem(number, title, f"không có nhóm cơ quan, đơn vị mang mã “{values['binds_group']}”")
        for number, values in rows
        if values.get("binds_group") and values["binds_group"] not in known
    )


def _unknown_objectives(
    version: PlanVersion, rows: Sequence[tuple[int, Values]], mapping: Mapping[str, str]
) -> tuple[Problem, ...]:
    title = mapping.get("serves")
    if not title:
        return ()
    known = set(objective_codes(version).values())
    return tuple(
        Problem(number, title, f"kế hoạch không có mục tiêu mã “{code}”")
        for number, values in rows
        for code in (values.get("serves") or "").split("; ")
        if code and code not in known
    )


NO_MONEY = Decimal(0)
"""What a plan holds for a year it has no column for."""


def _years(version: PlanVersion, kind: ImportKind, header: Sequence[str]) -> list[int]:
    """The years of the plan and those that the file has money columns for: money outside the period is a finding."""
    named = years_in(header) if kind is ImportKind.ACTIVITIES else set()
    return sorted({*years_of(version), *named})


def _areas(version: PlanVersion) -> dict[str, str] | None:
    known: dict[str, str] = {}
    for code, name in version.areas.values_list("code", "name"):
        known |= {fold(code): code, fold(name): code, fold(f"{code}. {name}"): code}
    return known or None


def _metrics() -> set[str]:
    return set(Indicator.objects.values_list("key", flat=True))


def export_columns(version: PlanVersion, kind: ImportKind) -> list[str]:
    """The column titles of an exported table: the same that an import reads."""
    return [one.title for one in fields_of(kind, money_years(version))]


def export_rows(version: PlanVersion, kind: ImportKind, *, as_text: bool = False) -> Iterator[list[Cell]]:
    """The rows of an exported table, in the order of the plan; imported again unchanged, they change nothing.

    `as_text` is for CSV, where "1.250" would be read as thousands: fractions get their comma.
    """
    keys = [one.key for one in fields_of(kind, money_years(version))]
    for _, values in rows_of(version, kind):
        yield [_written(cell_of(key, values[key]), as_text) for key in keys]


def _written(cell: Cell, as_text: bool) -> Cell:
    if not isinstance(cell, Decimal):
        return cell
    if cell == cell.to_integral_value():
        return int(cell)
    return format(cell.normalize(), "f").replace(".", ",") if as_text else cell


def fields_for(version: PlanVersion, seen: Preview) -> tuple[Field, ...]:
    """The fields that a column of the file may hold."""
    return fields_of(seen.kind, _years(version, seen.kind, seen.header))
