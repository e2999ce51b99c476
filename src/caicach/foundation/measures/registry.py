"""Measures by key."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from inspect import getdoc
from uuid import UUID

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.measures.rules import Period, Reading
from caicach.foundation.records import Ref

Read = Callable[[Iterable[UUID], Period], dict[UUID, Reading]]
Rows = Callable[[Iterable[UUID], Period, Actor], Iterable[Ref]]


@dataclass(frozen=True)
class Measure:
    """One figure the platform can tell.

    `kind`: flow (adds over time and units), stock (adds over units only), distribution (adds over neither).
    `read(units, period)` gives each unit's own reading in one query; `rows` lists what is behind it.
    """

    key: str
    label: str
    unit: str
    kind: str
    definition: str
    read: Read
    rows: Rows | None = None
    version: int = 1
    dimensions: tuple[str, ...] = field(default=())


_MEASURES: dict[str, Measure] = {}


def measure(
    key: str,
    *,
    label: str,
    unit: str = "",
    kind: str = "flow",
    rows: Rows | None = None,
    version: int = 1,
    dimensions: tuple[str, ...] = (),
) -> Callable[[Read], Read]:
    """Register a function as the measure `key`; its docstring is the published definition and must be there."""

    def wrap(function: Read) -> Read:
        definition = getdoc(function)
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
            version=version,
            dimensions=dimensions,
        )
        return function

    return wrap


def get(key: str) -> Measure:
    """The measure called `key`; KeyError if unknown."""
    return _MEASURES[key]


def all_measures() -> list[Measure]:
    """All measures by key."""
    return [_MEASURES[key] for key in sorted(_MEASURES)]
