"""The shipped files agree with their sources and with themselves."""

import csv
import runpy
from pathlib import Path

import pytest

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.home import reference
from caicach.organisation.units.rules.reference import (
    Problem,
    link_rows,
    problems,
    refuse_problems,
    unit_rows,
)

FOLDER = reference() / "units"


def read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def row(**values: str) -> dict[str, str]:
    plain = {"key": "a", "from": "2025-01-01", "name": "Sở A", "kind": "department", "block": "state"}
    return plain | {"level": "province"} | values


def test_the_committed_files_are_what_the_sources_give(tmp_path: Path) -> None:
    build = runpy.run_path(str(FOLDER / "build.py"))
    build["write"].__globals__["HERE"] = tmp_path
    for name, kind in (("units", "Row"), ("successions", "Link")):
        build["write"].__globals__["HERE"] = FOLDER
        rows = build["all_units"]() if name == "units" else build["all_links"]()
        build["write"].__globals__["HERE"] = tmp_path
        build["write"](f"{name}.csv", rows, build[kind])

        assert (tmp_path / f"{name}.csv").read_bytes() == (FOLDER / f"{name}.csv").read_bytes()


def test_the_shipped_files_have_no_problem() -> None:
    assert problems(unit_rows(read("units.csv")), link_rows(read("successions.csv"))) == []


def test_every_name_and_group_points_at_something() -> None:
    keys = {line["key"] for line in read("units.csv")}
    groups = {line["group"] for line in read("groups.csv")}

    assert {line["unit"] for line in read("aliases.csv") if line["unit"]} <= keys
    assert {line["group"] for line in read("aliases.csv") if line["group"]} <= groups
    assert {key for line in read("groups.csv") for key in line["units"].split("|") if key} <= keys
    assert {line[side] for line in read("function_transfers.csv") for side in ("giver", "receiver")} <= keys


def test_all_319_old_communes_go_to_the_new_commune_of_the_mapping() -> None:
    links = {
        (link["predecessor"], link["successor"].removeprefix("area.2025.").removeprefix("area."))
        for link in read("successions.csv")
        if link["on"] == "2025-07-01" and link["predecessor"].count(".") == 1 and link["successor"]
    }
    mapping = {
        (f"area.{line['old_ward_code']}", line["new_ward_code"])
        for line in read("sources/laocai_yenbai_old_to_new_2025.csv")
    }

    assert len(mapping) == 319
    assert mapping <= links


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row(kind="ministry")], Problem(2, "kind", "không có loại hình “ministry”.")),
        ([row(level="moon")], Problem(2, "level", "không có cấp “moon”.")),
        (
            [row(block="")],
            Problem(2, "block", "cơ quan phải thuộc một khối; đơn vị hành chính, thôn thì để trống."),
        ),
        ([row(parent="b")], Problem(2, "parent", "không có đơn vị “b” trong tệp.")),
        ([row(), row(name="Sở B")], Problem(3, "from", "“a” chồng thời gian với dòng 2.")),
        (
            [row(own_code="X"), row(key="b", own_code="X")],
            Problem(3, "own_code", "mã riêng “X” đang thuộc “a” (dòng 2)."),
        ),
        (
            [row(until="2025-07-01"), row(key="b", parent="a")],
            Problem(3, "parent", "“a” chưa có hoặc đã kết thúc vào 01/07/2025."),
        ),
        ([row(parent="a")], Problem(2, "parent", "“a” trực thuộc chính mình qua các cấp.")),
    ],
)
def test_a_broken_file_says_where_and_what(rows: list[dict[str, str]], expected: Problem) -> None:
    assert problems(unit_rows(rows), []) == [expected]


@pytest.mark.parametrize(
    ("broken", "column"),
    [
        ({"name": " "}, "name"),
        ({"from": "1/7/2025"}, "from"),
        ({"until": "2024-01-01"}, "until"),
        ({"position": "x"}, "position"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_place(broken: dict[str, str], column: str) -> None:
    with pytest.raises(Refused) as refused:
        unit_rows([row(), row(**broken)])

    assert (refused.value.row, refused.value.column) == (3, column)


def test_many_problems_are_counted_and_the_first_ten_shown() -> None:
    with pytest.raises(Refused, match="có 12 lỗi") as refused:
        refuse_problems([Problem(n, "name", "x") for n in range(12)])

    assert str(refused.value).count("Dòng") == 10
