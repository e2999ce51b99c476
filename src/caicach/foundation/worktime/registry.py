"""The names of units, told by the app that keeps them: the calendar stores only their keys."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID


class UnitDirectory(Protocol):
    """What the pages of the calendar ask about units."""

    def names(self, ids: Iterable[UUID], on: date) -> dict[UUID, str]:
        """Names of units on a day."""

    def choices(self, on: date) -> Sequence[tuple[UUID, str]]:
        """Every unit of a day with its name, in the order in which people look for them."""


class _NoUnits:
    def names(self, ids: Iterable[UUID], on: date) -> dict[UUID, str]:
        return {}

    def choices(self, on: date) -> Sequence[tuple[UUID, str]]:
        return ()


_DIRECTORIES: list[UnitDirectory] = []


def register_units(directory: UnitDirectory) -> None:
    """Make the directory of units known."""
    _DIRECTORIES[:] = [directory]


def units() -> UnitDirectory:
    """The directory of units; without one nobody has a name."""
    return _DIRECTORIES[0] if _DIRECTORIES else _NoUnits()
