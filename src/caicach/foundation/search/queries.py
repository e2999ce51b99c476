"""Finding rows that a person may see."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Length

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import RecordKind, kinds
from caicach.foundation.search.models import Entry
from caicach.foundation.search.rules import has_marks, query, words

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Found:
    """One page of an answer: the entries, how many there are of each kind, and the number of the page."""

    entries: list[Entry]
    counts: list[tuple[RecordKind, int]]
    total: int
    page: int
    pages: int


def find(text: str, *, actor: Actor, kind: str = "", page: int = 1) -> Found:
    """Tìm kiếm: rows that hold all the words, the best first, among those that the actor may see.

    Two statements whatever is asked: the counts by kind, and one page of entries.
    """
    asked = query(text)
    if not asked:
        return Found([], [], 0, 1, 1)
    matching = _matching(asked, actor)
    counted = dict(matching.values_list("kind").annotate(count=Count("pk")).order_by())
    counts = [(known, counted[known.kind]) for known in _searchable() if known.kind in counted]
    total = counted.get(kind, 0) if kind else sum(counted.values())
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    wanted = matching.filter(kind=kind) if kind else matching
    start = (page - 1) * PER_PAGE
    entries = list(_ranked(wanted, asked, text)[start : start + PER_PAGE]) if total else []
    return Found(entries, counts, total, page, pages)


def suggest(text: str, *, actor: Actor, limit: int = 8) -> list[Entry]:
    """Gợi ý: the best few, in one statement."""
    asked = query(text)
    return list(_ranked(_matching(asked, actor), asked, text)[:limit]) if asked else []


def _searchable() -> list[RecordKind]:
    return [kind for kind in kinds() if kind.search is not None]


def _matching(asked: str, actor: Actor) -> QuerySet[Entry]:
    """Entries that hold the words and whose row its owner shows to the actor; kinds without `visible` are closed."""
    allowed = Q(pk__in=[])
    for kind in _searchable():
        if kind.visible is None:
            continue
        # asked row by row, so only of the few that hold the words, not of the whole table
        seen: QuerySet[Any] = kind.visible(actor).order_by().filter(pk=OuterRef("object_id"))
        allowed |= Q(Exists(seen), kind=kind.kind)
    return Entry.objects.filter(allowed, vector=SearchQuery(asked, config="simple", search_type="raw"))


def _ranked(entries: QuerySet[Entry], asked: str, text: str) -> QuerySet[Entry]:
    typed, bare = " ".join(text.split()), " ".join(words(text))
    bonus = [When(title__iexact=typed, then=Value(4.0)), When(title_words__startswith=bare, then=Value(2.0))]
    if has_marks(typed):
        bonus.append(When(title__icontains=typed, then=Value(1.0)))
    # "sa" is the beginning of "Sán Chải", but whoever types it means "Sa Pa" first
    whole = SearchQuery(asked.replace(":*", ""), config="simple", search_type="raw")
    spelt = Case(When(vector=whole, then=Value(1.0)), default=Value(0.0), output_field=FloatField())
    rank = SearchRank(F("vector"), SearchQuery(asked, config="simple", search_type="raw"))
    exact = Case(*bonus, default=Value(0.0), output_field=FloatField())
    return entries.annotate(rank=rank + exact + spelt).order_by("-rank", Length("title"), "title", "pk")
