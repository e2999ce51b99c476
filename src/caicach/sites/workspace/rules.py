"""Which of the five lists of “Việc của tôi” a piece of work belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caicach.foundation.records import Todo


class List(StrEnum):
    """The lists, in the order of the page; `LATER` is only counted."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    APPROVE = "approve"
    RETURNED = "returned"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class MyWork:
    """What a person has to do on a day, each piece in exactly one list, soonest first, undated last."""

    on: date
    lists: dict[List, tuple[Todo, ...]] = field(default_factory=dict)

    def of(self, name: List) -> tuple[Todo, ...]:
        """The pieces in one list."""
        return self.lists.get(name, ())

    @property
    def pressing(self) -> int:
        """How many pieces stand in the five lists."""
        return sum(len(rows) for name, rows in self.lists.items() if name is not List.LATER)

    @property
    def total(self) -> int:
        """How many pieces there are altogether."""
        return sum(len(rows) for rows in self.lists.values())


def list_of(todo: Todo, *, on: date, soon_until: date) -> List:
    """Bị trả lại and chờ duyệt come before the date: they wait for this person, whatever the date is.

    What is not accepted yet never waits unseen among the later work.

    `soon_until` is the last day of the three working days after `on`.
    """
    if todo.returned:
        return List.RETURNED
    if todo.waiting_for_me:
        return List.APPROVE
    if todo.due_on is None or todo.due_on > soon_until:
        return List.APPROVE if todo.to_accept else List.LATER
    if todo.due_on < on:
        return List.OVERDUE
    return List.TODAY if todo.due_on == on else List.SOON


def sort_out(todos: Iterable[Todo], *, on: date, soon_until: date) -> MyWork:
    """All work of a person in its lists; a row that two apps name counts once, with the earlier date."""
    once: dict[tuple[str, object], Todo] = {}
    for todo in sorted(todos, key=_soonest):
        once.setdefault((todo.ref.kind, todo.ref.id), todo)
    lists: dict[List, list[Todo]] = {}
    for todo in once.values():
        lists.setdefault(list_of(todo, on=on, soon_until=soon_until), []).append(todo)
    return MyWork(on, {name: tuple(rows) for name, rows in lists.items()})


def _soonest(todo: Todo) -> tuple[date, str]:
    return (todo.due_on or date.max, todo.title)
