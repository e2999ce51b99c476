"""Nhật ký: the list of events, one event with its proof, the list as a file."""

import csv
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localtime

from caicach.foundation.audit import permissions
from caicach.foundation.audit.forms import EventFilter
from caicach.foundation.audit.models import Event
from caicach.foundation.audit.queries import listed, proof, proven_until, visible_to
from caicach.foundation.audit.telling import told
from caicach.foundation.ui import page

PAGE = 50
MOST_ROWS = 100_000  # of a file: what a spreadsheet still opens in comfort
HEADER = [
    "Thời điểm",
    "Sự kiện",
    "Người thực hiện",
    "Cơ quan, đơn vị",
    "Đối tượng",
    "Mã đối tượng",
    "Nội dung",
    "Mã",
]


@page(permissions.VIEW)
def event_list(request: HttpRequest) -> HttpResponse:
    """`/nhat-ky/`: events of the units of one's grants, the latest first."""
    form = EventFilter(request.GET or None)
    filters = form.wanted() if form.is_bound else {}
    events = listed(visible_to(request.actor), **filters)
    if request.GET.get("dang") == "csv":
        return _as_file(request, events)
    shown = list(events[: PAGE + 1])
    values = {
        "form": form,
        "narrowed": form.narrowed() if form.is_bound else {},
        "events": told(shown[:PAGE], reader=request.actor),
        "older": shown[PAGE - 1].pk if len(shown) > PAGE else None,
        "last_root": proven_until(),
    }
    return render(request, "audit/list.html", values)


@page(permissions.VIEW)
def event_detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """One event: everything it says, its place in the chain, whether and by which root it is proven."""
    event = get_object_or_404(visible_to(request.actor), pk=key)
    values = {
        "told": told([event], reader=request.actor)[0],
        "event": event,
        "data": [(name, _shown(event.data[name])) for name in sorted(event.data)],
        "hash": bytes(event.hash).hex(),
        "previous": bytes(event.previous).hex(),
        "others": told(_beside(request, event), reader=request.actor),
    }
    return render(request, "audit/detail.html", values)


@page(permissions.VIEW)
def event_proof(request: HttpRequest, key: UUID) -> HttpResponse:
    """The inclusion proof as a file for `tools/check_proof.py`; 404 while the event has no root."""
    event = get_object_or_404(visible_to(request.actor).filter(root__isnull=False), pk=key)
    response = HttpResponse(json.dumps(proof(event.pk), indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="bang-chung-{event.pk}.json"'
    return response


def _beside(request: HttpRequest, event: Event) -> Any:
    return visible_to(request.actor).filter(object_id=event.object_id).order_by("-position")[:20]


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class _Line:
    """What `csv` writes to: gives each line back."""

    def write(self, text: str) -> str:
        return text


def _as_file(request: HttpRequest, events: Any) -> StreamingHttpResponse:
    writer = csv.writer(_Line())
    rows = (writer.writerow(row) for row in _rows(request, events))
    response = StreamingHttpResponse(_with_mark(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="nhat-ky.csv"'
    return response


def _with_mark(lines: Iterator[str]) -> Iterator[str]:
    yield "\ufeff"  # spreadsheets take the file for UTF-8 only with this mark
    yield from lines


def _rows(request: HttpRequest, events: Any) -> Iterator[list[str]]:
    yield HEADER
    found: Iterator[Event] = events[:MOST_ROWS].iterator(chunk_size=500)
    while chunk := list(islice(found, 500)):
        for line in told(chunk, reader=request.actor):
            event = line.event
            cells = [
                line.what,
                line.who,
                line.unit,
                line.title,
                str(event.object_id),
                line.text,
                str(event.pk),
            ]
            yield [f"{localtime(event.happened_at):%Y-%m-%d %H:%M:%S}", *map(_harmless, cells)]


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
