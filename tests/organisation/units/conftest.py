"""The shipped units, loaded once for a module and rolled back after it."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from caicach.foundation.kernel.actor import SYSTEM
from caicach.organisation.units.operations import load_reference

AT = datetime(2026, 11, 22, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
EVE = date(2025, 6, 30)
MERGED = date(2025, 7, 1)
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def shipped(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[int]:
    """The reference data, inside one transaction of the module; tests nest in it."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        count = load_reference(by=SYSTEM, at=AT)
        with connection.cursor() as cursor:  # what a commit would check
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    yield count
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@pytest.fixture
def lao_cai(shipped: int, db: None) -> int:
    """The shipped units, for a test that reads or writes them."""
    return shipped
