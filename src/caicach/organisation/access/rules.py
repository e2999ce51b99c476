"""From grants to scopes: plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from uuid import UUID

from caicach.foundation.kernel.actor import Scope


@dataclass(frozen=True, slots=True)
class Held:
    """One live grant: what `Scope` is made of. It goes over `units` (None: all)."""

    permissions: frozenset[str]
    units: frozenset[UUID] | None
    area: str


def scopes_of(held: Iterable[Held]) -> tuple[Scope, ...]:
    """The scopes of live grants; grants over the same units and area are joined into one.

    A grant at the root of the whole tree with what is below it reaches every unit (`units` None), also those that
    ended long ago.
    """
    joined: dict[tuple[frozenset[UUID] | None, str], frozenset[str]] = {}
    for grant in held:
        key = (grant.units, grant.area)
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
