"""What is published is frozen by the database: direct SQL is refused, whatever is set, and a draft is free."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from caicach.steering.plans.models import Activity, ActivityMoney, PlanVersion, Task, TaskCoordination
from tests.factories import plans as make
from tests.factories.units import province

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    """A published plan and the draft of its adjustment, each with a row of every depth."""
    root = province()
    plan = make.plan(root, published=False)
    first = plan.versions.get()
    task = Task.objects.create(version=first, code="9", text="Rà soát thủ tục", area_code="II")
    TaskCoordination.objects.create(task=task, unit=root)
    activity = Activity.objects.create(version=first, code="1", name="Tập huấn", area_code="II")
    ActivityMoney.objects.create(activity=activity, year=2026, amount=10)
    PlanVersion.objects.filter(pk=first.pk).update(published_at=make.AT)
    second = PlanVersion.objects.create(plan=plan, ordinal=2)
    free = Task.objects.create(version=second, code="9", text="Rà soát thủ tục", area_code="II")
    return {
        "unit": root.pk,
        "first": first.pk,
        "second": second.pk,
        "task": task.pk,
        "activity": activity.pk,
        "free": free.pk,
    }


STATEMENTS = {
    "insert": "INSERT INTO plans_area (id, revision, origin, position, doubt, version_id, code, name, printed_code) "
    "VALUES (gen_random_uuid(), 0, gen_random_uuid(), 0, '', %(first)s, 'X', 'Thêm', '')",
    "insert one among many": "INSERT INTO plans_area (id, revision, origin, position, doubt, version_id, code, name, "
    "printed_code) SELECT gen_random_uuid(), 0, gen_random_uuid(), 0, '', version, 'X', 'Thêm', '' "
    "FROM (VALUES (%(second)s::uuid), (%(first)s::uuid)) AS v(version)",
    "change": "UPDATE plans_task SET text = 'khác' WHERE id = %(task)s",
    "delete": "DELETE FROM plans_activitymoney WHERE activity_id = %(activity)s",
    "move in": "UPDATE plans_task SET version_id = %(first)s, code = '10' WHERE id = %(free)s",
    "insert below": "INSERT INTO plans_activitymoney (id, activity_id, year, source, amount) "
    "VALUES (gen_random_uuid(), %(activity)s, 2027, 'khác', 1)",
    "change below": "UPDATE plans_activitymoney SET amount = 11 WHERE activity_id = %(activity)s",
    "move in below": "UPDATE plans_taskcoordination SET task_id = %(free)s WHERE task_id = %(task)s",
    "change version": "UPDATE plans_planversion SET published_by_name = 'khác' WHERE id = %(first)s",
    "withdraw": "UPDATE plans_planversion SET published_at = NULL WHERE id = %(first)s",
    "delete version": "DELETE FROM plans_planversion WHERE id = %(first)s",
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
@pytest.mark.parametrize("switched", [False, True])
def test_direct_sql_on_what_is_published_is_refused(rows, statement, switched):
    with connection.cursor() as cursor:
        if switched:  # what switches other triggers of the library off
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger%published%'")
            names = ",".join(name for (name,) in cursor.fetchall())
            cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + names + "}"])
        with pytest.raises(DatabaseError, match=r"frozen|Cannot"), transaction.atomic():
            cursor.execute(statement, rows)


def test_rows_of_a_draft_are_added_changed_and_deleted(rows):
    Task.objects.filter(pk=rows["free"]).update(text="khác")
    TaskCoordination.objects.create(task_id=rows["free"], unit_id=rows["unit"])
    TaskCoordination.objects.filter(task=rows["free"]).delete()

    assert Task.objects.get(pk=rows["free"]).text == "khác"
    assert Task.objects.filter(pk=rows["free"]).delete()[0] == 1


def test_number_and_date_of_a_published_version_may_be_recorded(rows):
    changed = PlanVersion.objects.filter(pk=rows["first"]).update(
        number="434/KH", issued_on=date(2026, 1, 22)
    )

    assert changed == 1
