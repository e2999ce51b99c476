"""Reorganising: every operation keeps history and gives open work to whoever carries the unit on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from caicach.foundation.audit.models import Event
from caicach.foundation.kernel.actor import SYSTEM, Actor
from caicach.foundation.kernel.errors import NotPermitted, Refused, Stale
from caicach.foundation.records import Hanging, RecordKind, Ref, registry
from caicach.organisation.units import operations, queries
from caicach.organisation.units.models import Succession, Unit, UnitVersion
from caicach.organisation.units.operations import Decision, NewUnit

from .conftest import AT, TODAY

pytestmark = pytest.mark.usefixtures("lao_cai")

DECISION = Decision(on=TODAY, legal_basis="Quyết định 01/QĐ-UBND ngày 20/11/2026")
YESTERDAY = date(2026, 11, 21)
NEW = NewUnit(name="Sở Quản lý chung", kind="department", level="province", block="state", own_code="SQLC")


def unit(key: str) -> UUID:
    return Unit.objects.get(reference=key).pk


@pytest.fixture
def tasks() -> Iterator[dict[UUID, UUID]]:
    """Open work of a made-up app: row -> unit that has it to do; the registry forgets it afterwards."""
    rows: dict[UUID, UUID] = {}

    def hanging(units: Any) -> list[Hanging]:
        return [Hanging(Ref("test.task", row), f"Việc {row}", "") for row, at in rows.items() if at in units]

    def hand_over(giver: UUID, receiver: UUID, *, by: Actor, at: datetime, function: str = "") -> int:
        moving = [row for row, place in rows.items() if place == giver]
        rows.update(dict.fromkeys(moving, receiver))
        return len(moving)

    registry.register(
        RecordKind(
            kind="test.task",
            label="Nhiệm vụ thử",
            model=Unit,
            title=str,
            hangs_on_unit=hanging,
            hand_over_unit=hand_over,
            functions=frozenset({"Kiểm soát thủ tục hành chính"}),
        )
    )
    yield rows
    registry._KINDS.pop("test.task")


def give(tasks: dict[UUID, UUID], *owners: UUID) -> None:
    tasks.update((uuid4(), owner) for owner in owners)


def names(on: date) -> set[str]:
    return {row.name for row in queries.tree(on)}


def test_a_renamed_unit_is_the_same_unit_under_another_name() -> None:
    key = unit("ubnd.sct")
    before = queries.tree(YESTERDAY)

    operations.rename(unit_id=key, name="Sở Công Thương và Năng lượng", decision=DECISION, by=SYSTEM, at=AT)

    assert [v.name for v in queries.history(key)] == ["Sở Công Thương", "Sở Công Thương và Năng lượng"]
    assert [(f.unit_id, f.kind) for f in queries.successors("SCT", TODAY)] == [(key, "rename")]
    assert [replace(row, valid_to=None) for row in queries.tree(YESTERDAY)] == before
    event = Event.objects.get(kind="units.renamed")
    assert (event.unit_id, event.data) == (
        key,
        {"before": "Sở Công Thương", "after": "Sở Công Thương và Năng lượng"},
    )


def test_a_moved_unit_takes_those_below_with_it() -> None:
    operations.move(unit_id=unit("ubnd.vp"), parent_id=unit("hdnd"), decision=DECISION, by=SYSTEM, at=AT)

    centre = unit("ubnd.vp.hcc")
    assert queries.ancestors(centre, TODAY) == [unit("ubnd.vp"), unit("hdnd"), unit("lao-cai")]
    assert queries.ancestors(centre, YESTERDAY) == [unit("ubnd.vp"), unit("ubnd"), unit("lao-cai")]


def test_a_unit_cannot_be_moved_below_itself() -> None:
    with pytest.raises(Refused, match="trực thuộc chính mình"):
        operations.move(unit_id=unit("ubnd"), parent_id=unit("ubnd.vp"), decision=DECISION, by=SYSTEM, at=AT)

    assert queries.history(unit("ubnd")).count() == 1


def test_merged_departments_give_their_open_work_to_the_new_one(tasks: dict[UUID, UUID]) -> None:
    old = [unit("ubnd.sct"), unit("ubnd.sxd")]
    give(tasks, old[0], old[0], old[1], unit("ubnd.snv"))

    new = operations.merge(
        units=old, into=replace(NEW, parent_id=unit("ubnd")), decision=DECISION, by=SYSTEM, at=AT
    )

    assert sorted(tasks.values(), key=str) == sorted([new.unit_id] * 3 + [unit("ubnd.snv")], key=str)
    assert names(TODAY) - names(YESTERDAY) == {"Sở Quản lý chung"}
    assert names(YESTERDAY) - names(TODAY) == {"Sở Công Thương", "Sở Xây dựng"}
    assert queries.heirs(old[0], TODAY) == [new.unit_id]
    assert set(queries.lineage_back([new.unit_id])) >= set(old)


def test_work_counted_by_the_old_tree_and_by_the_new_is_the_same(tasks: dict[UUID, UUID]) -> None:
    communes = [version.unit_id for version in queries.units_of_group("commune_committees", TODAY)]
    give(tasks, *communes)
    one, two = unit("area.2025.02647"), unit("area.2025.02671")
    made = NewUnit(
        name="Phường Lào Cai Mới",
        kind="ward",
        level="commune",
        parent_id=unit("lao-cai"),
        statistics_code="02647",
        administrative=True,
    )

    new = operations.merge(units=[one, two], into=made, decision=DECISION, by=SYSTEM, at=AT)

    old_tree = queries.descendants_of([unit("lao-cai")], YESTERDAY)
    new_tree = queries.descendants_of([unit("lao-cai")], TODAY)
    body = queries.unit_by_code("UBND-02647", TODAY)
    assert (body.name, body.parent_id) == ("Ủy ban nhân dân phường Lào Cai Mới", new.unit_id)
    assert sum(owner in new_tree for owner in tasks.values()) == len(communes)
    assert sum(bool(queries.lineage_back([owner]) & old_tree) for owner in tasks.values()) == len(communes)
    assert sum(owner == body.unit_id for owner in tasks.values()) == 2


def test_a_unit_absorbed_by_a_living_one_ends_and_the_other_lives_on(tasks: dict[UUID, UUID]) -> None:
    give(tasks, unit("ubnd.sct"))

    operations.merge(units=[unit("ubnd.sct")], into=unit("ubnd.stc"), decision=DECISION, by=SYSTEM, at=AT)

    assert list(tasks.values()) == [unit("ubnd.stc")]
    assert [f.name for f in queries.successors("SCT", TODAY)] == ["Sở Tài chính"]


def test_a_split_gives_open_work_to_the_chosen_half(tasks: dict[UUID, UUID]) -> None:
    give(tasks, unit("ubnd.svhttdl"))
    halves = [
        replace(NEW, name="Sở Văn hóa", own_code="SVH", parent_id=unit("ubnd")),
        replace(NEW, name="Sở Du lịch", own_code="SDL", parent_id=unit("ubnd")),
    ]

    made = operations.split(
        unit_id=unit("ubnd.svhttdl"), into=halves, keep=False, heir=1, decision=DECISION, by=SYSTEM, at=AT
    )

    assert list(tasks.values()) == [made[1].unit_id]
    assert {f.name for f in queries.successors("SVHTTDL", TODAY)} == {"Sở Văn hóa", "Sở Du lịch"}


def test_the_shares_of_a_split_are_kept_with_the_successions() -> None:
    old = unit("ubnd.svhttdl")
    parts = [
        replace(NEW, name="Sở Du lịch", own_code="SDL", parent_id=unit("ubnd")),
        replace(NEW, name="Sở Thể thao", own_code="STT", parent_id=unit("ubnd")),
    ]

    shares = [Decimal("25.5"), Decimal("14.5")]
    operations.split(
        unit_id=old, into=parts, keep=True, heir=0, shares=shares, decision=DECISION, by=SYSTEM, at=AT
    )

    assert [(link.name, link.share) for link in queries.links_of(old)[1] if link.on == DECISION.on] == [
        ("Sở Du lịch", Decimal("25.5")),
        ("Sở Thể thao", Decimal("14.5")),
    ]
    assert Succession.objects.get(predecessor=old, successor=old, on=DECISION.on).share == Decimal(60)


def test_a_part_taken_out_leaves_the_work_where_it_is(tasks: dict[UUID, UUID]) -> None:
    give(tasks, unit("ubnd.svhttdl"))
    part = replace(NEW, name="Sở Du lịch", own_code="SDL", parent_id=unit("ubnd"))

    operations.split(
        unit_id=unit("ubnd.svhttdl"), into=[part], keep=True, heir=0, decision=DECISION, by=SYSTEM, at=AT
    )

    assert list(tasks.values()) == [unit("ubnd.svhttdl")]


def test_abolishing_is_refused_while_work_hangs_on_the_unit_and_nobody_inherits(
    tasks: dict[UUID, UUID],
) -> None:
    give(tasks, unit("lhh"), unit("lhh"))

    with pytest.raises(Refused, match="Còn 2 việc đang mở"):
        operations.abolish(unit_id=unit("lhh"), heir=None, decision=DECISION, by=SYSTEM, at=AT)

    assert "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh" in names(TODAY)


def test_an_abolished_unit_leaves_its_work_to_the_heir(tasks: dict[UUID, UUID]) -> None:
    give(tasks, unit("lhh"))

    operations.abolish(unit_id=unit("lhh"), heir=unit("mttq"), decision=DECISION, by=SYSTEM, at=AT)

    assert list(tasks.values()) == [unit("mttq")]
    assert [(f.code, f.kind) for f in queries.successors("LHH", TODAY)] == [("MTTQ", "abolish")]


def test_a_function_goes_to_another_living_department_with_its_open_work(tasks: dict[UUID, UUID]) -> None:
    give(tasks, unit("ubnd.vp"))

    gift = operations.transfer_function(
        function="Kiểm soát thủ tục hành chính",
        giver=unit("ubnd.vp"),
        receiver=unit("ubnd.stp"),
        decision=DECISION,
        by=SYSTEM,
        at=AT,
    )

    gift.refresh_from_db()
    assert (list(tasks.values()), gift.handed_over_at) == ([unit("ubnd.stp")], AT)
    assert names(TODAY) == names(YESTERDAY)


def test_another_function_leaves_this_work_alone(tasks: dict[UUID, UUID]) -> None:
    give(tasks, unit("ubnd.vp"))

    operations.transfer_function(
        function="Công tác lễ tân",
        giver=unit("ubnd.vp"),
        receiver=unit("ubnd.sngv"),
        decision=DECISION,
        by=SYSTEM,
        at=AT,
    )

    assert list(tasks.values()) == [unit("ubnd.vp")]


def test_work_stays_until_the_day_of_the_decision(tasks: dict[UUID, UUID]) -> None:
    give(tasks, unit("ubnd.sct"))
    new_year = replace(DECISION, on=date(2027, 1, 1))
    operations.merge(units=[unit("ubnd.sct")], into=unit("ubnd.stc"), decision=new_year, by=SYSTEM, at=AT)
    waiting = list(tasks.values())

    done = operations.hand_over_due(by=SYSTEM, at=AT.replace(year=2027, month=1, day=1))

    assert (waiting, list(tasks.values()), done) == ([unit("ubnd.sct")], [unit("ubnd.stc")], 1)


def test_what_hangs_on_a_unit_is_shown_before_the_decision(tasks: dict[UUID, UUID]) -> None:
    give(tasks, unit("ubnd.sct"), unit("ubnd.snv"))

    (group,) = operations.what_hangs([unit("ubnd.sct")])

    assert (group.label, len(group.items)) == ("Nhiệm vụ thử", 1)


def test_a_preview_shows_what_would_happen_and_does_none_of_it(tasks: dict[UUID, UUID]) -> None:
    give(tasks, unit("ubnd.sct"), unit("ubnd.snv"))
    new_year = replace(DECISION, on=date(2027, 1, 1))
    before = queries.tree(new_year.on)

    seen = operations.preview(
        lambda: operations.merge(
            units=[unit("ubnd.sct")], into=unit("ubnd.stc"), decision=new_year, by=SYSTEM, at=AT
        ),
        on=new_year.on,
        units=[],
        today=TODAY,
    )

    assert ([row.name for row in seen.ends], seen.begins, seen.changes) == (["Sở Công Thương"], (), ())
    assert [(group.label, len(group.items)) for group in seen.hanging] == [("Nhiệm vụ thử", 1)]
    assert queries.tree(new_year.on) == before


@pytest.mark.parametrize(
    ("decision", "field"),
    [(replace(DECISION, legal_basis=" "), "legal_basis"), (replace(DECISION, on=date(2020, 1, 1)), "on")],
)
def test_a_decision_needs_its_paper_and_a_day_after_the_last_change(decision: Decision, field: str) -> None:
    with pytest.raises(Refused) as refused:
        operations.rename(unit_id=unit("ubnd.sxd"), name="Sở X", decision=decision, by=SYSTEM, at=AT)

    assert refused.value.field == field


def test_an_ended_unit_cannot_be_changed() -> None:
    with pytest.raises(Refused, match="đã kết thúc"):
        operations.rename(unit_id=unit("ubnd.skhdt"), name="Sở X", decision=DECISION, by=SYSTEM, at=AT)


def test_a_stale_page_is_refused() -> None:
    with pytest.raises(Stale):
        operations.rename(
            unit_id=unit("ubnd.snv"), name="Sở X", decision=DECISION, by=SYSTEM, at=AT, revision=7
        )


def test_a_code_in_use_is_refused_and_nothing_stays_half_done() -> None:
    with pytest.raises(Refused, match="Mã riêng này đang thuộc"):
        operations.merge(
            units=[unit("ubnd.sct"), unit("ubnd.sxd")],
            into=replace(NEW, own_code="SNV", parent_id=unit("ubnd")),
            decision=DECISION,
            by=SYSTEM,
            at=AT,
        )

    assert names(TODAY) == names(YESTERDAY)
    assert not Succession.objects.filter(on=TODAY).exists()


def test_only_who_may_reorganise_can() -> None:
    nobody = Actor(name="Người xem", on=TODAY)

    with pytest.raises(NotPermitted):
        operations.rename(unit_id=unit("ubnd.snv"), name="Sở X", decision=DECISION, by=nobody, at=AT)


@pytest.mark.parametrize(
    "values",
    [
        {"administrative": True},
        {"block": "army"},
        {"level": "moon"},
        {"own_code": "SNV"},
    ],
)
def test_the_database_itself_refuses_a_wrong_version(values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        write_version(**values)


def test_the_database_itself_ends_no_parent_before_its_children() -> None:
    with pytest.raises(IntegrityError, match="children outlive"):
        write_version(unit_id=unit("ubnd"), during=(date(2011, 1, 1), TODAY))


def test_the_database_itself_takes_no_child_of_an_ended_parent() -> None:
    with pytest.raises(IntegrityError, match="parent does not live"):
        write_version(parent_id=unit("ubnd.skhdt"))


@transaction.atomic
def write_version(unit_id: UUID | None = None, **values: Any) -> None:
    """Change the version of a unit, or make a new unit with one, and check what a commit checks."""
    if unit_id:
        UnitVersion.objects.filter(unit=unit_id).update(**values)
    else:
        plain = {
            "during": (TODAY, None),
            "name": "Sở X",
            "kind": "department",
            "block": "state",
            "level": "province",
        }
        UnitVersion.objects.create(unit=Unit.objects.create(), **plain | values)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
