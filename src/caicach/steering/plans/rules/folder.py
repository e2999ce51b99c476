"""Thư mục dữ liệu của một chương trình: `programme.toml` and CSV files, read without a database.

Files: areas, objectives, tasks, activities, printed_totals, sections, baselines (each .csv, each optional). Their
headings are field keys, so the same folder can be imported by hand through the pages.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from caicach.foundation.kernel.text import nfc

from .columns import ImportKind, guess_mapping, read_rows
from .programme import Baseline, Heading, PeriodLabel, PrintedTotal, Programme, Scope
from .rows import activity_row, target_row, task_row

Item = TypeVar("Item")


class FolderError(ValueError):
    """A file of the folder cannot be read; the message names the file, the row and the column."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Everything that the folder says."""

    about: dict[str, Any]
    areas: tuple[dict[str, str], ...]
    objectives: tuple[dict[str, Any], ...]
    tasks: tuple[dict[str, Any], ...]
    activities: tuple[dict[str, Any], ...]
    printed: tuple[PrintedTotal, ...]
    sections: tuple[Heading, ...]
    baselines: tuple[Baseline, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the period."""
        return tuple(range(self.about["first_year"], self.about["last_year"] + 1))

    @property
    def periods(self) -> tuple[PeriodLabel, ...]:
        """Periods that the paper names."""
        return tuple(PeriodLabel(**one) for one in self.about.get("periods", ()))

    def programme(self) -> Programme:
        """The programme as the cross-checks read it."""
        return Programme(
            code=self.about["code"],
            first_year=self.about["first_year"],
            last_year=self.about["last_year"],
            activities=tuple(activity_row(values) for values in self.activities),
            targets=tuple(row for row in map(target_row, self.objectives) if row),
            tasks=tuple(map(task_row, self.tasks)),
            baselines=self.baselines,
            printed=self.printed,
            areas=tuple(heading(one) for one in self.areas),
            sections=self.sections,
            periods=self.periods,
        )


def read_folder(path: Path) -> Folder:
    """Đọc thư mục. Raises FolderError for the first file with mistakes, all of them in the message."""
    about = tomllib.loads(nfc((path / "programme.toml").read_text(encoding="utf-8")))
    years = range(about["first_year"], about["last_year"] + 1)
    return Folder(
        about=about,
        areas=tuple(_csv(path / "areas.csv")),
        objectives=_kind(path, ImportKind.OBJECTIVES, years),
        tasks=_kind(path, ImportKind.TASKS, years),
        activities=_kind(path, ImportKind.ACTIVITIES, years),
        printed=_each(path / "printed_totals.csv", _printed),
        sections=_each(path / "sections.csv", heading),
        baselines=_each(path / "baselines.csv", _baseline),
    )


def _kind(path: Path, kind: ImportKind, years: range) -> tuple[dict[str, Any], ...]:
    lines = list(_lines(path / f"{kind}.csv"))
    if not lines:
        return ()
    header, rows = lines[0], lines[1:]
    mapping = guess_mapping(kind, header, years)
    reading = read_rows(kind, header, enumerate(rows, start=2), mapping, years=years)
    if reading.problems:
        raise FolderError(f"{path.name}/{kind}.csv: " + " ".join(map(str, reading.problems[:20])))
    return tuple(values for _, values in reading.rows)


def _lines(path: Path) -> Iterator[list[str]]:
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line in csv.reader(file):
                yield [nfc(cell) for cell in line]


def _csv(path: Path) -> Iterator[dict[str, str]]:
    lines = list(_lines(path))
    for line in lines[1:]:
        yield dict(zip(lines[0], line, strict=True))


def _each(path: Path, make: Callable[[dict[str, str]], Item]) -> tuple[Item, ...]:
    return tuple(make(row) for row in _csv(path))


def _number(text: str) -> int | None:
    return int(text) if text else None


def heading(row: dict[str, str]) -> Heading:
    """A heading of the money table or a section from its columns."""
    return Heading(row["code"], row["printed"], row["title"], _number(row["line"]))


def _printed(row: dict[str, str]) -> PrintedTotal:
    return PrintedTotal(
        scope=Scope(row["scope"]),
        code=row["code"],
        year=_number(row["year"]),
        amount=Decimal(row["amount"]),
        printed=row["printed"],
        unit=row["unit"],
        in_table=row["in_table"] == "1",
        label=row["label"],
        line=_number(row["line"]),
    )


def _baseline(row: dict[str, str]) -> Baseline:
    return Baseline(row["metric"], Decimal(row["value"]), int(row["year"]), row["text"], _number(row["line"]))
