"""Lists of rows of any kinds (the log, what is behind a figure) ask once for each kind, not once for each row."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caicach.foundation.kernel.actor import SYSTEM
from caicach.foundation.records import kinds
from tests.permissions.furnished import furnish
from tests.permissions.world import build

pytestmark = pytest.mark.django_db


def test_titles_and_addresses_of_many_rows_take_one_statement_for_each_kind():
    made = build()
    furnish(made)
    rows, asked = {}, {}

    for kind in kinds():
        if kind.visible is not None:
            with CaptureQueriesContext(connection) as captured:
                rows[kind.kind] = [(kind.title(row), kind.url(row)) for row in kind.visible(SYSTEM)]
            asked[kind.kind] = len(captured)

    many = {kind for kind, found in rows.items() if len(found) > 2}
    assert many >= {
        "assignments.assignment", "indicators.indicator", "indicators.value", "personnel.hand_over",
        "personnel.person", "plans.plan", "plans.progress", "plans.task", "units.unit",
    }  # fmt: skip
    assert asked == dict.fromkeys(asked, 1)
