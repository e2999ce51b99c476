"""Telling events to people: words of kinds, names of people, units and objects, all declared by the apps above."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from caicach.foundation.audit.models import Event
from caicach.foundation.kernel.actor import Actor

Names = Callable[[set[UUID]], dict[UUID, str]]
Objects = Callable[[str, set[UUID], Actor], dict[UUID, tuple[str, str]]]

_WORDS: dict[str, str] = {}
_NAMES: dict[str, Names] = {}
_OBJECTS: list[Objects] = []


def event_words(words: dict[str, str]) -> None:
    """Declare what kinds of events are called: {"plans.published": "Ban hành kế hoạch"}."""
    _WORDS.update(words)


def words() -> dict[str, str]:
    """All declared kinds with their words, in order of words."""
    return dict(sorted(_WORDS.items(), key=lambda item: item[1]))


def names_from(what: str, function: Names) -> None:
    """Declare who names "actor" or "unit": ids to names as of today, in one query."""
    _NAMES[what] = function


def objects_from(function: Objects) -> None:
    """Declare who tells objects: (object_kind, ids, actor) to (title, address) of those that the actor may see."""
    _OBJECTS.append(function)


@dataclass(frozen=True, slots=True)
class Told:
    """An event as a page shows it; `title` is "" where the reader may not see the object or it is gone."""

    event: Event
    what: str
    who: str
    unit: str
    title: str
    url: str

    @property
    def at(self) -> Any:
        """When it happened (for the component `history`)."""
        return self.event.happened_at

    @property
    def root_text(self) -> str:
        """The number of its root, for a sentence."""
        return str(self.event.root or "")

    @property
    def text(self) -> str:
        """Its plain values in one line (for the component `history`)."""
        values = ((name, self.event.data[name]) for name in sorted(self.event.data))
        return "; ".join(f"{name}: {value}" for name, value in values if isinstance(value, str | int | float))


def told(events: Iterable[Event], *, reader: Actor) -> list[Told]:
    """Events with all their names: one query for people, one for units, one for each kind of object."""
    events = list(events)
    people = named("actor", {event.actor_id for event in events} | {event.acting_for for event in events})
    units = named("unit", {event.unit_id for event in events})
    objects = _objects(events, reader)
    return [
        Told(
            event=event,
            what=_WORDS.get(event.kind, event.kind),
            who=_who(event, people),
            unit=units.get(event.unit_id, "") if event.unit_id else "",
            title=objects.get(event.object_id, ("", ""))[0],
            url=objects.get(event.object_id, ("", ""))[1],
        )
        for event in events
    ]


def named(what: str, ids: set[UUID | None]) -> dict[UUID, str]:
    """Names of "actor" or "unit" keys as of today, from who declared to know them; unknown ones are left out."""
    wanted = {key for key in ids if key is not None}
    return _NAMES[what](wanted) if wanted and what in _NAMES else {}


def _who(event: Event, people: dict[UUID, str]) -> str:
    if event.actor_id is None:
        return event.actor_label
    who = people.get(event.actor_id, "Tài khoản đã xóa")
    return f"{who} (thay {people.get(event.acting_for, '…')})" if event.acting_for else who


def _objects(events: list[Event], reader: Actor) -> dict[UUID, tuple[str, str]]:
    kinds: dict[str, set[UUID]] = {}
    for event in events:
        kinds.setdefault(event.object_kind, set()).add(event.object_id)
    found: dict[UUID, tuple[str, str]] = {}
    for kind, ids in kinds.items():
        for tell in _OBJECTS:
            found |= tell(kind, ids, reader)
    return found
