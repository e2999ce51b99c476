"""What lists, counts and search may show of a row is what its own page shows: for every kind and row."""

import logging

import pytest
from django.utils.timezone import localdate

from caicach.foundation.records import kinds
from caicach.organisation.access.queries import actor_of
from tests.permissions.asking import read_out, signed_in
from tests.permissions.world import build

pytestmark = pytest.mark.django_db

ROLES = ("content_lead", "inspector", "administrator", "unit_head", "focal_officer", "specialist")
IN_PART = {("content_lead", "plans.plan")}
"""Whoever leads a reform area opens a plan for the rows of that area alone; the plan itself is not theirs."""


def test_a_row_is_listed_for_whom_its_page_opens_and_for_nobody_else() -> None:
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    world = build()
    told = {}
    for role in ROLES:
        client, actor = signed_in(world, role), actor_of(world.users[role], on=localdate())
        for kind in kinds():
            if kind.visible is None or (role, kind.kind) in IN_PART:
                continue
            listed = set(kind.visible(actor).values_list("pk", flat=True))
            for row in kind.model._default_manager.all():
                if url := kind.url(row):
                    answer = client.get(url)
                    read_out(answer)
                    told[role, kind.kind, str(row.pk)] = (row.pk in listed, answer.status_code == 200)

    assert {case: both for case, both in told.items() if both[0] != both[1]} == {}
    assert set(told.values()) == {(True, True), (False, False)}
    assert {kind for _, kind, _ in told} >= {
        "assignments.assignment",
        "personnel.person",
        "plans.plan",
        "units.unit",
    }
