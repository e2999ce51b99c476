"""What an import would do: the file read against a version, with every error, before anything is written."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from caicach.foundation.kernel.text import fold
from caicach.foundation.papers.sheets import Limits, Table, read_table
from caicach.foundation.papers.sheets.limits import MEGABYTE
from caicach.steering.indicators.models import Indicator
from caicach.steering.plans.models import PlanVersion
from caicach.steering.plans.queries.source import Names, Values, rows_of, years_of
from caicach.steering.plans.rules.columns import (
    Cell,
    Field,
    ImportKind,
    Problem,
    cell_of,
    fields_of,
    guess_mapping,
    read_rows,
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
                {"code": one.code, "row": one.number, "columns": sorted(one.differences)} for one in self.changed
            ],
            "unchanged": self.unchanged,
            "missing": self.missing,
            "ignored": list(self.ignored),
            "errors": [
                {"row": one.row, "column": one.column, "message": one.message} for one in self.problems
            ],
        }


def read_file(content: bytes, kind: ImportKind, years: range) -> Table:
    """The table in the file. Refuses, in Vietnamese, what is no table or is not safe to open."""
    titles = [title for one in fields_of(kind, years) for title in (one.title, one.key)]
    return read_table(content, IMPORT_LIMITS, expected=titles)


def preview(
    version: PlanVersion, kind: ImportKind, table: Table, mapping: Mapping[str, str] | None = None
) -> Preview:
    """What importing the table into the version would do; `mapping` is {field: column}, else guessed."""
    years = years_of(version)
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
    problems = (*reading.problems, *_unknown_groups(reading.rows, chosen))
    result = Preview(
        kind, table.header, chosen, len(table.rows), problems=problems, ignored=reading.ignored
    )
    if not problems:
        _compare(version, kind, reading.rows, reading.present, result)
    return result


def _compare(
    version: PlanVersion,
    kind: ImportKind,
    rows: tuple[tuple[int, Values], ...],
    present: frozenset[str],
    result: Preview,
) -> None:
    existing = {values["code"]: (key, values) for key, values in rows_of(version, kind)}
    titles = {one.key: one.title for one in fields_of(kind, years_of(version))}
    same = 0
    for number, values in rows:
        if values["code"] not in existing:
            result.added.append((number, values))
            continue
        key, before = existing.pop(values["code"])
        after = before | {name: values[name] for name in present}
        differences = {
            titles[name]: (cell_of(name, before[name]), cell_of(name, after[name]))
            for name in present
            if after[name] != before[name]
        }
        if differences:
            result.changed.append(Change(number, key, values["code"], after, differences))
        else:
            same += 1
    object.__setattr__(result, "unchanged", same)
    result.missing.extend(existing)


def _areas(version: PlanVersion) -> dict[str, str] | None:
    known: dict[str, str] = {}
    for code, name in version.areas.values_list("code", "name"):
        known |= {fold(code): code, fold(name): code, fold(f"{code}. {name}"): code}
    return known or None


def _metrics() -> set[str]:
    return set(Indicator.objects.values_list("key", flat=True))
