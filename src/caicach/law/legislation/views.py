"""Pages of documents."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from caicach.foundation.ui.entry import page

from . import permissions
from .models import Document
from .queries import clauses_at, clauses_of, documents, lines


@page(permissions.VIEW)
def document_list(request: HttpRequest) -> HttpResponse:
    """Danh sách văn bản, with a search over number, abstract and full text."""
    search = request.GET.get("q", "")[:200].strip()
    rows = Paginator(documents(search), 50).get_page(request.GET.get("page"))
    return render(request, "legislation/list.html", {"documents": rows, "search": search})


@page(permissions.VIEW)
def document(request: HttpRequest, code: str) -> HttpResponse:
    """Một văn bản theo dòng; ?tu=85&den=86 marks the lines of a clause."""
    found = get_object_or_404(Document, code=code)
    first, last = _line(request, "tu"), _line(request, "den")
    last = max(first, last) if first and last else first
    clauses = clauses_of(found)
    context = {
        "document": found,
        "lines": lines(found, first, last),
        "clauses": clauses,
        "marked": clauses_at(clauses, first, last)[:3] if first and last else [],
        "first": first,
        "last": last,
    }
    return render(request, "legislation/document.html", context)


def _line(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 7 and int(value) else None
