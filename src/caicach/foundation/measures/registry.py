"""Measures by key, and the places that their readings belong to."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from inspect import getdoc
from typing import Protocol
from uuid import UUID

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.measures.rules import Period, Reading
from caicach.foundation.records import Ref

Read = Callable[[Iterable[UUID], Period], dict[UUID, Reading]]
Rows = Callable[[Iterable[UUID], Period, Actor], Iterable[Ref]]
Facts = Callable[[Iterable[UUID], Period], Iterable[tuple[UUID, Ref]]]


@dataclass(frozen=True)
class Measure:
    """One figure the platform can tell.

    `kind`: flow (adds over time and units), stock (adds over units only; as of the period's last day),
    distribution (adds over neither). `read(units, period)` gives each unit's own reading in one query; `rows` lists
    what is behind it for an actor; `facts` lists the same with the unit of each row and nobody's eyes: what a
    closed period keeps. `ratio`: it has a denominator. `version` grows when the definition changes.
    """

    key: str
    label: str
    unit: str
    kind: str
    definition: str
    read: Read
    rows: Rows | None = None
    facts: Facts | None = None
    ratio: bool = False
    version: int = 1
    dimensions: tuple[str, ...] = field(default=())

    @property
    def nothing(self) -> Reading:
        """The reading of a unit that has no rows."""
        return Reading(Decimal(0), Decimal(0) if self.ratio else None)


_MEASURES: dict[str, Measure] = {}


def measure(
    key: str,
    *,
    label: str,
    unit: str = "",
    kind: str = "flow",
    rows: Rows | None = None,
    facts: Facts | None = None,
    ratio: bool | None = None,
    version: int = 1,
    dimensions: tuple[str, ...] = (),
) -> Callable[[Read], Read]:
    """Register a function as the measure `key`; its docstring is the published definition and must be there.

    `ratio` is taken from the unit ("%") unless said.
    """

    def wrap(function: Read) -> Read:
        definition = _unwrapped(getdoc(function) or "")
        if not definition or key in _MEASURES or kind not in ("flow", "stock", "distribution"):
            raise ValueError(f"measure {key}: taken, without a definition, or of unknown kind")
        _MEASURES[key] = Measure(
            key=key,
            label=label,
            unit=unit,
            kind=kind,
            definition=definition,
            read=function,
            rows=rows,
            facts=facts,
            ratio=unit == "%" if ratio is None else ratio,
            version=version,
            dimensions=dimensions,
        )
        return function

    return wrap


def _unwrapped(text: str) -> str:
    """The words with one line a paragraph: the breaks of the source are not those of the page."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def get(key: str) -> Measure:
    """The measure called `key`; KeyError if unknown."""
    return _MEASURES[key]


def find(key: str) -> Measure:
    """The measure called `key`; refuses an unknown key in words for a person."""
    if key not in _MEASURES:
        raise Refused(
            f"Không có số đo “{key}”. Xem danh sách bằng lệnh “caicach measures list”.", field="key"
        )
    return _MEASURES[key]


def all_measures() -> list[Measure]:
    """All measures by key."""
    return [_MEASURES[key] for key in sorted(_MEASURES)]


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody who has readings: a unit under the code and name of a day."""

    id: UUID
    code: str
    name: str


class Places(Protocol):
    """The tree over which readings roll up. `units` knows it; measures lie below units and ask."""

    def by_code(self, code: str, on: date) -> Place:
        """The unit that carries a code on a day; refuses an unknown one."""

    def top(self, on: date) -> Place:
        """The province whose platform this is."""

    def covered(self, ids: Iterable[UUID], on: date) -> dict[UUID, frozenset[UUID]]:
        """For each unit: itself, all below it on the day, and the ended units that these carry on; one query."""

    def spread(self, id: UUID, on: date) -> dict[UUID, UUID | None]:
        """What a unit covers, each with the unit right below through which it is reached (None: its own part)."""

    def named(self, ids: Iterable[UUID], on: date) -> dict[UUID, Place]:
        """Units under their names of a day (a unit that does not live then under its last name)."""

    def around(self, id: UUID, on: date) -> tuple[Sequence[Place], Sequence[Place]]:
        """The units above one on a day, from the top down, and those right below it, in the order of the tree."""

    def everyone(self) -> frozenset[UUID]:
        """All units that ever lived."""


_PLACES: list[Places] = []


def register_places(places: Places) -> None:
    """Make the tree of units known to measures; the last one counts."""
    _PLACES[:] = [places]


def places() -> Places:
    """The tree of units. Refuses while there is none."""
    if not _PLACES:
        raise Refused("Chưa có cơ quan, đơn vị nào để tổng hợp số đo.")
    return _PLACES[0]
