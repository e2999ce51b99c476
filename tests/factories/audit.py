"""Events about objects that need not exist, and a hand that changes the log behind the program's back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from django.db import connection

from caicach.foundation.audit.models import Event
from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor, system
from caicach.foundation.records.models import Installation

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
BY = system(date(2026, 11, 20))


def thing(key: UUID | None = None) -> Installation:
    """Something to write events about; only its key and kind matter."""
    return Installation(pk=key or uuid4())


def happen(obj: Installation | None = None, *, times: int = 1, by: Actor = BY, **data: object) -> list[Event]:
    """`times` events of one object, as an operation writes them; returns them in their order."""
    obj = obj or thing()
    before = Event.objects.filter(object_id=obj.pk).count()
    for step in range(times):
        record("test.happened", obj, by=by, at=AT, step=before + step, **data)
    return list(Event.objects.filter(object_id=obj.pk, position__gt=before).order_by("position"))


@contextmanager
def behind_the_back() -> Iterator[None]:
    """Direct SQL with all triggers off, as someone with the rights of a database administrator would."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")


def sql(statement: str, *parameters: object) -> None:
    """Run one statement behind the program's back."""
    with behind_the_back(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
