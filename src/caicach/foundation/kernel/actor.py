"""Who acts: a frozen value built once per request by `access`, so that apps below it need not import it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from caicach.foundation.kernel.errors import NotPermitted

__all__ = ["SYSTEM", "Actor", "Scope"]


@dataclass(frozen=True, slots=True)
class Scope:
    """One grant, expanded: permissions over units (None: every unit) and one reform area ("" : all areas)."""

    permissions: frozenset[str]
    units: frozenset[UUID] | None = None
    area: str = ""

    def covers(self, unit: UUID | None, area: str) -> bool:
        """Whether a row of `unit` in reform area `area` lies inside this grant."""
        return (not self.area or self.area == area) and (self.units is None or unit in self.units)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or the system) in whose name something happens, on a day.

    `unit_id` is the unit the person is working for now (one person may serve several); `acting_for` the person
    whose absence they substitute; `elevated` the reason of a timed support elevation, "" otherwise.
    """

    name: str
    on: date
    user_id: UUID | None = None
    person_id: UUID | None = None
    unit_id: UUID | None = None
    acting_for: UUID | None = None
    elevated: str = ""
    scopes: tuple[Scope, ...] = field(default=())
    all_powerful: bool = False

    def may(self, permission: str, *, at_unit: UUID | None = None, area: str = "") -> bool:
        """Whether the actor holds `permission` over a row of `at_unit` (and, where given, reform area)."""
        if self.all_powerful:
            return True
        return any(permission in s.permissions and s.covers(at_unit, area) for s in self.scopes)

    @property
    def persons(self) -> frozenset[UUID]:
        """Whose open work counts as the actor's: their own and that of the absent person they act for."""
        return frozenset(p for p in (self.person_id, self.acting_for) if p)

    def has(self, permission: str) -> bool:
        """Whether the actor holds `permission` anywhere: decides whether a page opens at all."""
        return self.all_powerful or any(permission in s.permissions for s in self.scopes)

    def scope(self, permission: str) -> tuple[Scope, ...]:
        """The grants that carry `permission`: what lists are filtered by."""
        if self.all_powerful:
            return (Scope(frozenset({permission})),)
        return tuple(s for s in self.scopes if permission in s.permissions)

    def require(self, permission: str, *, at_unit: UUID | None = None, area: str = "") -> None:
        """Raise `NotPermitted` unless the actor may."""
        if not self.may(permission, at_unit=at_unit, area=area):
            raise NotPermitted(
                "Bạn chưa được phân quyền thực hiện việc này tại cơ quan, đơn vị đã chọn. "
                "Hãy liên hệ người quản trị của cơ quan, đơn vị."
            )


def system(on: date, *, name: str = "Hệ thống") -> Actor:
    """The system itself as actor on a day: background jobs, set-up, imports."""
    return Actor(name=name, on=on, all_powerful=True)


SYSTEM = system(date.max)


def combined(scopes: Iterable[Scope]) -> frozenset[str]:
    """Every permission code in the scopes."""
    return frozenset(code for scope in scopes for code in scope.permissions)
