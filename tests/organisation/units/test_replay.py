"""HR-03: the reorganisation of 2025 carried out by operations; every earlier tree stays what it was."""

import csv
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from caicach.foundation.kernel.actor import SYSTEM
from caicach.foundation.kernel.home import reference
from caicach.organisation.units import operations, queries
from caicach.organisation.units.models import Unit
from caicach.organisation.units.operations import Decision, NewUnit
from caicach.organisation.units.queries import TreeRow

from .conftest import AT, EVE, MERGED

BY_LAW = Decision(on=MERGED, legal_basis="Nghị quyết 202/2025/QH15 và 1673/NQ-UBTVQH15")
KINDS = {"Xã": "commune", "Phường": "ward"}


def read(name: str) -> list[dict[str, str]]:
    with (reference() / "units" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def eve(tmp_path: Path, db: None) -> None:
    """The units as they were known on 30 June 2025: nobody has ended yet."""
    known = [row for row in read("units.csv") if row["from"] < "2025-07-01"]
    for row in known:
        row["until"] = "" if row["until"] >= "2025-07-01" else row["until"]
    write(tmp_path / "units.csv", known)
    write(tmp_path / "successions.csv", [row for row in read("successions.csv") if row["on"] < "2025-07-01"])
    operations.import_units(path=tmp_path / "units.csv", by=SYSTEM, at=AT)


def key(name: str) -> UUID:
    return Unit.objects.get(reference=name).pk


def merge_communes() -> None:
    """The 319 old communes into 99; eight of them only change their parent."""
    units = dict(Unit.objects.values_list("reference", "pk"))
    olds = defaultdict(list)
    for row in read("sources/laocai_yenbai_old_to_new_2025.csv"):
        olds[row["new_ward_code"], row["new_ward"]].append(units[f"area.{row['old_ward_code']}"])
    for (code, name), old in olds.items():
        if len(old) == 1:
            operations.move(unit_id=old[0], parent_id=units["lao-cai"], decision=BY_LAW, by=SYSTEM, at=AT)
            continue
        new = NewUnit(
            name=name,
            short_name=name,
            kind=KINDS[name.split(" ")[0]],
            level="commune",
            parent_id=units["lao-cai"],
            statistics_code=code,
            administrative=True,
        )
        operations.merge(units=old, into=new, decision=BY_LAW, by=SYSTEM, at=AT)


def replay() -> None:
    """The first of July 2025."""
    merge_communes()
    for district in queries.tree(EVE, administrative=True):
        if district.level == "district":
            operations.abolish(unit_id=district.unit_id, heir=None, decision=BY_LAW, by=SYSTEM, at=AT)
    operations.merge(
        units=[key("lao-cai"), key("yen-bai")], into=key("lao-cai"), decision=BY_LAW, by=SYSTEM, at=AT
    )
    operations.rename(
        unit_id=key("lao-cai"),
        name="Tỉnh Lào Cai",
        codes={"statistics_code": "15"},
        decision=BY_LAW,
        by=SYSTEM,
        at=AT,
    )


def plain(rows: list[TreeRow]) -> set[tuple[object, ...]]:
    """What a tree says, apart from keys and from when a version ends."""
    return {(r.code, r.name, r.kind, r.block, r.level, r.parent, r.valid_from, r.depth) for r in rows}


@pytest.mark.django_db
@pytest.mark.usefixtures("eve")
def test_replaying_the_reorganisation_of_2025_leaves_the_tree_of_the_eve_as_it_was() -> None:
    before = queries.tree(EVE)

    replay()

    after = queries.tree(EVE)
    assert [replace(row, valid_to=None) for row in after] == before
    assert plain(after) == plain(before)
    today = queries.tree(MERGED, administrative=True)
    shipped = {
        (row["statistics_code"], row["name"], row["level"])
        for row in read("units.csv")
        if row["administrative"] and not row["until"]
    }
    assert len(shipped) == 100
    renamed = {"Xã Tà Si Láng": "Xã Tà Xi Láng"}  # the mapping spells its old name, the list its new one
    assert {(row.code, renamed.get(row.name, row.name), row.level) for row in today} == shipped


@pytest.mark.django_db
@pytest.mark.usefixtures("eve")
def test_after_the_replay_every_commune_has_its_four_bodies_and_every_old_body_its_heir() -> None:
    bodies = [row.unit_id for row in queries.tree(EVE) if row.block and row.level == "commune"]

    replay()

    today = queries.tree(MERGED)
    communes = [row for row in today if row.level == "commune" and row.block is None]
    below = [row for row in today if row.level == "commune" and row.block]
    assert (len(communes), len(below)) == (99, 4 * 99)
    assert {row.code for row in below} == {
        f"{body}-{row.code}" for row in communes for body in ("DU", "HDND", "UBND", "MTTQ")
    }
    living = {row.unit_id for row in below}
    assert {body for body in bodies if not living & queries.lineage_forward([body])} == set()
