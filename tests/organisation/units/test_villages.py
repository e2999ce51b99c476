"""The villages of 2026, as a province lists them itself: the example of reference/units/README.md is loaded."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from caicach.cli import main
from caicach.foundation.kernel.actor import SYSTEM
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.home import CHECKOUT
from caicach.organisation.units import operations, queries

from .conftest import AT

EXAMPLES = re.findall(
    r"```\n(.*?)```", (CHECKOUT / "reference" / "units" / "README.md").read_text(), re.DOTALL
)
WARD = "02647"
BEFORE, AFTER = date(2026, 4, 30), date(2026, 5, 1)

pytestmark = pytest.mark.usefixtures("lao_cai")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the province's own lists."""
    monkeypatch.setenv("CAICACH_HOME", str(tmp_path))
    folder = tmp_path / "units"
    folder.mkdir()
    return folder


@pytest.fixture
def loaded(own: Path) -> int:
    """The example, loaded as `caicach setup` does; how many units it added."""
    for name, text in zip(("units.csv", "successions.csv"), EXAMPLES, strict=True):
        (own / name).write_text(text)
    return operations.load_reference(by=SYSTEM, at=AT)


def villages(on: date) -> list[tuple[str, str, str | None]]:
    rows = queries.tree(on, under=WARD)
    return [(row.code, row.name, row.parent) for row in rows if row.level == "village"]


def test_the_tree_shows_the_villages_of_each_side_of_the_day(loaded: int) -> None:
    assert loaded == 5
    assert sorted(villages(BEFORE)) == [
        ("02647-01", "Thôn Một", WARD),
        ("02647-02", "Thôn Hai", WARD),
        ("02647-03", "Thôn Ba", WARD),
        ("02647-04", "Tổ dân phố số 4", WARD),
    ]
    assert sorted(villages(AFTER)) == [("02647-03", "Thôn Ba Đình", WARD), ("02647-12", "Thôn Một Hai", WARD)]
    assert villages(date(2025, 6, 30)) == []


@pytest.mark.parametrize("on", ["2026-04-30", "2026-05-01"])
def test_villages_are_never_administrative(loaded: int, on: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["units", "tree", "--on", on, "--administrative", "--json"]) == 0

    rows = json.loads(capsys.readouterr().out)
    assert (len(rows), {row["level"] for row in rows}) == (100, {"province", "commune"})


@pytest.mark.parametrize(
    ("code", "followers"),
    [
        ("02647-01", [("02647-12", "Thôn Một Hai", "merge")]),
        ("02647-02", [("02647-12", "Thôn Một Hai", "merge")]),
        ("02647-03", [("02647-03", "Thôn Ba Đình", "rename")]),
        ("02647-04", []),
    ],
)
def test_who_carries_a_village_on(
    loaded: int, code: str, followers: list[tuple[str, str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["units", "successors", code, "--on", "2026-05-01", "--json"]) == 0

    assert json.loads(capsys.readouterr().out) == [
        {"code": c, "name": name, "level": "village", "kind": kind, "on": "2026-05-01"}
        for c, name, kind in followers
    ]


def test_loading_again_adds_what_the_province_has_added_and_nothing_else(loaded: int, own: Path) -> None:
    with (own / "units.csv").open("a") as file:
        file.write("thon.nam,2026-05-01,,Thôn Năm,village,,village,area.2025.02647,02647-05\n")

    assert operations.load_reference(by=SYSTEM, at=AT) == 1
    assert operations.load_reference(by=SYSTEM, at=AT) == 0
    assert len(villages(AFTER)) == 3


def test_a_village_marked_as_administrative_or_without_a_living_commune_is_refused(own: Path) -> None:
    (own / "units.csv").write_text(
        "key,from,until,name,kind,block,level,parent,own_code,administrative\n"
        "thon.mot,2025-07-01,,Thôn Một,village,,village,area.2025.02647,02647-01,1\n"
        "thon.hai,2020-07-01,,Thôn Hai,village,,village,area.2025.02647,02647-02,\n"
    )

    with pytest.raises(Refused) as refused:
        operations.load_reference(by=SYSTEM, at=AT)

    assert "Dòng 2, cột “administrative”" in str(refused.value)
    assert "Dòng 3, cột “parent”: “area.2025.02647” chưa có" in str(refused.value)
