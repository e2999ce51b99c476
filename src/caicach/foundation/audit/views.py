"""Nhật ký: the lists of events and of reads, one event with its proof, the lists as files."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localtime

from caicach.foundation.audit import permissions
from caicach.foundation.audit.forms import EventFilter, ReadFilter
from caicach.foundation.audit.models import Event
from caicach.foundation.audit.queries import listed, proof, proven_until, visible_reads, visible_to
from caicach.foundation.audit.sensitive import Way, looked_at, sensitive
from caicach.foundation.audit.telling import Told, ToldRead, told, told_of_object, told_reads, value_word
from caicach.foundation.ui import page

PAGE = 50
MOST_ROWS = 100_000  # of a file: what a spreadsheet still opens in comfort
TOLD_AT_ONCE = 2_000
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
READ_HEADER = [
    "Thời điểm",
    "Người xem",
    "Đang làm việc tại",
    "Lý do nâng quyền",
    "Cách xem",
    "Nội dung",
    "Đối tượng",
    "Mã đối tượng",
    "Cơ quan, đơn vị của đối tượng",
    "Trang",
    "Mã",
]
BESIDE = 20


@sensitive("audit.event")
@page(permissions.VIEW)
def event_list(request: HttpRequest) -> HttpResponse:
    """`/nhat-ky/`: events of the units of one's grants, the latest first."""
    form = EventFilter(request.GET or None)
    filters = form.wanted() if form.is_bound else {}
    events = listed(visible_to(request.actor), **filters)
    if request.GET.get("dang") == "csv":
        return _as_file("nhat-ky.csv", HEADER, events, lambda some: told(some, reader=request.actor), _cells)
    shown = list(events[: PAGE + 1])
    values = {
        "form": form,
        "narrowed": form.narrowed() if form.is_bound else {},
        "called": "sự kiện",
        "lines": told(shown[:PAGE], reader=request.actor),
        "older": shown[PAGE - 1].pk if len(shown) > PAGE else None,
        "last_root": proven_until(),
    }
    return render(request, "audit/list.html", values)


@sensitive("audit.read")
@page(permissions.VIEW)
def read_list(request: HttpRequest) -> HttpResponse:
    """`/nhat-ky/luot-xem/`: who read what is sensitive, the latest first."""
    form = ReadFilter(request.GET or None)
    filters = form.wanted() if form.is_bound else {}
    reads = listed(visible_reads(request.actor), **filters)
    if request.GET.get("dang") == "csv":
        return _as_file(
            "luot-xem.csv",
            READ_HEADER,
            reads,
            lambda some: told_reads(some, reader=request.actor),
            _read_cells,
        )
    shown = list(reads[: PAGE + 1])
    values = {
        "form": form,
        "narrowed": form.narrowed() if form.is_bound else {},
        "called": "lượt xem",
        "lines": told_reads(shown[:PAGE], reader=request.actor),
        "older": shown[PAGE - 1].pk if len(shown) > PAGE else None,
    }
    return render(request, "audit/reads.html", values)


@sensitive("audit.event")
@page(permissions.VIEW)
def event_detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """One event: everything it says, its place in the chain, whether and by which root it is proven."""
    event = get_object_or_404(visible_to(request.actor), pk=key)
    looked_at(request, "audit.event", event.pk, unit_id=event.unit_id)
    reads = visible_reads(request.actor).filter(object_id=event.object_id).order_by("-id")[:BESIDE]
    (this, *others), readers = told_of_object([event, *_beside(request, event)], reads, reader=request.actor)
    values = {
        "told": this,
        "event": event,
        "data": [(name, value_word(name), _shown(event.data[name])) for name in sorted(event.data)],
        "hash": bytes(event.hash).hex(),
        "previous": bytes(event.previous).hex(),
        "others": others,
        "reads": readers,
    }
    return render(request, "audit/detail.html", values)


@sensitive("audit.event", Way.DOWNLOAD)
@page(permissions.VIEW)
def event_proof(request: HttpRequest, key: UUID) -> HttpResponse:
    """The inclusion proof as a file for `tools/check_proof.py`; 404 while the event has no root."""
    event = get_object_or_404(visible_to(request.actor).filter(root__isnull=False), pk=key)
    looked_at(request, "audit.event", event.pk, unit_id=event.unit_id)
    return _proof_file(event.pk)


@sensitive("audit.read", Way.DOWNLOAD)
@page(permissions.VIEW)
def read_proof(request: HttpRequest, key: UUID) -> HttpResponse:
    """The inclusion proof of a read, like that of an event."""
    read = get_object_or_404(visible_reads(request.actor).filter(root__isnull=False), pk=key)
    looked_at(request, "audit.read", read.pk, unit_id=read.unit_id)
    return _proof_file(read.pk)


def _proof_file(key: UUID) -> HttpResponse:
    response = HttpResponse(json.dumps(proof(key), indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="bang-chung-{key}.json"'
    return response


def _beside(request: HttpRequest, event: Event) -> Any:
    return visible_to(request.actor).filter(object_id=event.object_id).order_by("-position")[:BESIDE]


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class _Line:
    """What `csv` writes to: gives each line back."""

    def write(self, text: str) -> str:
        return text


def _as_file(
    name: str,
    header: list[str],
    rows: Any,
    tell: Callable[[list[Any]], Iterable[Any]],
    cells: Callable[[Any], list[str]],
) -> StreamingHttpResponse:
    """Up to `MOST_ROWS` rows as CSV, told in chunks while they are sent: some ten statements for each chunk."""

    def lines() -> Iterator[list[str]]:
        yield header
        found = rows[:MOST_ROWS].iterator(chunk_size=TOLD_AT_ONCE)
        while chunk := list(islice(found, TOLD_AT_ONCE)):
            for line in tell(chunk):
                yield [f"{localtime(line.at):%Y-%m-%d %H:%M:%S}", *map(_harmless, cells(line))]

    writer = csv.writer(_Line())
    response = StreamingHttpResponse(
        _with_mark(writer.writerow(line) for line in lines()), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _with_mark(lines: Iterator[str]) -> Iterator[str]:
    yield "\ufeff"  # spreadsheets take the file for UTF-8 only with this mark
    yield from lines


def _cells(line: Told) -> list[str]:
    event = line.event
    return [line.what, line.who, line.unit, line.title, str(event.object_id), line.values, str(event.pk)]


def _read_cells(line: ToldRead) -> list[str]:
    read = line.read
    return [
        line.who,
        line.working_for,
        read.reason,
        read.get_way_display(),
        line.what,
        line.title,
        str(read.object_id or ""),
        line.unit,
        line.text,
        str(read.pk),
    ]


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
