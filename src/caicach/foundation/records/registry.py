"""The registry of kinds of rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from caicach.foundation.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Ref:
    """A row of any app: its kind ("plans.task") and key."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Todo:
    """Something a person must do: for "Việc của tôi".

    `waiting_for_me` marks approvals, `to_accept` what was given and nobody has taken on yet, `returned` what was sent
    back. `act` is the word of the one click that carries it on ("Tiếp nhận"): sent as a form to `act_url` with the
    hidden `act_fields`, or, without an address, opened.
    """

    ref: Ref
    title: str
    url: str
    due_on: date | None
    unit_id: UUID | None = None
    label: str = ""
    waiting_for_me: bool = False
    to_accept: bool = False
    returned: bool = False
    act: str = ""
    act_url: str = ""
    act_fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hanging:
    """Something open that hangs on a unit or person and goes to the successor."""

    ref: Ref
    title: str
    url: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class OpenSpan:
    """An open item whose due date rests on a calendar: the arguments of `worktime.due` and the date it has now."""

    ref: Ref
    start: datetime
    amount: float
    unit: str
    calendar: str
    due_on: date
    pauses: tuple[tuple[date, date], ...] = ()
    unit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """What search keeps of a row."""

    id: UUID
    title: str
    text: str = ""
    unit_id: UUID | None = None


@dataclass(frozen=True)
class RecordKind:
    """What others may know of the rows of one table. Only the first four are needed.

    visible: rows an actor may see. todo: open work of the actor on a day. hangs_on_unit / hangs_on_person: open items
    of units / a person. hand_over_unit(from, to, by, at) and hand_over_person(from, to, unit, by, at) move them and
    return how many; function transfers name the function in `function`. open_spans / move_due: for the calendar.
    obligations(unit_id, on): what the unit must still do. due_work(actors, on, until): of what `todo` says, the pieces
    due not after `until`, for many people in one pass; without it `todo` is asked of each. todo_key: the field that
    the `Ref`s of todos and obligations name, where it is not the key (a task of a plan keeps its origin over the
    plan's versions). about_people: whoever finds such rows by searching is in the read log.
    """

    kind: str
    label: str
    model: type[Model]
    title: Callable[[Any], str]
    url: Callable[[Any], str] = lambda row: ""
    unit: Callable[[Any], UUID | None] = lambda row: getattr(row, "unit_id", None)
    visible: Callable[[Actor], QuerySet[Any]] | None = None
    todo: Callable[[Actor, date], Iterable[Todo]] | None = None
    due_work: Callable[[Sequence[Actor], date, date], Iterable[tuple[Actor, Todo]]] | None = None
    obligations: Callable[[UUID, date], Iterable[Todo]] | None = None
    hangs_on_unit: Callable[[Sequence[UUID]], Iterable[Hanging]] | None = None
    hand_over_unit: Callable[..., int] | None = None
    hangs_on_person: Callable[[UUID, UUID | None], Iterable[Hanging]] | None = None
    hand_over_person: Callable[..., int] | None = None
    open_spans: Callable[[date, date], Iterable[OpenSpan]] | None = None
    move_due: Callable[..., None] | None = None
    search: Callable[[], Iterable[SearchEntry]] | None = None
    functions: frozenset[str] = field(default=frozenset())
    todo_key: str = "pk"
    about_people: bool = False


_KINDS: dict[str, RecordKind] = {}


def register(kind: RecordKind) -> RecordKind:
    """Make a kind of rows known. Raises ValueError if the name is taken."""
    if kind.kind in _KINDS:
        raise ValueError(f"record kind {kind.kind} is registered twice")
    _KINDS[kind.kind] = kind
    return kind


def kinds() -> list[RecordKind]:
    """All kinds, by name."""
    return [_KINDS[name] for name in sorted(_KINDS)]


def of_kind(name: str) -> RecordKind:
    """The kind called `name`; KeyError if unknown."""
    return _KINDS[name]
