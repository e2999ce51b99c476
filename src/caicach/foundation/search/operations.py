"""Keeping the index like the rows that it speaks of."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max

from caicach.foundation.audit.models import Event
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import RecordKind, SearchEntry, kinds, of_kind
from caicach.foundation.search.models import Entry, Follower
from caicach.foundation.search.rules import indexed

_AT_ONCE = 2_000
# an event is stamped when it is written and seen when its transaction ends: look back over the longest of them
OVERLAP = timedelta(minutes=10)
_MANY = 10_000
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
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
    # with what a row always belongs to: an address often names it ("/ke-hoach/<plan>/nhiem-vu/<task>/")
    rows = kind.model._default_manager.select_related().in_bulk([entry.id for entry in entries])
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

    The first time everything is indexed. A kind with many entries is looked at less often: once in as
    many minutes as it has ten thousands, so that following never becomes the main work of a server.
    """
    follower, first = Follower.objects.select_for_update().get_or_create(defaults={"followed_until": at})
    if first:
        return rebuild(by=by, at=at)
    sizes = dict(Entry.objects.values_list("kind").annotate(count=Count("pk")))
    due = [kind for kind in kinds() if kind.search is not None and _is_turn(sizes.get(kind.kind, 0), at)]
    last = {
        kind.kind: _looked_at_before(sizes.get(kind.kind, 0), at, follower.followed_until) for kind in due
    }
    touched = _touched_apps(min(last.values(), default=at))
    follower.followed_until = at
    follower.save(update_fields=["followed_until"])
    return {
        kind.kind: refresh_kind(kind=kind.kind, by=by, at=at)
        for kind in due
        # a title may be drawn from another table of the same app
        if touched.get(kind.model._meta.app_label, _LONG_AGO) >= last[kind.kind]
    }


def _minutes_between(size: int) -> int:
    return max(1, size // _MANY)


def _is_turn(size: int, at: datetime) -> bool:
    return int(at.timestamp() // 60) % _minutes_between(size) == 0


def _looked_at_before(size: int, at: datetime, followed_until: datetime) -> datetime:
    return min(at - timedelta(minutes=_minutes_between(size)), followed_until) - OVERLAP


def _touched_apps(since: datetime) -> dict[str, datetime]:
    """Return when something was last recorded about rows of each app; keys of events are in order of time."""
    events = Event.objects.filter(pk__gte=_first_key_at(since)).values_list("object_kind")
    found: dict[str, datetime] = {}
    for label, moment in events.annotate(last=Max("recorded_at")).order_by():
        app = label.partition(".")[0]
        found[app] = max(moment, found.get(app, moment))
    return found


def _first_key_at(moment: datetime) -> UUID:
    """Return the smallest UUIDv7 of a moment (RFC 9562: 48 bits of Unix milliseconds come first)."""
    return UUID(int=(int(moment.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62))
