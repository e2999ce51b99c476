"""Finding rows that a person may see."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, Exists, F, FloatField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Left, Length

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import RecordKind, kinds
from caicach.foundation.search.models import INDEXED_START, Entry
from caicach.foundation.search.rules import has_marks, query, words

LOOKED_AT = 1_000
PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Found:
    """One page of an answer: the entries, how many there are of each kind, and the number of the page.

    With `capped` there are more than `LOOKED_AT`: the counts are of those that were looked at.
    """

    entries: list[Entry]
    counts: list[tuple[RecordKind, int]]
    total: int
    page: int
    pages: int
    capped: bool = False


def find(text: str, *, actor: Actor, kind: str = "", page: int = 1) -> Found:
    """Tìm kiếm: rows that hold all the words, the best first, among those that the actor may see.

    Two to five statements, whatever is asked and however much there is: of common words only the first
    `LOOKED_AT` rows are ranked, and those whose title begins with the words.
    """
    asked = query(text)
    if not asked:
        return Found([], [], 0, 1, 1)
    matching, everything = _first(asked, actor)
    chosen = _keys(matching.filter(kind=kind)) if kind and len(everything) > LOOKED_AT else everything
    capped = len(everything) > LOOKED_AT
    counted = Counter(of_kind for _, of_kind in everything[:LOOKED_AT])
    wanted = [key for key, of_kind in chosen[:LOOKED_AT] if not kind or of_kind == kind]
    pages = max(1, -(-len(wanted) // PER_PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * PER_PAGE
    if capped:
        begun = matching.filter(kind=kind) if kind else matching
        wanted += [key for key, _ in _keys(_begun(begun, text), PER_PAGE)]
    entries = list(_ranked(wanted, asked, text)[start : start + PER_PAGE]) if wanted else []
    counts = [(known, counted[known.kind]) for known in _searchable() if known.kind in counted]
    return Found(entries, counts, len(wanted) if not capped else LOOKED_AT, page, pages, capped)


def suggest(text: str, *, actor: Actor, limit: int = 8) -> list[Entry]:
    """Gợi ý: the best few."""
    asked = query(text)
    if not asked:
        return []
    matching, keys = _first(asked, actor)
    if len(keys) > LOOKED_AT:
        keys += _keys(_begun(matching, text), limit)
    return list(_ranked([key for key, _ in keys], asked, text)[:limit]) if keys else []


class _RowByRow(Exists):
    """EXISTS asked of the few rows that hold the words; OFFSET 0 keeps PostgreSQL from hashing the whole table."""

    template = "EXISTS(%(subquery)s OFFSET 0)"


def _searchable() -> list[RecordKind]:
    return [kind for kind in kinds() if kind.search is not None]


def _matching(asked: str, actor: Actor) -> QuerySet[Entry]:
    """Entries that hold the words and whose row its owner shows to the actor; kinds without `visible` are closed."""
    allowed = Q(pk__in=[])
    for kind in _searchable():
        if kind.visible is None:
            continue
        seen: QuerySet[Any] = kind.visible(actor).order_by().filter(pk=OuterRef("object_id"))
        allowed |= Q(kind=kind.kind) & Q(_RowByRow(seen))
    return Entry.objects.filter(allowed, vector=SearchQuery(asked, config="simple", search_type="raw"))


def _first(asked: str, actor: Actor) -> tuple[QuerySet[Entry], list[tuple[UUID, str]]]:
    """What matches, and the first keys of it. Where many rows hold the words whole, those that hold words which only
    begin so are not asked for: they come last, and looking them all up takes longer the more there is."""
    whole = _matching(_whole(asked), actor)
    keys = _keys(whole)
    if len(keys) > LOOKED_AT:
        return whole, keys
    matching = _matching(asked, actor)
    return matching, _keys(matching)


def _whole(asked: str) -> str:
    return asked.replace(":*", "")


def _keys(entries: QuerySet[Entry], most: int = 0) -> list[tuple[UUID, str]]:
    return list(entries.order_by().values_list("pk", "kind")[: most or LOOKED_AT + 1])


def _begun(entries: QuerySet[Entry], text: str) -> QuerySet[Entry]:
    """Those whose title begins with the words, in the order in which they were typed."""
    return entries.annotate(begins=Left("title_words", INDEXED_START)).filter(
        begins__startswith=" ".join(words(text))[:INDEXED_START]
    )


def _ranked(keys: list[UUID], asked: str, text: str) -> QuerySet[Entry]:
    typed, bare = " ".join(text.split()), " ".join(words(text))
    bonus = [When(title__iexact=typed, then=Value(4.0)), When(title_words__startswith=bare, then=Value(2.0))]
    if has_marks(typed):
        bonus.append(When(title__icontains=typed, then=Value(1.0)))
    # "sa" is the beginning of "Sán Chải", but whoever types it means "Sa Pa" first
    whole = SearchQuery(_whole(asked), config="simple", search_type="raw")
    spelt = Case(When(vector=whole, then=Value(1.0)), default=Value(0.0), output_field=FloatField())
    rank = SearchRank(F("vector"), SearchQuery(asked, config="simple", search_type="raw"))
    exact = Case(*bonus, default=Value(0.0), output_field=FloatField())
    found = Entry.objects.filter(pk__in=keys).defer("title_words", "text_words", "vector")
    return found.annotate(rank=rank + exact + spelt).order_by("-rank", Length("title"), "title", "pk")
