"""Cột của bảng nhập và bảng xuất: one description for files that come in and go out, so that they agree.

A file may name its columns by these titles, by the field keys, or by words known for them; anything else is mapped by
the person. All errors of all rows are found in one reading.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from caicach.foundation.kernel.text import fold
from caicach.steering.indicators.rules.targets import OPERATOR_LABELS, Operator

from . import cells
from .cells import Cell, Reader


class ImportKind(StrEnum):
    """What a file holds."""

    ACTIVITIES = "activities"
    OBJECTIVES = "objectives"
    TASKS = "tasks"


IMPORT_KIND_LABELS = {
    ImportKind.OBJECTIVES: "Mục tiêu, chỉ tiêu",
    ImportKind.TASKS: "Nhiệm vụ, giải pháp",
    ImportKind.ACTIVITIES: "Hoạt động có kinh phí",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row: its title in files, how its cells are read, and other titles it is known by."""

    key: str
    title: str
    read: Reader
    required: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Lỗi tại một ô: row as the person counts it, the column's title in the file, what is wrong."""

    row: int | None
    column: str
    message: str

    def __str__(self) -> str:
        place = f"Dòng {self.row}, cột “{self.column}”" if self.row else f"Cột “{self.column}”"
        return f"{place}: {self.message}."


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave: the rows (number, values by field key) and everything that is wrong with it.

    `present` are the fields that the file has a column for; `ignored` the titles of columns that nothing uses.
    """

    rows: tuple[tuple[int, dict[str, Any]], ...]
    problems: tuple[Problem, ...]
    present: frozenset[str] = field(default=frozenset())
    ignored: tuple[str, ...] = field(default=())


_LINE = cells.whole(1, 10_000_000)
_CODE = Field("code", "STT", cells.text(30, required=True), True, ("mã", "số tt", "tt", "stt", "number"))
_AREA = Field("area", "Nội dung CCHC", cells.text(300), False, ("nội dung", "lĩnh vực", "area_no"))
_BLOCK = Field("block", "Khối", cells.block)
_LEAD = Field(
    "lead",
    "Cơ quan chủ trì",
    cells.text(500),
    False,
    ("chủ trì", "đơn vị chủ trì", "đơn vị thực hiện", "lead_unit", "lead_agency"),
)
_COORDINATING = Field(
    "coordinating",
    "Cơ quan phối hợp",
    cells.text(5000),
    False,
    ("phối hợp", "đơn vị phối hợp", "coordinating_units"),
)
_TAIL = (
    Field("line_from", "Từ dòng", _LINE),
    Field("line_to", "Đến dòng", _LINE),
    Field("note", "Điểm cần xác minh", cells.text(5000), False, ("ghi chú",)),
)
_BINDS = Field("binds_group", "Nhóm thực hiện", cells.text(50), False, ("nhóm cơ quan, đơn vị thực hiện",))
_YEAR_TITLE = re.compile(r"(?:nam\s*|y)?(20\d{2})")

_FIELDS: dict[ImportKind, tuple[Field, ...]] = {
    ImportKind.ACTIVITIES: (
        _CODE,
        _AREA,
        _BLOCK,
        Field(
            "name",
            "Hoạt động",
            cells.text(5000, required=True),
            True,
            ("nội dung hoạt động", "tên hoạt động", "name_vi"),
        ),
        Field("formula", "Cách tính", cells.text(5000), False, ("formula_text",)),
        Field("total", "Tổng", cells.optional_money, False, ("tổng số", "cộng", "tổng khái toán kinh phí")),
        Field("local_budget", "Ngân sách địa phương", cells.optional_money),
        Field("other_source", "Nguồn khác", cells.optional_money),
        _LEAD,
        _COORDINATING,
        *_TAIL,
    ),
    ImportKind.OBJECTIVES: (
        _CODE,
        _AREA,
        _BLOCK,
        Field(
            "text",
            "Mục tiêu, chỉ tiêu",
            cells.text(5000, required=True),
            True,
            ("mục tiêu", "chỉ tiêu", "text_vi"),
        ),
        Field("operator", "Phép so sánh", cells.operator),
        Field("value", "Giá trị", cells.signed_figure, False, ("chỉ tiêu năm", "mức")),
        Field("value2", "Đến", cells.figure),
        Field("unit", "Đơn vị tính", cells.text(40), False, ("đvt", "đơn vị")),
        Field("level", "Cấp", cells.text(60)),
        Field("year", "Năm", cells.whole(1990, 2100)),
        Field("baseline", "Số liệu năm gốc", cells.figure, False, ("hiện trạng",)),
        Field("baseline_year", "Năm gốc", cells.whole(1990, 2100)),
        Field("baseline_note", "Ghi chú số liệu năm gốc", cells.text(300)),
        Field("metric", "Mã chỉ số", cells.text(150)),
        Field("annex", "Dòng phụ lục", cells.text(30)),
        _BINDS,
        *_TAIL,
    ),
    ImportKind.TASKS: (
        _CODE,
        _AREA,
        _BLOCK,
        Field("kind", "Loại", cells.kind),
        Field(
            "text",
            "Nhiệm vụ",
            cells.text(10_000, required=True),
            True,
            ("nội dung nhiệm vụ", "hoạt động cụ thể", "text_vi"),
        ),
        Field("product", "Sản phẩm", cells.text(5000), False, ("sản phẩm đầu ra", "kết quả")),
        _LEAD,
        _COORDINATING,
        Field("due_on", "Thời gian hoàn thành", cells.due, False, ("thời gian", "thời hạn", "hoàn thành")),
        Field("money", "Kinh phí", cells.optional_money, False, ("kinh phí (triệu đồng)",)),
        _BINDS,
        Field("weight", "Tỷ trọng (%)", cells.share, False, ("tỷ trọng", "trọng số")),
        Field("serves", "Phục vụ mục tiêu", cells.codes, False, ("phục vụ mục tiêu (mã)",)),
        *_TAIL,
    ),
}
_AFTER_YEARS = "total"


def fields_of(kind: ImportKind, years: Iterable[int] = ()) -> tuple[Field, ...]:
    """The fields of a kind in the order of the paper; activities have one of money for each year."""
    fields = _FIELDS[kind]
    if kind is not ImportKind.ACTIVITIES:
        return fields
    at = [one.key for one in fields].index(_AFTER_YEARS)
    yearly = tuple(Field(str(year), f"Năm {year}", cells.money) for year in years)
    return (*fields[:at], *yearly, *fields[at:])


def years_in(header: Iterable[str]) -> set[int]:
    """Years that have a column of their own ("Năm 2021", "2021")."""
    matches = (_YEAR_TITLE.fullmatch(_plain(title)) for title in header)
    return {int(match.group(1)) for match in matches if match}


def guess_mapping(kind: ImportKind, header: Sequence[str], years: Iterable[int] = ()) -> dict[str, str]:
    """Đoán cột: {field key: title of the file's column}; a title is taken once, the first that fits."""
    by_name: dict[str, str] = {}
    for one in fields_of(kind, years):
        for name in (one.key, one.title, *one.aliases):
            by_name.setdefault(_plain(name), one.key)
    mapping: dict[str, str] = {}
    for title in header:
        name = _plain(title)
        year = _YEAR_TITLE.fullmatch(name)
        key = by_name.get(year.group(1) if year and kind is ImportKind.ACTIVITIES else name)
        if key:
            mapping.setdefault(key, title)
    return mapping


def _plain(title: str) -> str:
    return re.sub(r"\s+", " ", fold(title)).strip(" .:")


def read_rows(
    kind: ImportKind,
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[Cell]]],
    mapping: Mapping[str, str],
    *,
    years: Iterable[int] = (),
    areas: Mapping[str, str] | None = None,
    metrics: Collection[str] | None = None,
) -> Reading:
    """Đọc cả bảng: values by field, with every error of every row and column.

    `mapping` is field key → column title. `areas` maps folded names and codes to area codes (None: any text
    stays); `metrics` are the known indicator keys (None: not checked).
    """
    fields = fields_of(kind, years)
    places = {title: index for index, title in reversed(list(enumerate(header)))}
    used = [(one, mapping[one.key], places.get(mapping[one.key])) for one in fields if mapping.get(one.key)]
    problems = [
        Problem(None, one.title, "thiếu cột bắt buộc này trong tệp")
        for one in fields
        if _lacks(one, mapping, places)
    ]
    columns = [(one, title, index) for one, title, index in used if index is not None]
    present = frozenset(one.key for one, _, _ in columns)
    missing = [(one.key, one.read(None)) for one in fields if one.key not in present and not one.required]
    read: list[tuple[int, dict[str, Any]]] = []
    if not problems:
        for number, row in rows:
            values = dict(missing)
            _read_cells(columns, number, row, values, problems)
            read.append((number, values))
        titles = {one.key: title for one, title, _ in columns}
        if kind is ImportKind.OBJECTIVES:
            present |= _unpack_figures([values for _, values in read])
        problems += _across(kind, read, titles, areas, metrics)
    taken = {title for _, title, _ in columns}
    ignored = tuple(title for title in header if title and title not in taken)
    return Reading(tuple(read), tuple(problems), present, ignored)


