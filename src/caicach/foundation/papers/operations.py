"""Asking for papers, making them, giving out numbers."""

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db import connection, transaction

from caicach.foundation.audit.operations import record
from caicach.foundation.files.operations import release, store
from caicach.foundation.jobs import enqueue
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.ids import new_id
from caicach.foundation.papers.composition import LOOKS
from caicach.foundation.papers.models import Making, PaperRequest, PreparedPaper
from caicach.foundation.papers.paper import Paper, from_data, to_data
from caicach.foundation.records.queries import is_sample

Format = Literal["pdf", "docx"]
SAMPLE = "MẪU"
KEPT_FOR = timedelta(days=30)


@transaction.atomic
def next_number(book: str, year: int) -> int:
    """Lấy số văn bản: the next number of the book in the year, from 1, never twice and without gaps.

    Two who ask at once wait for one another; an undone transaction gives its number back. `book` names
    the agency and the series, as "ubnd-tinh/KH": one series for an agency and year (NĐ 30/2020, điều 15).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO papers_numberbook AS b (id, book, year, last) VALUES (%s, %s, %s, 1)
               ON CONFLICT (book, year) DO UPDATE SET last = b.last + 1 RETURNING last""",
            [new_id(), book, year],
        )
        number: int = cursor.fetchone()[0]
    return number


@transaction.atomic
def request_paper(
    *, paper: Paper, format: Format, name: str, by: Actor, at: datetime, back: str = ""
) -> PaperRequest:
    """Yêu cầu tạo văn bản: have the worker make the paper; show `papers:show` with the answer's key.

    The same content is made once. `name` is the file's name without ending, `back` the page to return to.
    Whatever a sample database prints says so across every page.
    """
    data = to_data(_marked(paper))
    prepared, fresh = PreparedPaper.objects.get_or_create(
        key=_key(data, format), defaults={"format": format, "data": data, "requested_at": at}
    )
    if fresh or prepared.status == Making.FAILED:
        PreparedPaper.objects.filter(pk=prepared.pk).update(status=Making.WAITING)
        enqueue("papers.render", key=f"papers.render:{prepared.pk}", prepared_id=str(prepared.pk))
    asked = PaperRequest.objects.create(
        user_id=by.user_id,
        prepared=prepared,
        name=name.strip()[:200] or "van-ban",
        back=back[:500],
        requested_at=at,
    )
    record("papers.requested", asked, by=by, at=at, unit_id=by.unit_id, format=format, key=prepared.key)
    return asked


def _marked(paper: Paper) -> Paper:
    return replace(paper, mark=SAMPLE) if is_sample() else paper


def _key(data: object, format: str) -> str:
    text = json.dumps([LOOKS, format, data], ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def make_paper(
    *, prepared_id: UUID, render: Callable[[Paper], bytes], by: Actor, at: datetime
) -> PreparedPaper:
    """Tạo văn bản: draw the paper with `render` and keep the file; nothing when it is there already."""
    prepared = PreparedPaper.objects.select_for_update().get(pk=prepared_id)
    if prepared.status == Making.DONE:
        return prepared
    content = io.BytesIO(render(from_data(prepared.data)))
    stored, _ = store(content=content, name=f"van-ban.{prepared.format}", by=by, at=at)
    prepared.file, prepared.status, prepared.made_at = stored, Making.DONE, at
    prepared.save(update_fields=["file", "status", "made_at"])
    record("papers.made", prepared, by=by, at=at, format=prepared.format, key=prepared.key)
    return prepared


@transaction.atomic
def mark_failed(*, prepared_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Ghi nhận lỗi: say that the paper could not be made, so that its page does not wait for ever."""
    prepared = PreparedPaper.objects.select_for_update().get(pk=prepared_id)
    if prepared.status == Making.DONE:
        return
    prepared.status = Making.FAILED
    prepared.save(update_fields=["status"])
    record("papers.failed", prepared, by=by, at=at, reason=reason[:200])


@transaction.atomic
def forget_old_papers(*, by: Actor, at: datetime) -> int:
    """Dọn văn bản cũ: papers can be made again at any time, so those older than 30 days go; return how many."""
    old = list(PreparedPaper.objects.filter(requested_at__lt=at - KEPT_FOR).select_related("file"))
    for prepared in old:
        stored = prepared.file
        record("papers.forgotten", prepared, by=by, at=at, key=prepared.key)
        prepared.delete()
        if stored is not None:
            release(stored=stored, by=by, at=at)
    return len(old)
