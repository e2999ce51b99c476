"""Sample figures of plans: the same seed makes the same figures, in whatever order the rows were once written."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from caicach.foundation.kernel.actor import system
from caicach.foundation.records.models import Installation
from caicach.steering.indicators.models import Value
from caicach.steering.plans.models import MoneyDecision, Progress
from caicach.steering.plans.operations.samples import make_samples
from tests.factories import plans as make
from tests.factories.units import province

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 1, 3, tzinfo=UTC)
GOALS, ACTIVITIES, TASKS = range(1, 7), range(1, 5), range(1, 5)


def _made(seed: int, *, backwards: bool) -> list[object]:
    """What stands in the database for the plan, whose rows were written in this order; nothing of it stays."""
    figures: list[object] = []
    turned = reversed if backwards else iter
    with transaction.atomic(), connection.cursor() as cursor:
        for way in ("indexscan", "indexonlyscan", "bitmapscan"):  # rows then come as they were written
            cursor.execute(f"SET LOCAL enable_{way} = off")
        make.plan(
            province(),
            objectives=[
                {"code": f"MT.{n:02}", "position": n, "target": make.target(60 + n, key=f"chi_so_{n}")}
                for n in turned(GOALS)
            ],
            activities=[
                {"code": f"2.{n}", "position": n, "amounts": {2026: 100 * n}} for n in turned(ACTIVITIES)
            ],
            tasks=[{"code": str(n), "position": n, "text": f"Việc {n}"} for n in turned(TASKS)],
        )
        make_samples(seed=seed, by=system(date(2026, 10, 1)), at=AT)
        figures += sorted(Value.objects.values_list("indicator__key", "value"))
        figures += sorted(MoneyDecision.objects.values_list("stage", "amount"))
        figures += sorted(Progress.objects.values_list("percent", "blocked", "status"))
        transaction.set_rollback(True)
    return figures


@pytest.fixture(autouse=True)
def _sample_database():
    Installation.objects.create(province="Tỉnh Mẫu", is_sample=True, created_at=AT)


def test_a_seed_makes_the_same_figures_in_whatever_order_the_rows_were_written():
    forwards = _made(7, backwards=False)

    assert len(forwards) > 20
    assert _made(7, backwards=True) == forwards
    assert _made(8, backwards=False) != forwards
