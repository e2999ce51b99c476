"""The people of the pages of assignments."""

import pytest

from caicach.foundation.kernel.permissions import declared
from tests.factories.access import GrantFactory
from tests.factories.units import UnitFactory, province

ALL = [code for code in declared() if code.startswith("assignments.") or code == "files.upload"]


@pytest.fixture
def world(client_of):
    """A province with a committee that gives and a department that works, and somebody of each."""
    top = province()
    committee = UnitFactory(name="Ủy ban nhân dân tỉnh", kind="people_committee", parent=top)
    department = UnitFactory(name="Sở Nội vụ", parent=committee)
    other = UnitFactory(name="Sở Tư pháp", parent=committee)

    class World:
        pass

    found = World()
    found.committee, found.department, found.other = committee, department, other
    grant = GrantFactory(role__permissions=ALL, unit=committee, with_subunits=False)
    found.giver = client_of(grant.user)
    found.worker = client_of(GrantFactory(role__permissions=ALL, unit=department).user)
    found.stranger = client_of(GrantFactory(role__permissions=ALL, unit=other).user)
    return found
