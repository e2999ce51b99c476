"""Keeping the index like the rows that it speaks of."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction

from caicach.foundation.audit.models import Event
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import RecordKind, SearchEntry, kinds, of_kind
from caicach.foundation.search.models import Entry, Follower
from caicach.foundation.search.rules import indexed

_AT_ONCE = 2_000
# an event is stamped when it is written and seen when its transaction ends: look back over the longest of them
OVERLAP = timedelta(minutes=10)
_FIELDS = ["unit_id", "title", "url", "title_words", "text_words", "digest"]


@transaction.atomic
def refresh_kind(*, kind: str, by: Actor, at: datetime) -> int:
    """Cập nhật chỉ mục: make the entries of one kind those that its owner lists; return how many changed.

    Only what differs is written. Nothing of the business is changed, so nothing is recorded.
    """
    record_kind = of_kind(kind)
    if record_kind.search is None:
        return 0
    known = {
        object_id: (key, digest)
        for object_id, key, digest in Entry.objects.filter(kind=kind).values_list("object_id", "id", "digest")
    }
    changed = 0
    listed: set[UUID] = set()
    for batch in _batches(record_kind.search()):
        fresh = [entry for entry in batch if entry.id not in listed]
        listed.update(entry.id for entry in fresh)
        differing = [entry for entry in fresh if known.get(entry.id, (None, ""))[1] != _digest(entry)]
        changed += _write(record_kind, differing)
    gone = [known[object_id][0] for object_id in known.keys() - listed]
    for keys in _chunks(gone):
        Entry.objects.filter(pk__in=keys).delete()
    return changed + len(gone)


def _batches(entries: Iterable[SearchEntry]) -> Iterator[list[SearchEntry]]:
    remaining = iter(entries)
    while batch := list(islice(remaining, _AT_ONCE)):
        # a row listed twice counts once, as it was listed last
        yield list({entry.id: entry for entry in batch}.values())


def _chunks(keys: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]


def _digest(entry: SearchEntry) -> str:
    text = "\x1f".join([entry.title, entry.text, str(entry.unit_id)])
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _write(kind: RecordKind, entries: list[SearchEntry]) -> int:
    if not entries:
        return 0
    rows = kind.model._default_manager.in_bulk([entry.id for entry in entries])
    Entry.objects.bulk_create(
        [
            Entry(
                kind=kind.kind,
                object_id=entry.id,
                unit_id=entry.unit_id,
                title=entry.title[:500],
                url=kind.url(rows[entry.id])[:500] if entry.id in rows else "",
                title_words=indexed(entry.title),
                text_words=indexed(entry.text),
                digest=_digest(entry),
            )
            for entry in entries
        ],
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=_FIELDS,
    )
    return len(entries)


def rebuild(*, by: Actor, at: datetime) -> dict[str, int]:
    """Lập lại chỉ mục: index every kind anew; return how many entries changed, by kind."""
    names = [kind.kind for kind in kinds() if kind.search is not None]
    Entry.objects.exclude(kind__in=names).delete()
    return {name: refresh_kind(kind=name, by=by, at=at) for name in names}


@transaction.atomic
def follow_log(*, by: Actor, at: datetime) -> dict[str, int]:
    """Theo nhật ký: index anew the kinds of which something was recorded since the last time.

    The first time, and for kinds that have no entry yet, everything is indexed.
    """
    follower, first = Follower.objects.select_for_update().get_or_create(defaults={"followed_until": at})
    if first:
        return rebuild(by=by, at=at)
    since = follower.followed_until - OVERLAP
    touched = set(
        Event.objects.filter(recorded_at__gte=since).values_list("object_kind", flat=True).distinct()
    )
    names = [kind.kind for kind in kinds() if kind.search is not None and _touched(kind, touched)]
    follower.followed_until = at
    follower.save(update_fields=["followed_until"])
    return {name: refresh_kind(kind=name, by=by, at=at) for name in names}


def _touched(kind: RecordKind, labels: set[str]) -> bool:
    """Tell whether rows of the kind's app changed: a title may be drawn from another table of the same app."""
    app = kind.model._meta.app_label
    return any(label.partition(".")[0] == app for label in labels)