def _unpack_figures(rows: Sequence[dict[str, Any]]) -> frozenset[str]:
    """Put the sign of a value into the operator where the file names none; {"operator"} if every value has a sign."""
    signs = set()
    for values in rows:
        found = values.get("value")
        if isinstance(found, cells.Figure):
            values["value"] = found.value
            values["operator"] = values.get("operator") or found.operator
            signs.add(bool(found.operator))
    return frozenset({"operator"}) if signs == {True} else frozenset()


def _lacks(one: Field, mapping: Mapping[str, str], places: Mapping[str, int]) -> bool:
    named = mapping.get(one.key)
    return (one.required and not named) or (bool(named) and named not in places)


def _read_cells(
    columns: Sequence[tuple[Field, str, int]],
    number: int,
    row: Sequence[Cell],
    values: dict[str, Any],
    problems: list[Problem],
) -> None:
    for one, title, index in columns:
        try:
            values[one.key] = one.read(row[index])
        except ValueError as error:
            values[one.key] = None
            problems.append(Problem(number, title, str(error)))


def _across(
    kind: ImportKind,
    rows: Sequence[tuple[int, dict[str, Any]]],
    titles: Mapping[str, str],
    areas: Mapping[str, str] | None,
    metrics: Collection[str] | None,
) -> list[Problem]:
    problems: list[Problem] = []
    first_with: dict[str, int] = {}
    for number, values in rows:
        code = values.get("code")
        if code and first_with.setdefault(code, number) != number:
            message = f"“{code}” đã dùng ở dòng {first_with[code]}"
            problems.append(Problem(number, titles["code"], message))
        _settle_area(number, values, titles, areas, problems)
        _settle_lines(number, values, titles, problems)
        if kind is ImportKind.OBJECTIVES:
            _settle_target(number, values, titles, metrics, problems)
    return problems


