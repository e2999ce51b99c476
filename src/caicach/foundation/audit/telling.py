"""Telling events and reads to people: words, names of people, units and objects, all declared by the apps above."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_date

from caicach.foundation.audit.models import Event, Read
from caicach.foundation.kernel.actor import Actor

Names = Callable[[set[UUID]], dict[UUID, str]]
Objects = Callable[[str, set[UUID], Actor], dict[UUID, tuple[str, str]]]

_WORDS: dict[str, str] = {}
_VALUE_WORDS = {
    "ordinal": "lần",
    "reason": "lý do",
    "percent": "tỷ lệ hoàn thành (%)",
    "blocked": "đang vướng mắc",
    "count": "số lượng",
    "year": "năm",
    "first_year": "năm",
    "due_on": "thời hạn hoàn thành",
    "from_due_on": "thời hạn trước đó",
    "number": "số",
    "file": "tệp",
    "format": "định dạng",
    "paper": "văn bản",
    "province": "tỉnh",
    "clauses": "số điểm, khoản",
    "units": "số đơn vị",
    "added": "thêm mới",
    "changed": "thay đổi",
    "role": "vai trò",
    "amount": "số tiền (triệu đồng)",
    "stage": "bước",
    "seed": "số khởi tạo của dữ liệu mẫu",
}
"""What the plain values of events are called in a list; a value without a word stands on the event's own page."""
_FORMATS = {"csv", "xlsx", "pdf", "docx"}
_KEYS = {"doi_tuong", "nguoi", "don_vi", "truoc"}
"""Parts of an address that name a thing by its key: told as the object of the read, or as nothing."""
_READ_WORDS: dict[str, str] = {"audit.event": "Nhật ký sự kiện", "audit.read": "Nhật ký lượt xem"}
_PEOPLE: list[Callable[[str], set[UUID]]] = []
_NAMES: dict[str, Names] = {}
_OBJECTS: list[Objects] = []


def event_words(words: dict[str, str]) -> None:
    """Declare what kinds of events are called: {"plans.published": "Ban hành kế hoạch"}."""
    _WORDS.update(words)


def words() -> dict[str, str]:
    """All declared kinds with their words, in order of words."""
    return dict(sorted(_WORDS.items(), key=lambda item: item[1]))


def read_words(words: dict[str, str]) -> None:
    """Declare what kinds of things are called that are read: {"personnel.person": "Nhân sự"}."""
    _READ_WORDS.update(words)


def words_of_reads() -> dict[str, str]:
    """All declared kinds of things that are read with their words, in order of words."""
    return dict(sorted(_READ_WORDS.items(), key=lambda item: item[1]))


def people_from(function: Callable[[str], set[UUID]]) -> None:
    """Declare who finds people: a part of a name to keys of accounts."""
    _PEOPLE.append(function)


def people_called(text: str) -> set[UUID]:
    """Keys of the accounts whose name has `text` in it."""
    return {key for find in _PEOPLE for key in find(text)}


def names_from(what: str, function: Names) -> None:
    """Declare who names "actor" or "unit": ids to names as of today, in one query."""
    _NAMES[what] = function


def objects_from(function: Objects) -> None:
    """Declare who tells objects: (object_kind, ids, actor) to (title, address) of those that the actor may see."""
    _OBJECTS.append(function)


def value_word(name: str) -> str:
    """What a plain value of an event is called on the screen; "" for one that has no word."""
    return _VALUE_WORDS.get(name, "")


