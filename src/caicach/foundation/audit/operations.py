"""Adding events, inside the transaction of the operation that they tell of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from caicach.foundation.audit.models import Event
from caicach.foundation.kernel.actor import Actor


def record(
    kind: str, obj: Model, *, by: Actor, at: datetime, unit_id: UUID | None = None, **data: Any
) -> None:
    """Ghi nhật ký: add one event about `obj`; `data` holds plain JSON values (ids, dates as text, numbers)."""
    record_many([(kind, obj, unit_id, data)], by=by, at=at)


def record_many(
    entries: Iterable[tuple[str, Model, UUID | None, dict[str, Any]]], *, by: Actor, at: datetime
) -> None:
    """Add many events `(kind, object, unit_id, data)` in one statement, in the order given."""
    Event.objects.bulk_create(
        Event(
            kind=kind,
            object_kind=obj._meta.label_lower,
            object_id=obj.pk,
            unit_id=unit_id or getattr(obj, "unit_id", None),
            actor_id=by.user_id,
            actor_name=by.name,
            acting_for=by.acting_for,
            happened_at=at,
            data=data,
        )
        for kind, obj, unit_id, data in entries
    )
