"""HR-03: the reorganisation of 2025 carried out by operations; every earlier tree stays what it was."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from caicach.foundation.kernel.actor import SYSTEM
from caicach.foundation.kernel.home import reference
from caicach.organisation.units import operations, queries
from caicach.organisation.units.models import Unit, UnitPath
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


@pytest.fixture(scope="module")
def replayed(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[TreeRow]]:
    """The units as they were known on 30 June 2025, then the first of July; gives the tree of the eve before it."""
    folder = tmp_path_factory.mktemp("eve")
    known = [row for row in read("units.csv") if row["from"] < "2025-07-01"]
    for row in known:
        row["until"] = "" if row["until"] >= "2025-07-01" else row["until"]  # nobody has ended yet
    write(folder / "units.csv", known)
    write(folder / "successions.csv", [row for row in read("successions.csv") if row["on"] < "2025-07-01"])
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        operations.import_units(path=folder / "units.csv", by=SYSTEM, at=AT)
        before = queries.tree(EVE)
        replay()
    yield before
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


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


@pytest.mark.django_db
def test_the_tree_of_the_eve_is_the_same_after_the_reorganisation(replayed: list[TreeRow]) -> None:
    after = queries.tree(EVE)

    assert len(after) == len(replayed) > 1700
    assert [replace(row, valid_to=None) for row in after] == replayed


@pytest.mark.django_db
@pytest.mark.usefixtures("replayed")
def test_the_areas_of_the_day_are_those_of_the_shipped_data() -> None:
    today = queries.tree(MERGED, administrative=True)

    shipped = {
        (row["statistics_code"], row["name"], row["level"])
        for row in read("units.csv")
        if row["administrative"] and not row["until"]
    }
    renamed = {"Xã Tà Si Láng": "Xã Tà Xi Láng"}  # the mapping spells its old name, the list its new one
    assert len(shipped) == 100
    assert {(row.code, renamed.get(row.name, row.name), row.level) for row in today} == shipped


@pytest.mark.django_db
def test_every_commune_has_its_four_bodies_and_every_old_body_its_heir(replayed: list[TreeRow]) -> None:
    bodies = [row.unit_id for row in replayed if row.block and row.level == "commune"]

    today = queries.tree(MERGED)
    communes = [row for row in today if row.level == "commune" and row.block is None]
    below = [row for row in today if row.level == "commune" and row.block]
    living = {row.unit_id for row in below}
    assert (len(communes), len(below)) == (99, 4 * 99)
    assert {row.code for row in below} == {
        f"{body}-{row.code}" for row in communes for body in ("DU", "HDND", "UBND", "MTTQ")
    }
    assert set(bodies) <= queries.lineage_back(living)


@pytest.mark.django_db
@pytest.mark.usefixtures("replayed")
def test_paths_kept_up_step_by_step_are_those_derived_anew() -> None:
    def stored() -> set[tuple[Any, ...]]:
        return set(UnitPath.objects.values_list("ancestor", "descendant", "depth", "during"))

    step_by_step = stored()

    operations.rebuild_paths()

    assert stored() == step_by_step
