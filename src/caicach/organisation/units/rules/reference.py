"""Tệp đơn vị: units, successions, groups and names as rows of CSV files, checked before anything is written.

The same files set up another province (`caicach init --units`). `from` is included, `until` is not; empty: open.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from caicach.foundation.kernel.errors import Refused

from ..states import AREA_KINDS, VILLAGE_KINDS, Block, Change, Kind, Level
from .spans import CircularError, Placed, Span, joined, paths, uncovered

REQUIRED = ("key", "name", "kind", "level")
CODES = {"statistics_code": "mã thống kê", "agency_code": "mã định danh", "own_code": "mã riêng"}
SHOWN = 10
_TEXTS = (
    "name",
    "short_name",
    "kind",
    "block",
    "level",
    "parent",
    "statistics_code",
    "agency_code",
    "own_code",
    "legal_basis",
    "date_status",
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a row (2 is the first below the headings) and column of a file."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"Dòng {self.row}, cột “{self.column}”: {self.message}"


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One version of a unit as the file gives it."""

    row: int
    key: str
    span: Span
    name: str
    short_name: str
    kind: str
    block: str
    level: str
    parent: str
    position: int
    statistics_code: str
    agency_code: str
    own_code: str
    administrative: bool
    legal_basis: str
    date_status: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One succession as the file gives it."""

    row: int
    predecessor: str
    successor: str
    kind: str
    on: date
    legal_basis: str
    date_status: str


def day(row: Mapping[str, str], column: str, number: int, default: date | None = None) -> date | None:
    """The ISO day in a column; `default` when it is empty. Refuses anything else."""
    text = row.get(column, "").strip()
    if not text:
        return default
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"“{text}” không phải là ngày dạng 2025-07-01.", row=number, column=column) from None


def required_day(row: Mapping[str, str], column: str, number: int) -> date:
    """The ISO day in a column that must not be empty."""
    found = day(row, column, number)
    if found is None:
        raise Refused("Không được để trống.", row=number, column=column)
    return found


def unit_rows(rows: Iterable[Mapping[str, str]]) -> list[UnitRow]:
    """Read the rows of a units file. Refuses a row that cannot be read at all."""
    return [_unit_row(number, row) for number, row in enumerate(rows, 2)]


def _unit_row(number: int, row: Mapping[str, str]) -> UnitRow:
    for column in REQUIRED:
        if not row.get(column, "").strip():
            raise Refused("Không được để trống.", row=number, column=column)
    start, until = day(row, "from", number, date(1900, 1, 1)), day(row, "until", number)
    if start is None or (until is not None and until <= start):
        raise Refused("Ngày kết thúc phải sau ngày bắt đầu.", row=number, column="until")
    position = row.get("position", "").strip() or str(number)
    if not position.isdecimal():
        raise Refused("Thứ tự phải là số.", row=number, column="position")
    return UnitRow(
        row=number,
        key=row["key"].strip(),
        span=Span(start, until),
        position=int(position),
        administrative=row.get("administrative", "").strip().lower() in {"1", "true", "có", "x"},
        **{column: row.get(column, "").strip() for column in _TEXTS},
    )


def link_rows(rows: Iterable[Mapping[str, str]]) -> list[LinkRow]:
    """Read the rows of a successions file. Refuses a row that cannot be read at all."""
    result = []
    for number, row in enumerate(rows, 2):
        on = required_day(row, "on", number)
        text = {c: row.get(c, "").strip() for c in LinkRow.__slots__ if c not in {"row", "on"}}
        result.append(LinkRow(row=number, on=on, **text))
    return result


def problems(units: list[UnitRow], links: list[LinkRow]) -> list[Problem]:
    """Everything that is wrong with the files, in the order of their rows."""
    found = [*_words(units), *_overlaps(units), *_parents(units), *_codes(units), *_circles(units)]
    return sorted({*found}, key=lambda p: p.row) + sorted({*_links(units, links)}, key=lambda p: p.row)


def refuse_problems(found: list[Problem]) -> None:
    """Refuse with the first ten problems, if there are any."""
    if found:
        more = f"\n… và {len(found) - SHOWN} lỗi khác." if len(found) > SHOWN else ""
        raise Refused(f"Dữ liệu đơn vị có {len(found)} lỗi:\n" + "\n".join(map(str, found[:SHOWN])) + more)


def _words(units: list[UnitRow]) -> Iterator[Problem]:
    for unit in units:
        if unit.kind not in {k.value for k in Kind}:
            yield Problem(unit.row, "kind", f"không có loại hình “{unit.kind}”.")
        if unit.level not in {lv.value for lv in Level}:
            yield Problem(unit.row, "level", f"không có cấp “{unit.level}”.")
        if unit.block and unit.block not in {b.value for b in Block}:
            yield Problem(unit.row, "block", f"không có khối “{unit.block}”.")
        is_place = unit.kind in AREA_KINDS | VILLAGE_KINDS
        if bool(unit.block) == is_place:
            yield Problem(
                unit.row, "block", "cơ quan phải thuộc một khối; đơn vị hành chính, thôn thì để trống."
            )
        if unit.administrative != (unit.kind in AREA_KINDS):
            yield Problem(unit.row, "administrative", "chỉ đơn vị hành chính tỉnh, huyện, xã mới đánh dấu 1.")
        if unit.administrative and not unit.statistics_code:
            yield Problem(unit.row, "statistics_code", "đơn vị hành chính phải có mã thống kê.")


def _overlaps(units: list[UnitRow]) -> Iterator[Problem]:
    for versions in _by_key(units).values():
        for one, other in pairwise(versions):
            if one.span.meet(other.span):
                yield Problem(other.row, "from", f"“{other.key}” chồng thời gian với dòng {one.row}.")


def _parents(units: list[UnitRow]) -> Iterator[Problem]:
    lives = {key: joined(v.span for v in versions) for key, versions in _by_key(units).items()}
    for unit in units:
        if not unit.parent:
            continue
        if unit.parent not in lives:
            yield Problem(unit.row, "parent", f"không có đơn vị “{unit.parent}” trong tệp.")
        elif gap := uncovered(unit.span, lives[unit.parent]):
            yield Problem(
                unit.row, "parent", f"“{unit.parent}” chưa có hoặc đã kết thúc vào {gap.start:%d/%m/%Y}."
            )


def _codes(units: list[UnitRow]) -> Iterator[Problem]:
    for column, label in CODES.items():
        bearers: dict[str, list[UnitRow]] = defaultdict(list)
        for unit in sorted(units, key=lambda u: u.span.start):
            if code := getattr(unit, column):
                bearers[code].append(unit)
        for code, rows in bearers.items():
            for one, other in pairwise(rows):
                if one.span.meet(other.span):
                    yield Problem(
                        other.row, column, f"{label} “{code}” đang thuộc “{one.key}” (dòng {one.row})."
                    )


def _circles(units: list[UnitRow]) -> Iterator[Problem]:
    try:
        for _ in paths(Placed(u.key, u.parent or None, u.span) for u in units):
            pass
    except CircularError as circle:
        first = next(u for u in units if u.key == circle.args[0])
        yield Problem(first.row, "parent", f"“{first.key}” trực thuộc chính mình qua các cấp.")


def _links(units: list[UnitRow], links: list[LinkRow]) -> Iterator[Problem]:
    keys = {unit.key for unit in units}
    for link in links:
        for column in ("predecessor", "successor"):
            key = getattr(link, column)
            if key and key not in keys:
                yield Problem(link.row, column, f"không có đơn vị “{key}” trong tệp đơn vị.")
        if link.kind not in {c.value for c in Change}:
            yield Problem(link.row, "kind", f"không có hình thức “{link.kind}”.")
        if not link.successor and link.kind != Change.ABOLISH:
            yield Problem(link.row, "successor", "chỉ để trống khi giải thể, kết thúc hoạt động.")


def _by_key(units: list[UnitRow]) -> dict[str, list[UnitRow]]:
    found: dict[str, list[UnitRow]] = defaultdict(list)
    for unit in sorted(units, key=lambda u: u.span.start):
        found[unit.key].append(unit)
    return found
