"""The page where a paper is waited for and downloaded."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from caicach.foundation.audit.sensitive import Way, looked_at, sensitive
from caicach.foundation.files.answering import file_answer
from caicach.foundation.papers.exporting import file_name
from caicach.foundation.papers.models import Making
from caicach.foundation.papers.queries import request_of
from caicach.foundation.ui.entry import page

_LONG = timedelta(seconds=30)


@page()
def show(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Progress of a paper, then its download; refreshes itself while the worker is at it."""
    asked = request_of(request.actor, request_id)
    if asked is None:
        raise Http404
    waits_long = asked.prepared.status == Making.WAITING and timezone.now() - asked.requested_at > _LONG
    template = "papers/show.html#state" if request.htmx else "papers/show.html"
    return render(request, template, {"asked": asked, "prepared": asked.prepared, "waits_long": waits_long})


@sensitive("papers.paperrequest", Way.DOWNLOAD)
@page()
def download(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The finished paper, for the person who asked for it."""
    asked = request_of(request.actor, request_id)
    stored = asked.prepared.file if asked else None
    if asked is None or stored is None:
        raise Http404
    looked_at(request, "papers.paperrequest", asked.pk, format=asked.prepared.format)
    name = file_name(asked.name, asked.prepared.format, timezone.localdate(asked.requested_at))
    return file_answer(stored.sha256, name, stored.media_type)
