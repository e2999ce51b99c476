"""Units with their first version and their paths."""

from datetime import date
from typing import Any

import factory

from caicach.organisation.units.models import Succession, Unit, UnitPath, UnitVersion

SINCE = date(2011, 1, 1)


class UnitFactory(factory.django.DjangoModelFactory):
    """A unit that lives `[since, until)` below `parent` (a Unit), a department of the state block if nothing is said.

    Further arguments are those of its version: `UnitFactory(name="Sở Nội vụ", parent=province, own_code="SNV")`.
    """

    class Meta:
        model = Unit

    class Params:
        version = None

    @classmethod
    def _create(cls, model: type[Unit], *args: Any, **version: Any) -> Unit:
        since, until = version.pop("since", SINCE), version.pop("until", None)
        parent, reference = version.pop("parent", None), version.pop("reference", "")
        unit = model.objects.create(reference=reference)
        defaults = {"name": f"Đơn vị {str(unit.pk)[-6:]}", "kind": "department", "block": "state"}
        defaults |= {"level": "province"}
        if version.get("administrative"):
            defaults["block"] = ""
        UnitVersion.objects.create(unit=unit, parent=parent, during=(since, until), **defaults | version)
        _stand_below(unit, parent, since, until)
        return unit


def _stand_below(unit: Unit, parent: Unit | None, since: date, until: date | None) -> None:
    above = UnitPath.objects.filter(descendant=parent) if parent else []
    rows = [UnitPath(ancestor=unit, descendant=unit, depth=0, during=(since, until))]
    rows += [
        UnitPath(ancestor_id=p.ancestor_id, descendant=unit, depth=p.depth + 1, during=(since, until))
        for p in above
    ]
    UnitPath.objects.bulk_create(rows)


def province(**version: Any) -> Unit:
    """The root of the whole tree: an administrative province."""
    shown = {"name": "Tỉnh Mẫu", "kind": "province", "administrative": True, "statistics_code": "15"}
    return UnitFactory(**shown | version)


def succeed(predecessor: Unit, successor: Unit, on: date, kind: str = "merge") -> Succession:
    """`successor` continues `predecessor` from a day on; the predecessor's versions are left as they are."""
    return Succession.objects.create(predecessor=predecessor, successor=successor, on=on, kind=kind)
