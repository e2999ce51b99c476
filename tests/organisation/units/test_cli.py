"""The commands of units: keys, order, exit codes."""

import json
from typing import Any

import pytest

from caicach.cli import main

pytestmark = pytest.mark.usefixtures("lao_cai")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any, str]:
    try:
        code = main(["units", *arguments])
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    out, err = capsys.readouterr()
    return code, json.loads(out) if out.startswith("[") else out, err


def test_the_tree_lists_the_unit_itself_first(capsys: pytest.CaptureFixture[str]) -> None:
    code, rows, err = run(capsys, "tree", "--on", "2025-06-30", "--under", "10", "--administrative", "--json")

    assert (code, len(rows), err) == (0, 161, "")
    assert rows[0] == {
        "code": "10",
        "name": "Tỉnh Lào Cai",
        "kind": "province",
        "block": None,
        "level": "province",
        "parent": None,
        "valid_from": "2011-01-01",
        "valid_to": "2025-07-01",
    }


def test_the_areas_of_the_first_of_july_are_one_province_and_99_communes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, rows, _ = run(capsys, "tree", "--on", "2025-07-01", "--administrative", "--json")

    assert next(row["code"] for row in rows) == "15"
    assert {(row["level"], row["parent"], row["block"]) for row in rows[1:]} == {("commune", "15", None)}
    assert len(rows) == 100


def test_every_parent_in_the_tree_is_a_code_of_that_day(capsys: pytest.CaptureFixture[str]) -> None:
    _, rows, _ = run(capsys, "tree", "--on", "2026-11-22", "--json")

    assert {row["parent"] for row in rows} <= {row["code"] for row in rows} | {None}
    assert {row["block"] for row in rows} == {None, "party", "state", "front"}
    assert [row["code"] for row in rows if row["parent"] is None] == ["15"]


def test_the_successors_of_a_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "successors", "02641", "--on", "2025-07-01", "--json") == (
        0,
        [
            {
                "code": "02647",
                "name": "Phường Lào Cai",
                "level": "commune",
                "kind": "merge",
                "on": "2025-07-01",
            }
        ],
        "",
    )


def test_a_code_unknown_on_that_day_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "tree", "--on", "2025-07-01", "--under", "10", "--json")

    assert (code, out, err) == (1, "", "Không có cơ quan, đơn vị nào mang mã “10” vào ngày 01/07/2025.\n")


@pytest.mark.parametrize("day", ["0001-01-01", "1900-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_time_is_a_day_like_any_other(
    capsys: pytest.CaptureFixture[str], day: str
) -> None:
    code, out, err = run(capsys, "successors", "10", "--on", day, "--json")

    assert (code, out, err.startswith("Không có cơ quan, đơn vị nào mang mã “10”")) == (1, "", True)


@pytest.mark.parametrize(
    "arguments", [["tree", "--on", "30/6/2025"], ["successors", "10"], ["tree", "--what"], []]
)
def test_wrong_usage_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *arguments)

    assert (code, out, err != "") == (2, "", True)


def test_without_json_the_tree_is_for_reading(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "tree", "--on", "2025-06-30", "--under", "088", "--administrative")

    assert out.splitlines()[:2] == ["088  Thị xã Sa Pa", "  03001  Phường Sa Pa"]
