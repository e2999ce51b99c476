"""The units to choose from on the pages of the calendar, told by the app that keeps them."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

Choices = Callable[[date], Sequence[tuple[UUID, str]]]

_CHOICES: list[Choices] = []


def unit_choices_from(choices: Choices) -> None:
    """Declare who lists every unit of a day with its name, in the order in which people look for them."""
    _CHOICES[:] = [choices]


def unit_choices(on: date) -> Sequence[tuple[UUID, str]]:
    """Every unit of a day with its name; none before any app has declared them."""
    return _CHOICES[0](on) if _CHOICES else ()
