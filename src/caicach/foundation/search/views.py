"""The search page and the suggestions under the search box."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from caicach.foundation.audit.sensitive import Way, looked_at, sensitive
from caicach.foundation.audit.telling import named
from caicach.foundation.records import kinds
from caicach.foundation.search.queries import find, suggest
from caicach.foundation.search.rules import LONGEST
from caicach.foundation.ui.entry import page

PEOPLE = "search.people"


@sensitive(PEOPLE, Way.EXPORT)
@page()
def search(request: HttpRequest) -> HttpResponse:
    """`/tim-kiem/?q=…&loai=…&page=…`: what the person may see, the best first, counted by kind.

    An answer that lists people is a read of people; the suggestions, which come with every letter, are not.
    """
    text = request.GET.get("q", "")[:LONGEST].strip()
    kind = request.GET.get("loai", "")
    labels = {known.kind: known.label for known in kinds()}
    found = find(text, actor=request.actor, kind=kind if kind in labels else "", page=_number(request))
    if {e.kind for e in found.entries} & {known.kind for known in kinds() if known.about_people}:
        looked_at(request, PEOPLE, None, sensitive=True)
    units = named("unit", {entry.unit_id for entry in found.entries if entry.object_id != entry.unit_id})
    context = {
        "text": text,
        "found": found,
        "kind": kind if kind in labels else "",
        "everything": sum(count for _, count in found.counts),
        "rows": [
            (e, labels.get(e.kind, ""), units.get(e.unit_id, "") if e.unit_id else "") for e in found.entries
        ],
    }
    template = (
        "search/search.html#results" if request.htmx and not request.htmx.boosted else "search/search.html"
    )
    return render(request, template, context)


def _number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1


@page()
def suggestions(request: HttpRequest) -> HttpResponse:
    """`/tim-kiem/goi-y/?q=…`: the part under the search box of every page."""
    text = request.GET.get("q", "")[:LONGEST].strip()
    labels = {known.kind: known.label for known in kinds()}
    entries = suggest(text, actor=request.actor) if len(text) > 1 else []
    context = {"text": text, "rows": [(entry, labels.get(entry.kind, "")) for entry in entries]}
    return render(request, "search/_suggestions.html", context)