def _settle_area(
    number: int,
    values: dict[str, Any],
    titles: Mapping[str, str],
    areas: Mapping[str, str] | None,
    problems: list[Problem],
) -> None:
    if areas is None or not values.get("area"):
        return
    code = areas.get(fold(values["area"]))
    if code is None:
        known = ", ".join(dict.fromkeys(areas.values()))
        problems.append(
            Problem(number, titles["area"], f"“{values['area']}” không có trong kế hoạch; hãy ghi {known}")
        )
    else:
        values["area"] = code


def _settle_lines(
    number: int, values: dict[str, Any], titles: Mapping[str, str], problems: list[Problem]
) -> None:
    first, last = values.get("line_from"), values.get("line_to")
    if first and last and last < first:
        problems.append(Problem(number, titles["line_to"], "dòng cuối đứng trước dòng đầu"))


def _settle_target(
    number: int,
    values: dict[str, Any],
    titles: Mapping[str, str],
    metrics: Collection[str] | None,
    problems: list[Problem],
) -> None:
    metric = values.get("metric")
    if metrics is not None and metric and metric not in metrics:
        problems.append(Problem(number, titles["metric"], f"chưa có chỉ số mang mã “{metric}”"))
    if values.get("value") is None:
        if values.get("operator"):
            problems.append(
                Problem(number, titles.get("value", "Giá trị"), "có phép so sánh nhưng thiếu giá trị")
            )
        return
    values["operator"] = values.get("operator") or "equal"
    upper = values.get("value2")
    if values["operator"] == "range" and (upper is None or upper < values["value"]):
        message = "chỉ tiêu trong khoảng cần hai giá trị, xếp từ nhỏ đến lớn"
        problems.append(Problem(number, titles.get("value2", "Đến"), message))


def cell_of(field_key: str, value: Any) -> Cell:
    """Giá trị như ghi ra tệp: the inverse of reading, in the words that people read."""
    if value is None:
        return None
    if field_key == "block":
        return BLOCK_TITLES.get(value, value)
    if field_key == "kind":
        return KIND_TITLES.get(value, value)
    if field_key == "operator":
        return OPERATOR_LABELS[Operator(value)] if value else ""
    if field_key == "due_on":
        day, words = value
        return words if day is None else day
    settled: Cell = value
    return settled


BLOCK_TITLES = {"party": "Khối Đảng, đoàn thể", "state": "Khối nhà nước", "all": "Cả hai khối"}
KIND_TITLES = {"task": "Nhiệm vụ", "solution": "Giải pháp", "objective": "Mục tiêu định tính"}
