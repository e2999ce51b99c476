"""Every main page of the menu: accessible, and no wider than a desk's or a telephone's window."""

import pytest
from django.utils import timezone

from caicach.foundation.ui.navigation import MENU, opens_for
from caicach.organisation.access.queries import actor_of
from tests.browser.conftest import NARROW, WIDE
from tests.factories.access import user_as
from tests.factories.assignments import given
from tests.factories.plans import plan
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db(transaction=True)

NEEDS_ITS_DATA = {"/lich-lam-viec/"}
"""Pages that are 404 until the shipped calendar is loaded."""


@pytest.mark.parametrize("role", ["reform_officer", "administrator"])
def test_the_main_pages_are_accessible_and_fit_both_widths(person, role):
    committee = UnitFactory(name="Ủy ban nhân dân tỉnh", parent=province())
    year = timezone.localdate().year
    plan(committee, code="ke-hoach-mau", year=year, is_public=True, activities=[{}], objectives=[{}])
    given(committee, committee, at=timezone.now(), due_on=timezone.localdate())
    user = user_as(role, committee)
    somebody = person(user)
    paths = [section.path for group in MENU for section in group.sections]
    paths += [
        "/ke-hoach/ke-hoach-mau/",
        "/ke-hoach/ke-hoach-mau/kinh-phi/",
        f"/don-vi/{committee.pk}/tong-quan/",
    ]
    wrong = []

    for path in [path for path in paths if path not in NEEDS_ITS_DATA and opens(user, path)]:
        page = somebody.opens(path)
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": 844})
            wrong += [f"{path} {width}: {found}" for found in somebody.violations()]
            wrong += [f"{path} {width}: {somebody.overflow()} px too wide"] if somebody.overflow() > 0 else []

    assert wrong == []


def opens(user, path: str) -> bool:
    """Whether the page opens for the user at all (what does not is 403, and tested elsewhere)."""
    return opens_for(actor_of(user, on=timezone.localdate(), at=timezone.now()), path)