def _shown(value: object) -> str:
    """A plain value in words; "" for an empty one and for lists."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, str):
        day = parse_date(value) if len(value) == len("2026-01-31") else None
        return f"{day:%d/%m/%Y}" if day else value
    return str(value) if isinstance(value, int | float) else ""


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
    def values(self) -> str:
        """All its plain values in one line, as they were recorded."""
        found = ((name, self.event.data[name]) for name in sorted(self.event.data))
        return "; ".join(f"{name}: {value}" for name, value in found if isinstance(value, str | int | float))

    @property
    def text(self) -> str:
        """Its plain values in words in one line (for the component `history`)."""
        known = (
            (_VALUE_WORDS[name], self.event.data[name]) for name in _VALUE_WORDS if name in self.event.data
        )
        return "; ".join(f"{word}: {shown}" for word, value in known if (shown := _shown(value)))


@dataclass(frozen=True, slots=True)
class ToldRead:
    """A read as a page shows it; `title` is "" for a list, and where the reader may not see the object."""

    read: Read
    what: str
    who: str
    working_for: str
    unit: str
    title: str
    url: str

    @property
    def at(self) -> Any:
        """When it was read (for the component `history`)."""
        return self.read.recorded_at

    @property
    def root_text(self) -> str:
        """The number of its root, for a sentence."""
        return str(self.read.root or "")

    @property
    def asked(self) -> str:
        """What the list was narrowed to and the format of the file, without the names of the fields."""
        found = [str(value) for name, value in sorted(self.read.data.items()) if name not in _KEYS]
        return "; ".join(value.upper() if value in _FORMATS else value for value in found if value != "…")

    @property
    def text(self) -> str:
        """The page and its filters in one line."""
        asked = "; ".join(f"{name}: {value}" for name, value in sorted(self.read.data.items()))
        return f"{self.read.page} ({asked})" if asked else self.read.page


def told_reads(reads: Iterable[Read], *, reader: Actor | None) -> list[ToldRead]:
    """Reads with all their names, in as few queries as `told` takes; without a reader no objects."""
    reads = list(reads)
    return _told_reads(reads, _people(reads), _units(reads), _objects(reads, reader) if reader else {})


def _told_reads(
    reads: Iterable[Read],
    people: dict[UUID, str],
    units: dict[UUID, str],
    objects: dict[UUID, tuple[str, str]],
) -> list[ToldRead]:
    return [
        ToldRead(
            read=read,
            what=_READ_WORDS.get(read.object_kind, read.object_kind),
            who=_who(read, people),
            working_for=units.get(read.actor_unit_id, "") if read.actor_unit_id else "",
            unit=units.get(read.unit_id, "") if read.unit_id else "",
            title=objects.get(read.object_id, ("", ""))[0] if read.object_id else "",
            url=objects.get(read.object_id, ("", ""))[1] if read.object_id else "",
        )
        for read in reads
    ]


def told(events: Iterable[Event], *, reader: Actor | None) -> list[Told]:
    """Events with all their names: one query for people, one for units, one for each kind of object.

    Without a reader neither units nor objects: for the page of the one object that all are about.
    """
    events = list(events)
    if reader is None:
        return _told(events, _people(events), {}, {})
    return _told(events, _people(events), _units(events), _objects(events, reader))


def told_of_object(
    events: Iterable[Event], reads: Iterable[Read], *, reader: Actor
) -> tuple[list[Told], list[ToldRead]]:
    """Events and reads of one object with all their names, in as few queries as the events alone."""
    events, reads = list(events), list(reads)
    both = [*events, *reads]
    people, units, objects = _people(both), _units(both), _objects(events, reader)
    return _told(events, people, units, objects), _told_reads(reads, people, units, objects)


def _told(
    events: Iterable[Event],
    people: dict[UUID, str],
    units: dict[UUID, str],
    objects: dict[UUID, tuple[str, str]],
) -> list[Told]:
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


def _people(rows: Sequence[Event | Read]) -> dict[UUID, str]:
    return named("actor", {row.actor_id for row in rows} | {row.acting_for for row in rows})


def _units(rows: Sequence[Event | Read]) -> dict[UUID, str]:
    working_for = {row.actor_unit_id for row in rows if isinstance(row, Read)}
    return named("unit", {row.unit_id for row in rows} | working_for)


def _who(row: Event | Read, people: dict[UUID, str]) -> str:
    if row.actor_id is None:
        return row.actor_label
    who = people.get(row.actor_id, "Tài khoản đã xóa")
    return f"{who} (thay {people.get(row.acting_for, '…')})" if row.acting_for else who


def _objects(rows: Sequence[Event | Read], reader: Actor) -> dict[UUID, tuple[str, str]]:
    kinds: dict[str, set[UUID]] = {}
    for row in rows:
        if row.object_id:
            kinds.setdefault(row.object_kind, set()).add(row.object_id)
    found: dict[UUID, tuple[str, str]] = {}
    for kind, ids in kinds.items():
        for tell in _OBJECTS:
            found |= tell(kind, ids, reader)
    return found
