"""Loading the shipped units again."""

import pytest

from caicach.foundation.kernel.actor import SYSTEM
from caicach.organisation.units import operations, queries
from caicach.organisation.units.models import Alias, Group, Succession, Unit, UnitPath, UnitVersion

from .conftest import AT, TODAY


def counted() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Unit, UnitVersion, UnitPath, Succession, Group, Alias))


@pytest.mark.usefixtures("lao_cai")
def test_loading_a_second_time_changes_nothing() -> None:
    before = counted()

    assert operations.load_reference(by=SYSTEM, at=AT) == 0
    assert counted() == before


@pytest.mark.usefixtures("lao_cai")
def test_loading_again_leaves_what_the_province_has_changed() -> None:
    key = queries.unit_by_code("SCT", TODAY).unit_id
    decision = operations.Decision(TODAY, "Quyết định 01/QĐ-UBND")
    operations.rename(unit_id=key, name="Sở Công Thương và Năng lượng", decision=decision, by=SYSTEM, at=AT)

    operations.load_reference(by=SYSTEM, at=AT)

    assert queries.unit_by_code("SCT", TODAY).name == "Sở Công Thương và Năng lượng"
