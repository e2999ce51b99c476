"""What units are on a day: versions, codes, names."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower, NullIf

from caicach.foundation.kernel.errors import Refused

from ..models import UnitVersion
from ..states import Level

TREE_ORDER = ("administrative", "position", "statistics_code", "name")
_CODES = ("statistics_code", "agency_code", "own_code")


def versions_on(on: date) -> QuerySet[UnitVersion]:
    """What every unit is on a day."""
    return UnitVersion.objects.filter(during__contains=on)


def version_on(unit_id: UUID, on: date) -> UnitVersion | None:
    """What a unit is on a day; None if it does not live then."""
    return versions_on(on).filter(unit_id=unit_id).first()


def nearest_version(unit_id: UUID, on: date) -> UnitVersion:
    """What a unit is on a day, else what it was last before, else what it becomes first after.

    Raises `UnitVersion.DoesNotExist` for an unknown unit.
    """
    return _nearest([unit_id], on).get()


def nearest_versions(ids: "Collection[UUID] | QuerySet[UnitVersion, Any]", on: date) -> QuerySet[UnitVersion]:
    """What units are on a day, else what they were last before, else what they become first after."""
    return _nearest(ids, on)


def _nearest(ids: "Collection[UUID] | QuerySet[UnitVersion, Any]", on: date) -> QuerySet[UnitVersion]:
    begun = Q(during__startswith__lte=on)
    return (
        UnitVersion.objects.filter(unit_id__in=ids)
        .annotate(lives=Q(during__contains=on), begun=begun, start=Lower("during"))
        .order_by("unit_id", "-lives", "-begun", "-start")
        .distinct("unit_id")
    )


def version_among(versions: Sequence[UnitVersion], on: date) -> UnitVersion:
    """Of a unit's versions, oldest first: that of a day, else the last before, else the first."""
    begun = [version for version in versions if version.during.lower <= on]
    return begun[-1] if begun else versions[0]


def unit_by_code(code: str, on: date) -> UnitVersion:
    """The unit that carries `code` on a day: statistics code, agency code, own code, in this order.

    Refuses when no unit carries it that day.
    """
    found = list(versions_on(on).filter(Q(statistics_code=code) | Q(agency_code=code) | Q(own_code=code)))
    for kind in _CODES:
        for version in found:
            if code and getattr(version, kind) == code:
                return version
    raise Refused(f"Không có cơ quan, đơn vị nào mang mã “{code}” vào ngày {on:%d/%m/%Y}.", field="code")


def names(ids: Iterable[UUID], on: date) -> dict[UUID, str]:
    """Names of units on a day; a unit that does not live then keeps its last name."""
    return {v.unit_id: v.name for v in _nearest(set(ids), on)}


def name_of(field: str, on: date, *, short: bool = False) -> Subquery:
    """What `names` says of the unit that a field of the row points at, as an expression to annotate rows with.

    With `short`, what `short_names` says.
    """
    begun = Q(during__startswith__lte=on)
    versions = UnitVersion.objects.filter(unit_id=OuterRef(field)).annotate(
        lives=Q(during__contains=on), begun=begun, start=Lower("during"), shortest=_SHORT
    )
    called = "shortest" if short else "name"
    return Subquery(versions.order_by("-lives", "-begun", "-start").values(called)[:1])


_SHORT = Coalesce(NullIf("short_name", Value("")), "name")


def short_names(ids: Iterable[UUID], on: date) -> dict[UUID, str]:
    """Short names of units on a day; a unit that does not live then keeps its last name."""
    return {v.unit_id: v.short for v in _nearest(set(ids), on)}


def home_key() -> QuerySet[UnitVersion, Any]:
    """The key of the own province, usable as a subquery."""
    return _HOME.values("unit_id")[:1]


_HOME = UnitVersion.objects.filter(
    administrative=True, level=Level.PROVINCE, parent=None, during__upper_inf=True
).order_by("pk")


def home(on: date | None = None) -> UnitVersion:
    """The province whose platform this is: the administrative province that still lives (on `on`, else now).

    Refuses before units are loaded.
    """
    province = _HOME.first() if on is None else nearest_versions(home_key(), on).first()
    if province is None:
        raise Refused("Chưa có dữ liệu cơ quan, đơn vị. Hãy chạy “caicach setup” hoặc “caicach init”.")
    return province
