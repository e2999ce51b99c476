"""Who gets 200, 302, 403 or 404 from every page and API operation, in the own unit and in another.

The expected answers are `matrix.csv`. After a change on purpose, write it anew and read the difference:

    CAICACH_WRITE_MATRIX=1 pytest tests/permissions
"""

import csv
import logging
import os
from pathlib import Path

import pytest

from tests.permissions.asking import ask, signed_in, views
from tests.permissions.examples import example_for
from tests.permissions.world import OF_A_UNIT, ROLES, World, build

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("matrix.csv")
WHO = ("anonymous", *ROLES)

FOR_EVERYBODY = {
    "units:detail",  # what a unit is called and where it stands is no secret within the administration
    "units:branch",
    "legislation:document",
    "measures:reading",
    "worktime:local_days",  # when an office is closed concerns everybody who counts days
    "worktime:begin", "worktime:set_office_hours", "worktime:add_local_days", "worktime:journal_entry",
    "access:role",
    "worktime:edit", "worktime:publish", "worktime:discard",  # drafts of the province: the operation refuses
    "indicators:indicator", "indicators:choose", "indicators:enter", "indicators:revise",  # values are of units
    "jobs:retry",
    "api-1:get_unit", "api-1:read_measure",
}  # fmt: skip
"""Views with parts in the address that are not rows of one unit."""


REFUSED_BEFORE_LOOKING = {"login", "401", "403"}
"""Answers given before the address is looked at: the other unit is not asked for again."""


@pytest.fixture
def world() -> World:
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    return build()


def expected() -> dict[tuple[str, str, str], dict[str, str]]:
    with TABLE.open(newline="") as file:
        return {(row["view"], row["method"], row["unit"]): row for row in csv.DictReader(file)}


def _answers(world: World) -> tuple[dict[tuple[str, str, str], dict[str, str]], list[tuple[str, str]]]:
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    leaks = []
    both = {"own": world.own, "other": world.other}
    for who in WHO:
        client = signed_in(world, who)
        for view in views():
            answer = ""
            for word, side in both.items() if view.has_parts else [("-", world.own)]:
                told: list[str] = []
                if answer not in REFUSED_BEFORE_LOOKING:
                    answer = ask(client, view, side.rows, told=told)
                found.setdefault((view.name, view.method, word), {})[who] = answer
                if told and who in (*OF_A_UNIT, "anonymous") and view.name not in FOR_EVERYBODY:
                    leaks.append((who, view.name))
    return found, leaks


def test_every_page_and_operation_answers_each_role_as_the_table_says(world):
    found, leaks = _answers(world)
    if os.environ.get("CAICACH_WRITE_MATRIX"):
        _write(found)
    table = expected()

    different = [
        f"{key}: {who} gets {answers[who]}, expected {table.get(key, {}).get(who, 'no line')}"
        for key, answers in found.items()
        for who in WHO
        if answers[who] != table.get(key, {}).get(who)
    ]
    assert different == []
    assert set(table) == set(found)
    assert leaks == []


def _write(found: dict[tuple[str, str, str], dict[str, str]]) -> None:
    with TABLE.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["view", "method", "unit", *WHO])
        for key, answers in found.items():
            writer.writerow([*key, *(answers[who] for who in WHO)])


def test_the_table_itself_lets_nobody_in_who_holds_no_permission_and_nobody_into_another_unit():
    """Read from the table alone, so that an answer written into it by mistake is found."""
    permission = {(view.name, view.method): view.permission for view in views()}
    from tests.factories.access import _shipped  # deferred: needs the app registry

    held = {role: set(_shipped()[role]["permissions"]) for role in ROLES}
    for (view, method, unit), answers in expected().items():
        needed = permission[view, method]
        if view not in {"api-1:openapi-json", "api-1:api-root"}:
            assert answers["anonymous"] in {"login", "401"}, (view, "opens for anybody")
        for role in ROLES:
            answer = answers[role]
            assert not answer.startswith("5"), (view, role, "fails")
            if needed and needed not in held[role]:
                assert answer == "403", (view, role, "lacks", needed)
        if unit == "other" and view not in FOR_EVERYBODY:
            wrong = {role: answers[role] for role in OF_A_UNIT if answers[role] not in {"403", "404"}}
            assert wrong == {}, (view, "reaches into another unit")


def test_every_view_with_parts_in_its_address_has_an_example():
    missing = [view.name for view in views() if view.has_parts and example_for(view.name) is None]

    assert missing == []
