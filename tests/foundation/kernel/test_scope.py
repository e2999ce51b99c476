"""Lists are filtered by the grants that decide on single rows."""

from datetime import date
from uuid import uuid4

from django.db.models import Q

from caicach.foundation.kernel.actor import Actor, Scope, system
from caicach.foundation.kernel.scope import EVERYTHING, NOTHING, scoped


def test_everything_stays_everything_when_another_condition_is_added():
    everywhere = scoped(system(date(2026, 1, 1)), "plans.view")

    assert everywhere == EVERYTHING
    assert everywhere | Q(is_public=True) != Q(is_public=True)


def test_a_grant_narrowed_to_an_area_gives_nothing_where_rows_have_no_area():
    actor = Actor(
        name="", on=date(2026, 1, 1), scopes=(Scope(frozenset({"plans.view"}), frozenset({uuid4()}), "II"),)
    )

    assert scoped(actor, "plans.view") == NOTHING
