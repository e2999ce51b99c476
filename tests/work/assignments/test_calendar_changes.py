"""What a change of the working calendar does to assignments."""

from datetime import date, datetime

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from caicach.foundation.kernel.actor import system
from caicach.foundation.worktime.models import RecalculatedItem, WorkCalendar
from caicach.foundation.worktime.operations import (
    NoticeInput,
    draft_notice,
    edit_notice,
    load_reference,
    publish_notice,
)
from caicach.work.assignments import jobs, operations
from caicach.work.assignments.models import Assignment, Extension
from caicach.work.assignments.queries import calendar_on, story
from caicach.work.assignments.rules import Term
from tests.factories.assignments import STEPS, given
from tests.factories.units import UnitFactory

pytestmark = pytest.mark.django_db
AT = timezone.make_aware(datetime.fromisoformat("2026-12-15T09:00"))
WHO = {"by": system(date(2026, 12, 15)), "at": AT}


def test_publishing_the_notice_of_the_year_moves_the_assignments_that_rest_on_it_and_no_others() -> None:
    load_reference(**WHO)
    calendar = WorkCalendar.objects.get(code="vn")
    over_tet = given(at=AT, term=Term(date(2027, 2, 3), 2, "working_days"))
    after_tet = given(at=AT, term=Term(date(2027, 3, 1), 5, "working_days"))
    this_year = given(at=AT, term=Term(date(2026, 12, 16), 5, "working_days"))
    by_date = given(at=AT, due_on=date(2027, 2, 12))
    off = {date(2027, 2, day): "Tết Nguyên đán" for day in range(3, 13)}
    draft = draft_notice(calendar=calendar, year=2027, **WHO)
    draft = edit_notice(notice=draft, revision=None, content=NoticeInput("Ví dụ", off=off), **WHO)

    publish_notice(notice=draft, revision=None, **WHO)

    rows = [over_tet, after_tet, this_year, by_date]
    before = [(row.due_on, row.due_provisional) for row in rows]
    for row in rows:
        row.refresh_from_db()
    assert before == [
        (date(2027, 2, 12), True),
        (date(2027, 3, 8), True),
        (date(2026, 12, 23), False),
        (date(2027, 2, 12), False),
    ]
    assert [(row.due_on, row.due_provisional, row.original_due_on) for row in rows] == [
        (date(2027, 2, 16), False, date(2027, 2, 12)),
        (date(2027, 3, 8), False, date(2027, 3, 8)),
        (date(2026, 12, 23), False, date(2026, 12, 23)),
        (date(2027, 2, 12), False, date(2027, 2, 12)),
    ]
    assert {item.ref_id for item in RecalculatedItem.objects.all()} == {over_tet.pk, after_tet.pk}


def _notice_of_tet() -> None:
    calendar = WorkCalendar.objects.get(code="vn")
    off = {date(2027, 2, day): "Tết Nguyên đán" for day in range(3, 13)}
    draft = draft_notice(calendar=calendar, year=2027, **WHO)
    draft = edit_notice(notice=draft, revision=None, content=NoticeInput("Ví dụ", off=off), **WHO)
    publish_notice(notice=draft, revision=None, **WHO)


def test_a_part_delegated_by_the_same_number_of_days_moves_with_the_whole() -> None:
    load_reference(**WHO)
    whole = given(at=AT, term=Term(date(2027, 2, 3), 2, "working_days"))
    operations.accept(assignment=whole, **WHO)
    below = [UnitFactory(parent=whole.unit) for _ in range(2)]
    part = operations.delegate(assignment=whole, unit_id=below[0].pk, **WHO)
    by_day = operations.delegate(
        assignment=whole, unit_id=below[1].pk, due_on=date(2027, 2, 1), title="Số liệu", **WHO
    )

    _notice_of_tet()

    days = [Assignment.objects.get(pk=row.pk).due_on for row in (whole, part, by_day)]
    assert days == [date(2027, 2, 16), date(2027, 2, 16), date(2027, 2, 1)]


def test_the_nightly_job_finds_what_the_calendar_in_force_says_otherwise() -> None:
    load_reference(**WHO)
    over_tet = given(at=AT, term=Term(date(2027, 2, 3), 2, "working_days"))
    extended = given(at=AT, term=Term(date(2027, 2, 3), 2, "working_days"))
    STEPS["accept"](extended, WHO["by"], AT)
    STEPS["ask_extension"](extended, WHO["by"], AT)
    STEPS["decide_extension"](extended, WHO["by"], AT)
    _notice_of_tet()
    right = [(r.due_on, r.due_provisional) for r in Assignment.objects.order_by("pk")]
    Extension.objects.filter(assignment=over_tet).delete()  # as if the publishing had passed it over
    Assignment.objects.filter(pk=over_tet.pk).update(due_on=date(2027, 2, 12), due_provisional=True)
    Assignment.objects.filter(pk=extended.pk).update(due_on=date(2027, 1, 1))

    found = [jobs.derive_due(0), jobs.derive_due(0)]

    assert found == [2, 0]
    assert [(r.due_on, r.due_provisional) for r in Assignment.objects.order_by("pk")] == right
    over_tet.refresh_from_db()
    assert over_tet.original_due_on == date(2027, 2, 12)
    assert "Lịch làm việc đồng ý điều chỉnh từ 12/02/2027 sang 16/02/2027" in " ".join(
        story(over_tet, calendar_on()).why_due
    )


@pytest.mark.parametrize("name", ["assignments.derive_due", "assignments.put_into_effect"])
def test_what_assignments_do_at_night_runs_by_itself_shortly_after_midnight(name: str) -> None:
    task = app.periodic_registry.periodic_tasks[name, name]
    midnight = timezone.make_aware(datetime.fromisoformat("2026-12-16")).timestamp()

    planned = task.croniter.get_next(ret_type=float, start_time=midnight)

    assert 0 < planned - midnight <= 15 * 60
