"""Reads of documents: the list, and the lines of one with what is to be shown in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from caicach.foundation.kernel.text import fold
from caicach.foundation.kernel.text_sql import Fold

from .models import Clause, Document
from .rules import lines_of


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source text; `marked` when it is among those asked for."""

    number: int
    text: str
    marked: bool


def documents(search: str = "") -> QuerySet[Document]:
    """Documents without their full text, newest first; `search` finds words of number, abstract, issuer and text."""
    found = Document.objects.defer("text").order_by(F("issued_on").desc(nulls_last=True), "title")
    for word in fold(search).split():
        clauses = (
            Clause.objects.annotate(folded=Fold("text")).filter(folded__contains=word).values("document_id")
        )
        found = found.annotate(
            folded=Fold("title"), folded_text=Fold("text"), issuer_folded=Fold("issuer")
        ).filter(
            Q(folded__contains=word)
            | Q(folded_text__contains=word)
            | Q(issuer_folded__contains=word)
            | Q(number__icontains=word)
            | Q(kind__icontains=word)
            | Q(pk__in=clauses)
        )
    return found


def lines(document: Document, first: int | None = None, last: int | None = None) -> list[Line]:
    """All lines of the source text, those from `first` to `last` marked."""
    until = last or first or 0
    return [
        Line(number, text, bool(first and first <= number <= until))
        for number, text in enumerate(lines_of(document.text), start=1)
    ]


def clauses_at(clauses: Sequence[Clause], first: int, last: int) -> list[Clause]:
    """The clauses that hold these lines, the narrowest first."""
    found = [clause for clause in clauses if clause.line_from <= last and clause.line_to >= first]
    inside = [clause for clause in found if clause.line_from <= first and clause.line_to >= last]
    return sorted(inside or found, key=lambda clause: clause.line_to - clause.line_from)


def clauses_of(document: Document) -> list[Clause]:
    """The clauses in the order of the text."""
    return list(document.clauses.order_by("line_from", "line_to", "path"))


def address(code: str, first: int | None = None, last: int | None = None) -> str:
    """The page of a document at its lines: "/van-ban/CODE/?tu=85&den=86#L85"."""
    if not first:
        return f"/van-ban/{code}/"
    until = f"&den={last}" if last and last != first else ""
    return f"/van-ban/{code}/?tu={first}{until}#L{first}"
