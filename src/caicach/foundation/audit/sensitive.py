"""Declaring that a view shows what is sensitive: each answer of it is then written to the read log.

    @sensitive("personnel.person")
    @page(permissions.VIEW)
    def person(request, pk): ...

The line is written after the view has answered and before the answer is sent, in a transaction of its own: what cannot
be written down is not shown, and what a view undoes does not undo it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from caicach.foundation.audit.models import Way
from caicach.foundation.audit.operations import record_read
from caicach.foundation.kernel.actor import Actor

__all__ = ["Reads", "Way", "looked_at", "sensitive", "write_down"]

_NAME = re.compile(r"[A-Za-z0-9_-]{1,30}")  # as our addresses call their filters; others are nobody's
_KEPT = re.compile(r"\d{1,10}|\d{4}-\d\d(-\d\d)?|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|xlsx|csv")
"""Values of an address that can be nobody's name: numbers, days, keys, formats."""


@dataclass(frozen=True, slots=True)
class Reads:
    """What a view declares: the kind of its objects, and what is written down.

    `way` PAGE: every answer (one that is a file as EXPORT); DOWNLOAD, EXPORT: files only, and pages of which the view
    itself says so (`looked_at(…, sensitive=True)`); API: every answer.
    """

    kind: str
    way: Way


@dataclass(frozen=True, slots=True)
class _Looked:
    kind: str = ""
    object_id: UUID | None = None
    unit_id: UUID | None = None
    sensitive: bool = False
    data: dict[str, Any] = field(default_factory=dict)


def sensitive(kind: str, way: Way = Way.PAGE) -> Callable[[Any], Any]:
    """A view of objects of `kind` ("personnel.person") whose answers are written to the read log, see `Reads`.

    The object is that of `looked_at`, else the `pk` of the address, else a whole list.
    """
    reads = Reads(kind, way)

    def wrap(view: Any) -> Any:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            answer = view(request, *args, **kwargs)
            if answer.status_code == 200 and (how := _way(reads, request, answer)):
                write_down(request, reads.kind, how, object_id=kwargs.get("pk"))
            return answer

        inner.reads = reads
        return inner

    return wrap


def looked_at(
    request: HttpRequest,
    kind: str,
    object_id: UUID | None,
    *,
    unit_id: UUID | None = None,
    sensitive: bool = False,
    **data: Any,
) -> None:
    """Tell, inside a view, which object it shows (None: a list) and of which unit; `sensitive`: write this page down.

    `data` are plain values that name nobody.
    """
    request.looked_at = _Looked(kind, object_id, unit_id, sensitive, data)


def write_down(request: HttpRequest, kind: str, way: Way, *, object_id: UUID | None = None) -> None:
    """Add the line of one request to the read log."""
    looked: _Looked = getattr(request, "looked_at", _Looked())
    actor: Actor = request.actor
    match = request.resolver_match
    record_read(
        way=way,
        page=(match.view_name if match else "")[:100],
        object_kind=looked.kind or kind,
        object_id=looked.object_id or object_id,
        unit_id=looked.unit_id,
        by=actor,
        data=_asked(request) | looked.data,
    )


def _way(reads: Reads, request: HttpRequest, answer: Any) -> Way | None:
    if answer.get("Content-Disposition", "").startswith("attachment"):
        return Way.EXPORT if reads.way == Way.PAGE else reads.way
    told = getattr(request, "looked_at", None)
    return Way.PAGE if reads.way == Way.PAGE or (told and told.sensitive) else None


def _asked(request: HttpRequest) -> dict[str, str]:
    """The filters of the address: values that can be nobody's name; of others that they were used."""
    return {
        name: value if _KEPT.fullmatch(value) else "…"
        for name, value in sorted(request.GET.items())[:20]
        if value and _NAME.fullmatch(name)
    }
