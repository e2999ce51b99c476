"""Adding events, inside the transaction of the operation that they tell of; adding reads; taking roots."""

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model
from psycopg.types.json import Jsonb

from caicach.foundation.audit.models import Read, Root, Salt, Way
from caicach.foundation.audit.queries import facts, hashes_under
from caicach.foundation.audit.rules import FIRST, Growing, RootFacts, salted
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.ids import new_id

Entry = tuple[str, Model, UUID | None, dict[str, Any]]


def record(
    kind: str,
    obj: Model,
    *,
    by: Actor,
    at: datetime,
    unit_id: UUID | None = None,
    personal: Mapping[str, str] | None = None,
    **data: Any,
) -> None:
    """Ghi nhật ký: add one event about `obj`; `data` holds plain JSON values (ids, dates as text, numbers).

    `personal` values (names, numbers of papers, addresses) enter as salted hashes only.
    """
    if personal:
        data |= _hashed(obj.pk, personal)
    record_many([(kind, obj, unit_id, data)], by=by, at=at)


def record_many(entries: Iterable[Entry], *, by: Actor, at: datetime) -> None:
    """Add many events `(kind, object, unit_id, data)` in one statement; those of one object in the order given."""
    rows = [_row(entry) for entry in entries]
    rows.sort(key=lambda row: row[3])  # one order of locking objects for everybody: no deadlock
    while rows:
        written = _insert(rows, by=by, at=at)
        rows = [row for row in rows if row[0] not in written]


_Row = tuple[UUID, str, str, UUID, UUID | None, Jsonb]

# Only when two people write the first event of an object at the same moment is there a conflict: the one who was
# second has then waited, leaves no row, and comes again as the second event.
_INSERT = """
    INSERT INTO audit_event (id, kind, object_kind, object_id, unit_id, actor_id, actor_label, acting_for,
        happened_at, recorded_at, data, position, previous, hash)
    SELECT e.id, e.kind, e.object_kind, e.object_id, e.unit_id, %s::uuid, %s, %s::uuid, %s, now(), e.data, 0, '', ''
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::uuid[], %s::jsonb[]) WITH ORDINALITY
        AS e(id, kind, object_kind, object_id, unit_id, data, number)
    ORDER BY e.number
    ON CONFLICT (object_id, position) DO NOTHING RETURNING id"""


def _row(entry: Entry) -> _Row:
    kind, obj, unit_id, data = entry
    unit = unit_id or getattr(obj, "unit_id", None)
    return new_id(), kind, obj._meta.label_lower, obj.pk, unit, Jsonb(data, dumps=_dumps)


def _dumps(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


def _insert(rows: list[_Row], *, by: Actor, at: datetime) -> set[UUID]:
    """Write the rows; returns the ids of those that are there now."""
    label = "" if by.user_id else by.name
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [by.user_id, label, by.acting_for, at, *columns])
        return {key for (key,) in cursor.fetchall()}


def _hashed(object_id: UUID, personal: Mapping[str, str]) -> dict[str, dict[str, str]]:
    salt, _ = Salt.objects.get_or_create(object_id=object_id, defaults={"salt": secrets.token_bytes(32)})
    return {name: {"sha256": salted(value, bytes(salt.salt))} for name, value in personal.items()}


def forget(object_id: UUID) -> None:
    """Xóa muối băm: after this nobody can tell what the hashed personal values of the object were."""
    Salt.objects.filter(object_id=object_id).delete()


def record_read(
    *,
    way: Way,
    page: str,
    object_kind: str,
    object_id: UUID | None = None,
    unit_id: UUID | None = None,
    by: Actor,
    data: Mapping[str, Any] | None = None,
) -> Read:
    """Ghi lượt xem: one insert; the moment is the database's clock. `data` holds no personal values."""
    return Read.objects.create(
        way=way,
        page=page,
        object_kind=object_kind,
        object_id=object_id,
        unit_id=unit_id,
        actor_id=by.user_id,
        actor_label="" if by.user_id else by.name,
        actor_unit_id=by.unit_id,
        acting_for=by.acting_for,
        reason=" ".join(by.elevated.split()),
        data=dict(data or {}),
    )


_ONE_AT_A_TIME = 0x6361_6963_6163_6801  # an advisory lock of our own

_TAKE = """
    UPDATE {table} e SET root = %s, leaf = n.leaf + %s
    FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS leaf FROM {table} WHERE root IS NULL) n
    WHERE e.id = n.id"""


@transaction.atomic
def take_root(*, at: datetime) -> Root | None:
    """Lập gốc xác thực: put all events and reads that have none under a new Merkle root; None when there is none.

    Events take the first leaves, reads the others. Those of transactions that are still open come under the next
    root: `complete_until` is the start of the oldest of them, read before the events are looked at, so that whatever
    is recorded before it is covered.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        complete_until = _oldest_open_transaction(cursor)
        before = Root.objects.order_by("-number").first()
        number = before.number + 1 if before else 1
        cursor.execute(_TAKE.format(table="audit_event"), [number, 0])
        cursor.execute(_TAKE.format(table="audit_read"), [number, cursor.rowcount])
    tree = Growing()
    for value in hashes_under(number):
        tree.add(value)
    if not tree.size:
        return None
    made = RootFacts(
        number=number,
        taken_at=at,
        complete_until=min(complete_until, at),
        events=tree.size,
        merkle=tree.root(),
        previous=facts(before).hash() if before else FIRST,
    )
    return Root.objects.create(
        number=made.number,
        taken_at=made.taken_at,
        complete_until=made.complete_until,
        events=made.events,
        merkle=made.merkle,
        previous=made.previous,
        hash=made.hash(),
    )


def _oldest_open_transaction(cursor: Any) -> datetime:
    cursor.execute(
        """SELECT least(clock_timestamp(), min(xact_start)) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
    )
    moment: datetime = cursor.fetchone()[0]
    return moment
