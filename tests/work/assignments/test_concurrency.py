"""Two people at once: one move counts, the other is refused, nothing is half written."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import close_old_connections, connections

from caicach.foundation.audit.models import Event
from caicach.foundation.kernel.errors import Refused
from caicach.work.assignments import operations
from caicach.work.assignments.models import Assignment
from caicach.work.assignments.queries import stamp
from tests.factories.assignments import BY, NOW, given, in_state, order
from tests.factories.units import UnitFactory

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*deeds):
    """Do all the deeds at the same moment, each on its own connection; their results or refusals."""
    start = Barrier(len(deeds))

    def run(deed):
        close_old_connections()
        start.wait()
        try:
            return deed()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_of_two_who_accept_one_is_refused():
    row = given()

    results = _at_once(*[lambda: operations.accept(assignment=row, by=BY, at=NOW)] * 2)

    assert sorted(isinstance(result, Refused) for result in results) == [False, True]
    row.refresh_from_db()
    assert row.revision == 1
    assert Event.objects.filter(object_id=row.pk, kind="assignments.accepted").count() == 1


def test_accepting_and_returning_at_once_ends_in_one_of_the_two():
    row = given()

    results = _at_once(
        lambda: operations.accept(assignment=row, by=BY, at=NOW),
        lambda: operations.return_to_giver(assignment=row, reason="Không đúng chức năng", by=BY, at=NOW),
    )

    row.refresh_from_db()
    assert [isinstance(result, Refused) for result in results].count(True) == 1
    assert row.remarks.count() == (1 if row.status == "returned" else 0)


def test_two_requests_for_more_time_become_one():
    row = in_state("accepted")
    asks = [
        lambda: operations.ask_extension(
            assignment=row, wanted_due_on=row.due_on.replace(year=2027), reason="Chờ bộ", by=BY, at=NOW
        )
    ] * 2

    results = _at_once(*asks)

    assert [isinstance(result, Refused) for result in results].count(True) == 1
    assert row.extensions.count() == 1


def test_every_change_of_many_writers_moves_the_boards_stamp():
    unit, giver = UnitFactory(), UnitFactory()
    before = stamp()

    _at_once(*[lambda: operations.give(order=order(unit, giver), by=BY, at=NOW)] * 4)

    assert Assignment.objects.count() == 4
    assert stamp() == before + 4
