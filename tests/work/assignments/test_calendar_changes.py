"""What a change of the working calendar does to assignments."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from caicach.foundation.kernel.actor import system
from caicach.foundation.worktime.models import RecalculatedItem, WorkCalendar
from caicach.foundation.worktime.operations import (
    NoticeInput,
    draft_notice,
    edit_notice,
    load_reference,
    publish_notice,
)
from caicach.work.assignments.rules import Term
from tests.factories.assignments import given

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
