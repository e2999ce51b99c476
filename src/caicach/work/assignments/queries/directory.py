"""Units by the words people type: what the fields for units understand, and what they suggest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Case, QuerySet, Value, When

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.scope import scoped
from caicach.foundation.kernel.text import fold
from caicach.organisation.personnel.models import Post
from caicach.organisation.units.models import UnitVersion
from caicach.organisation.units.queries import name_table, units_of_group, versions_on
from caicach.organisation.units.rules.names import NameTable, mentions
from caicach.organisation.units.states import Kind, Level

from .. import permissions

SUGGESTED = 1000
"""Names in the list of a field: more than the agencies of a province, fewer than a page should carry."""


@dataclass(frozen=True)
class Directory:
    """The agencies of one day, read when they are asked for; areas themselves get no assignments."""

    on: date

    @cached_property
    def versions(self) -> Sequence[UnitVersion]:
        """All of them: those of the province first, then in the order of the tree."""
        return list(_agencies(self.on))

    @property
    def choices(self) -> list[str]:
        """The names of all of them."""
        return [version.name for version in self.versions]

    @cached_property
    def suggested(self) -> list[str]:
        """The names that a field suggests: the first `SUGGESTED`; the others are understood as well."""
        return list(_agencies(self.on).values_list("name", flat=True)[:SUGGESTED])

    @cached_property
    def _table(self) -> NameTable[UUID]:
        return name_table(self.on)

    def one(self, text: str) -> UnitVersion:
        """The agency that the words name; refuses words that name none or several."""
        wanted = fold(text).strip()
        exact = [v for v in self.versions if wanted in _names(v)]
        if len(exact) == 1:
            return exact[0]
        found = self.all(text)
        if len(found) != 1:
            raise Refused(f"“{text.strip()}” là nhiều cơ quan, đơn vị. Hãy chọn một.")
        return found[0]

    def all(self, text: str) -> list[UnitVersion]:
        """The agencies that the words name, groups ("các sở, ban, ngành") spread out; refuses unknown words."""
        by_id = {version.unit_id: version for version in self.versions}
        found: dict[UUID, UnitVersion] = {}
        for part in filter(None, (part.strip() for part in text.replace("\n", ";").split(";"))):
            exact = [v for v in self.versions if fold(part) in _names(v)]
            for version in exact[:1] or self._mentioned(part, by_id):
                found[version.unit_id] = version
        return list(found.values())

    def _mentioned(self, part: str, by_id: dict[UUID, UnitVersion]) -> list[UnitVersion]:
        found = []
        for mention in mentions(part, self._table):
            units = [by_id[unit] for unit in mention.meaning.units if unit in by_id]
            for group in mention.meaning.groups:
                units += [v for v in units_of_group(group, self.on) if v.unit_id in by_id]
            if not units:
                raise Refused(f"Không có cơ quan, đơn vị “{mention.text}” vào ngày {self.on:%d/%m/%Y}.")
            found += units
        if not found:
            raise Refused(f"Không có cơ quan, đơn vị “{part}” vào ngày {self.on:%d/%m/%Y}.")
        return found


_RANK: dict[str, int] = {Level.PROVINCE: 0, Level.DISTRICT: 1, Level.COMMUNE: 2, Level.CENTRAL: 3}


def _names(version: UnitVersion) -> set[str]:
    return {fold(word) for word in (version.name, version.short_name, version.code) if word}


def directory(on: date) -> Directory:
    """The agencies that live on a day."""
    return Directory(on)


def usual_giver(actor: Actor, on: date, *, own: bool = True) -> str:
    """The name of the agency in whose name the actor gives, as a form begins with it.

    Their own (unless `own` is false), else a people's committee, else the first where they may; "" where nowhere.
    """
    may = scoped(actor, permissions.ASSIGN) | scoped(actor, permissions.IMPORT)
    mine = Case(When(unit_id=actor.unit_id if own else None, then=Value(0)), default=Value(1))
    committee = Case(When(kind=Kind.PEOPLE_COMMITTEE, then=Value(0)), default=Value(1))
    found = _agencies(on).filter(may).order_by(mine, committee, *_order())
    return found.values_list("name", flat=True).first() or ""


def _agencies(on: date) -> QuerySet[UnitVersion]:
    return versions_on(on).filter(administrative=False).exclude(level=Level.VILLAGE).order_by(*_order())


def _order() -> tuple[Case | str, ...]:
    ranks = [When(level=level, then=Value(rank)) for level, rank in _RANK.items()]
    return (Case(*ranks, default=Value(9)), "position", "name")


def people_of(unit_id: UUID, on: date) -> list[tuple[UUID, str]]:
    """The people who hold a post in a unit on a day, with their posts' titles: choices for a person in charge."""
    posts = Post.objects.filter(unit_id=unit_id, during__contains=on).select_related("person")
    return [(p.person_id, f"{p.person.full_name} ({p.title})") for p in posts.order_by("-is_head", "title")]
