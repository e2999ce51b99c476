"""From grants to scopes: plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from uuid import UUID

from caicach.foundation.kernel.actor import Scope

Place = tuple[UUID, bool, str]
"""Where a grant is given: unit, with what is below it or not, one block or (empty) all."""


@dataclass(frozen=True, slots=True)
class Held:
    """One live grant: what `Scope` is made of. `holder` is the person it was given to, if any."""

    permissions: frozenset[str]
    unit: UUID
    with_subunits: bool
    block: str
    area: str
    holder: UUID | None


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a grant at a unit goes on a day: `everywhere`, or over exactly these units."""

    everywhere: bool
    units: frozenset[UUID]


def scopes_of(held: Iterable[Held], reach: Mapping[Place, Reach]) -> tuple[Scope, ...]:
    """The scopes of live grants; grants over the same units and area are joined into one.

    `reach` is keyed by (unit, with_subunits, block). A grant at the root of the whole tree with what is below it
    reaches every unit (`units` None), also those that ended long ago.
    """
    joined: dict[tuple[frozenset[UUID] | None, str], frozenset[str]] = {}
    for grant in held:
        over = reach[grant.unit, grant.with_subunits, grant.block]
        key = (None if over.everywhere else over.units, grant.area)
        joined[key] = joined.get(key, frozenset()) | grant.permissions
    return tuple(Scope(codes, units, area) for (units, area), codes in joined.items())


def expand(patterns: Iterable[str], known: Iterable[str]) -> list[str]:
    """Permission codes that the patterns name, in order: "*" matches any, a leading "!" takes codes out again."""
    codes = sorted(known)
    chosen: set[str] = set()
    for pattern in patterns:
        matching = {code for code in codes if fnmatchcase(code, pattern.lstrip("!"))}
        chosen = chosen - matching if pattern.startswith("!") else chosen | matching
    return sorted(chosen)


def merged(own: Iterable[str], shipped_before: Iterable[str], shipped_now: Iterable[str]) -> list[str]:
    """A role's codes after an update: the province's own changes stay, newly shipped codes come, dropped ones go."""
    before, now = set(shipped_before), set(shipped_now)
    return sorted((set(own) | (now - before)) - (before - now))
