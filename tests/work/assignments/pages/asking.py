"""Shorthands of the tests of pages."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from tests.factories.assignments import given


def given_here(world, **more):
    now = timezone.now()
    more = {"due_on": timezone.localdate() + timedelta(days=20)} | more
    return given(world.department, world.committee, at=now, **more)


def post(client, row, step, **fields):
    row.refresh_from_db()
    address = f"{row.get_absolute_url()}{step}/"
    return client.post(address, {"revision": row.revision, "_once": str(uuid4()), **fields})
