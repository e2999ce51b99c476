"""Reading the log: streams for checking it, the history of an object, proofs."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain, count
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max, QuerySet
from django.utils import timezone

from caicach.foundation.audit import permissions
from caicach.foundation.audit.models import Event, Read, Root
from caicach.foundation.audit.rules import RootFacts, Sealed, SealedRead, inclusion, micros
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.scope import scoped

CHUNK = 5000
_names = count()


def visible_to(actor: Actor) -> QuerySet[Event]:
    """The events that the actor may read: of the units of their grants; without a unit only with a grant over all."""
    return Event.objects.filter(scoped(actor, permissions.VIEW))


def visible_reads(actor: Actor) -> QuerySet[Read]:
    """The reads that the actor may see: of objects of their units, and by people who were working for their units."""
    of_objects = scoped(actor, permissions.VIEW)
    return Read.objects.filter(of_objects | scoped(actor, permissions.VIEW, unit="actor_unit_id"))


def history(object_id: UUID) -> QuerySet[Event]:
    """Lịch sử: all events of one object, the latest first. Whoever may see the object may see them."""
    return Event.objects.filter(object_id=object_id).order_by("-position")


def facts(root: Root) -> RootFacts:
    """A stored root as plain facts."""
    return RootFacts(
        number=root.number,
        taken_at=root.taken_at,
        complete_until=root.complete_until,
        events=root.events,
        merkle=bytes(root.merkle),
        previous=bytes(root.previous),
    )


def stream(sql: str, parameters: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Rows of a query through a cursor of the server, in chunks: memory does not grow with the log."""
    connection.ensure_connection()
    name = f"audit_{next(_names)}"
    # WITH HOLD only where no transaction is open: a plain cursor reads as it goes and spools nothing
    with connection.connection.cursor(name=name, withhold=not connection.in_atomic_block) as cursor:
        cursor.itersize = CHUNK
        cursor.execute(sql, parameters)
        yield from cursor


def hashes_under(number: int) -> Iterator[bytes]:
    """The stored hashes of the events and reads under a root, in the order of its leaves."""
    events = stream("SELECT hash FROM audit_event WHERE root = %s ORDER BY leaf", [number])
    reads = stream("SELECT hash FROM audit_read WHERE root = %s ORDER BY leaf", [number])
    for (value,) in chain(events, reads):  # the leaves of reads come after those of events
        yield bytes(value)


def sealed_events() -> Iterator[tuple[Sealed, bytes, int | None, int | None]]:
    """Every event as it is hashed, with its stored hash, root and leaf; by root and leaf, those without a root last."""
    rows = stream(
        """SELECT id, object_kind, object_id, position, previous, kind, unit_id, actor_id, actor_label, acting_for,
                  happened_at, recorded_at, data::text, hash, root, leaf
           FROM audit_event ORDER BY root NULLS LAST, leaf, id""",
        [],
    )
    for *fields, stored, root, leaf in rows:
        yield Sealed(*fields), bytes(stored), root, leaf


def sealed_reads() -> Iterator[tuple[SealedRead, bytes, int | None, int | None]]:
    """Every read as it is hashed, with its stored hash, root and leaf; by root and leaf, those without a root last."""
    rows = stream(
        """SELECT id, way, page, object_kind, object_id, unit_id, actor_id, actor_label, actor_unit_id, acting_for,
                  reason, recorded_at, data::text, hash, root, leaf
           FROM audit_read ORDER BY root NULLS LAST, leaf, id""",
        [],
    )
    for *fields, stored, root, leaf in rows:
        yield SealedRead(*fields), bytes(stored), root, leaf


def sealed_event(event_id: UUID) -> tuple[Sealed, Event]:
    """One event as it is hashed. Refused when there is none."""
    event = Event.objects.filter(pk=event_id).first()
    if event is None:
        raise Refused(f"Không có sự kiện {event_id} trong nhật ký.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM audit_event WHERE id = %s", [event_id])
        text = cursor.fetchone()[0]
    names = [name for name in Sealed.__slots__ if name not in ("data", "previous")]
    values = {name: getattr(event, name) for name in names}
    return Sealed(**values, previous=bytes(event.previous), data=text), event


def broken_links() -> Iterator[tuple[UUID, UUID, int]]:
    """Events (id, object, position) that do not follow the one before of the same object."""
    yield from stream(
        """SELECT id, object_id, position FROM (
             SELECT id, object_id, position, previous,
               coalesce(lag(hash) OVER chain, ''::bytea) AS should_be, row_number() OVER chain AS should_stand
             FROM audit_event WINDOW chain AS (PARTITION BY object_id ORDER BY position)) e
           WHERE previous <> should_be OR position <> should_stand""",
        [],
    )


def sealed_read(read_id: UUID) -> tuple[SealedRead, Read] | None:
    """One read as it is hashed; None when there is none."""
    read = Read.objects.filter(pk=read_id).first()
    if read is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM audit_read WHERE id = %s", [read_id])
        text = cursor.fetchone()[0]
    values = {name: getattr(read, name) for name in SealedRead.__slots__ if name != "data"}
    return SealedRead(**values, data=text), read


def proof(key: UUID) -> dict[str, Any]:
    """The inclusion proof of an event or a read: its canonical text, the way up and the root.

    Refused when there is no such row, and while no root covers it.
    """
    sealed, row = sealed_read(key) or sealed_event(key)
    if row.root is None or row.leaf is None:
        raise Refused("Sự kiện này chưa nằm dưới gốc xác thực nào; hãy thử lại sau lần lập gốc tiếp theo.")
    path = inclusion(list(hashes_under(row.root)), row.leaf)
    root = facts(Root.objects.get(number=row.root))
    return {
        "event": str(row.pk),
        "text": sealed.text(),
        "hash": bytes(row.hash).hex(),
        "path": [[step.side, step.hash.hex()] for step in path],
        "root": root.exported(),
    }


def _first_id(day: date) -> UUID:
    """The smallest UUIDv7 that can have been made on a day: ids are in order of time, so the key finds days."""
    start = datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
    return UUID(int=micros(start) // 1000 << 80)


def listed(
    rows: QuerySet[Any],
    *,
    since: date | None = None,
    until: date | None = None,
    before: UUID | None = None,
    unit: UUID | None = None,
    actor: UUID | None = None,
    actors: Iterable[UUID] | None = None,
    **same: Any,
) -> QuerySet[Any]:
    """The events or reads that fit, the latest first; days include both ends, `before` continues below that id.

    `actors` are several people, `same` other columns with their value (kind, object_id, way); empty ones do not count.
    """
    conditions = {"unit_id": unit, "actor_id": actor, **same}
    fitting = rows.filter(**{name: value for name, value in conditions.items() if value})
    fitting = fitting.filter(actor_id__in=actors) if actors is not None else fitting
    fitting = fitting.filter(id__gte=_first_id(since)) if since else fitting
    fitting = fitting.filter(id__lt=_first_id(until + timedelta(days=1))) if until else fitting
    return (fitting.filter(id__lt=before) if before else fitting).order_by("-id")


def proven_until() -> int:
    """The number of the last root; 0 when there is none."""
    return Root.objects.aggregate(last=Max("number"))["last"] or 0
