"""Notices, own days, hours: what is written, what is refused, and what is re-computed."""

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from caicach.foundation.audit.models import Event
from caicach.foundation.kernel.errors import NotPermitted, Refused, Stale
from caicach.foundation.records import OpenSpan, Ref
from caicach.foundation.worktime.models import (
    LocalDays,
    NoticeDay,
    OfficeWeek,
    RecalculatedItem,
    Recalculation,
    WorkCalendar,
    YearNotice,
)
from caicach.foundation.worktime.operations import (
    NoticeInput,
    add_local_days,
    discard_draft,
    draft_notice,
    edit_notice,
    load_reference,
    publish_notice,
    set_office_hours,
    withdraw_local_days,
)
from caicach.foundation.worktime.queries import (
    calendar_for,
    calendar_row,
    deadline,
    findings,
    load,
    notices_in_force,
    reckoned,
)
from caicach.foundation.worktime.rules import Unit, due
from tests.foundation.worktime.conftest import ADMIN, AT, NOBODY

pytestmark = pytest.mark.django_db
WHO = {"by": ADMIN, "at": AT}
TET = {date(2027, 2, day): "Tết Nguyên đán Đinh Mùi" for day in range(4, 13)}
DECIDED = NoticeInput(
    paper="Thông báo nghỉ năm 2027 (ví dụ)",
    source="ví dụ trong phép thử",
    off={date(2027, 1, 1): "Tết Dương lịch", **TET, date(2027, 4, 16): "Giỗ Tổ Hùng Vương"},
    makeup={date(2027, 2, 20): "làm bù cho ngày 12/2/2027"},
)


def _published(calendar: WorkCalendar, content: NoticeInput = DECIDED, year: int = 2027) -> YearNotice:
    draft = draft_notice(calendar=calendar, year=year, **WHO)
    draft = edit_notice(notice=draft, revision=draft.revision, content=content, **WHO)
    return publish_notice(notice=draft, revision=draft.revision, **WHO)


def _span(number, start, amount, unit, due_on, **more):
    moment = datetime.fromisoformat(start)
    return OpenSpan(Ref("test.item", UUID(int=number)), moment, amount, unit, "vn", due_on, **more)


# ---- the shipped calendars


def test_loading_the_shipped_calendars_twice_changes_nothing(shipped) -> None:
    before = list(YearNotice.objects.order_by("pk").values()), Event.objects.count()

    assert load_reference(by=ADMIN, at=AT) == 0
    assert (list(YearNotice.objects.order_by("pk").values()), Event.objects.count()) == before
    assert [notice.year for notice in notices_in_force(shipped)] == list(range(2020, 2027))


def test_loading_tells_how_far_it_has_come(db) -> None:
    seen = []

    load_reference(by=ADMIN, at=AT, progress=lambda done, total: seen.append((done, total)))

    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_what_was_entered_here_beats_what_is_shipped(shipped) -> None:
    _published(shipped, NoticeInput("Điều chỉnh", off={date(2026, 11, 24): "Ngày Văn hóa Việt Nam"}), 2026)

    load_reference(by=ADMIN, at=AT)

    assert calendar_for().holiday(date(2026, 11, 24)) == "Ngày Văn hóa Việt Nam"


def test_the_findings_name_the_days_on_which_notice_and_package_differ(shipped) -> None:
    assert [found.day for found in findings(shipped)] == [
        date(2026, 1, 2),
        date(2026, 1, 10),
        date(2026, 11, 24),
    ]
    assert [found.kind for found in findings(shipped)] == [
        "off_in_notice_only",
        "makeup_in_notice_only",
        "off_in_package_only",
    ]


def test_the_stored_calendars_answer_as_the_shipped_files_do(shipped) -> None:
    start = datetime.fromisoformat("2025-04-22")

    answers = {
        code: due(start, 10, Unit.WORKING_DAYS, calendar_for(code)).due_on
        for code in ("vn", "vn-cases", "vn-no-swap")
    }

    assert answers == {
        "vn": date(2025, 5, 8),
        "vn-cases": date(2025, 5, 8),
        "vn-no-swap": date(2025, 5, 9),
    }


def test_an_unknown_calendar_is_refused_with_the_known_ones(shipped) -> None:
    with pytest.raises(Refused, match="vn, vn-cases, vn-no-swap"):
        calendar_row("không có")


# ---- notices


def test_a_draft_starts_from_the_days_assumed_so_far(shipped) -> None:
    draft = draft_notice(calendar=shipped, year=2027, **WHO)

    assert draft_notice(calendar=shipped, year=2027, **WHO) == draft
    assert draft.days.filter(day=date(2027, 11, 24), kind="off").exists()
    assert not calendar_for().is_decided(2027)


def test_a_correction_starts_from_the_notice_in_force(shipped) -> None:
    draft = draft_notice(calendar=shipped, year=2026, **WHO)

    assert set(draft.days.filter(kind="makeup").values_list("day", flat=True)) == {
        date(2026, 1, 10),
        date(2026, 8, 22),
    }
    assert draft.paper.startswith("Lịch nghỉ lễ, tết năm 2026")


def test_publishing_a_notice_ends_the_provisional_year(shipped) -> None:
    start = datetime.fromisoformat("2027-02-03T09:00")
    before = deadline(start, 1, Unit.WORKING_DAYS)

    notice = _published(shipped)

    after = deadline(start, 1, Unit.WORKING_DAYS)
    assert (before.due_on, before.provisional) == (date(2027, 2, 11), True)
    assert (after.due_on, after.provisional) == (date(2027, 2, 15), False)
    events = Event.objects.filter(object_id=notice.pk).order_by("pk").values_list("kind", flat=True)
    assert list(events) == ["worktime.notice_drafted", "worktime.notice_edited", "worktime.notice_published"]


def test_a_corrected_notice_replaces_the_one_before_and_both_are_kept(shipped) -> None:
    first = notices_in_force(shipped).get(year=2026)

    second = _published(shipped, NoticeInput("Điều chỉnh", off={date(2026, 11, 24): "Ngày Văn hóa"}), 2026)

    first.refresh_from_db()
    assert (first.superseded_at, second.superseded_at) == (AT, None)
    assert notices_in_force(shipped).get(year=2026) == second
    assert first.days.count() == 26


def test_a_discarded_draft_leaves_the_year_as_it_was(shipped) -> None:
    discard_draft(notice=draft_notice(calendar=shipped, year=2026, **WHO), **WHO)

    assert not YearNotice.objects.filter(published_at__isnull=True).exists()
    assert calendar_for().is_decided(2026)


@pytest.mark.parametrize(
    "content",
    [
        NoticeInput("x", off={date(2027, 1, 1): "Tết"}, makeup={date(2027, 1, 1): "Bù"}),
        NoticeInput("x", off={date(2030, 1, 1): "Tết"}),
        NoticeInput("x", makeup={date(2027, 1, 5): "Thứ Ba"}),
        NoticeInput("x", off={date(2027, 1, 1): " "}),
    ],
    ids=["both", "other year", "make-up on a weekday", "no name"],
)
def test_a_notice_that_contradicts_itself_is_refused(shipped, content) -> None:
    draft = draft_notice(calendar=shipped, year=2027, **WHO)

    with pytest.raises(Refused):
        edit_notice(notice=draft, revision=draft.revision, content=content, **WHO)


def test_a_notice_without_its_paper_is_not_published(shipped) -> None:
    draft = draft_notice(calendar=shipped, year=2027, **WHO)

    with pytest.raises(Refused, match="văn bản"):
        publish_notice(notice=draft, revision=draft.revision, **WHO)


def test_a_published_notice_is_edited_by_nobody_and_nothing(shipped) -> None:
    notice = notices_in_force(shipped).get(year=2026)

    with pytest.raises(Refused):
        edit_notice(notice=notice, revision=None, content=DECIDED, **WHO)
    for change in (
        lambda: YearNotice.objects.filter(pk=notice.pk).update(paper="khác"),
        lambda: YearNotice.objects.filter(pk=notice.pk).delete(),
        lambda: notice.days.filter(day=date(2026, 1, 1)).update(name="khác"),
        lambda: NoticeDay.objects.create(notice=notice, day=date(2026, 11, 24), kind="off", name="thêm"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_stale_page_does_not_publish(shipped) -> None:
    draft = draft_notice(calendar=shipped, year=2027, **WHO)
    edit_notice(notice=draft, revision=draft.revision, content=DECIDED, **WHO)

    with pytest.raises(Stale):
        publish_notice(notice=draft, revision=draft.revision, **WHO)


def test_only_who_manages_the_calendar_changes_it(shipped) -> None:
    notice = draft_notice(calendar=shipped, year=2027, **WHO)
    who = {"by": NOBODY, "at": AT}
    day = date(2026, 12, 1)

    for change in (
        lambda: draft_notice(calendar=shipped, year=2027, **who),
        lambda: edit_notice(notice=notice, revision=None, content=DECIDED, **who),
        lambda: publish_notice(notice=notice, revision=None, **who),
        lambda: discard_draft(notice=notice, **who),
        lambda: add_local_days(calendar=shipped, unit_id=None, since=day, until=day, reason="bão", **who),
        lambda: set_office_hours(
            calendar=shipped,
            unit_id=None,
            since=day,
            week=[""] * 7,
            counted=[],
            cut_off=None,
            reason="",
            **who,
        ),
        lambda: load_reference(**who),
    ):
        with pytest.raises(NotPermitted):
            change()


# ---- own days and hours


def test_a_unit_closed_by_a_storm_has_later_deadlines_than_the_others(shipped) -> None:
    unit, start = uuid4(), datetime.fromisoformat("2026-11-20")

    days = add_local_days(
        calendar=shipped,
        unit_id=unit,
        since=date(2026, 11, 23),
        until=date(2026, 11, 24),
        reason="bão",
        **WHO,
    )

    assert deadline(start, 1, Unit.WORKING_DAYS, unit_id=unit).due_on == date(2026, 11, 25)
    assert deadline(start, 1, Unit.WORKING_DAYS, unit_id=uuid4()).due_on == date(2026, 11, 23)
    withdraw_local_days(days=days, revision=days.revision, **WHO)
    assert deadline(start, 1, Unit.WORKING_DAYS, unit_id=unit).due_on == date(2026, 11, 23)
    with pytest.raises(Refused):
        withdraw_local_days(days=days, revision=None, **WHO)


def test_own_days_of_one_unit_do_not_overlap(shipped) -> None:
    unit = uuid4()
    given = {
        "calendar": shipped,
        "since": date(2026, 12, 1),
        "until": date(2026, 12, 3),
        "reason": "chuyển trụ sở",
    }
    add_local_days(unit_id=unit, **given, **WHO)
    add_local_days(unit_id=uuid4(), **given, **WHO)
    add_local_days(unit_id=None, **given, **WHO)

    for same in (unit, None):
        with pytest.raises(Refused, match="ngày riêng"):
            add_local_days(unit_id=same, **given, **WHO)


@pytest.mark.parametrize(
    "changed",
    [{"until": date(2026, 11, 30)}, {"until": date(2028, 12, 1)}, {"reason": " "}, {"hours": "8h"}],
    ids=["backwards", "too long", "no reason", "no hours"],
)
def test_own_days_that_make_no_sense_are_refused(shipped, changed) -> None:
    given = {"since": date(2026, 12, 1), "until": date(2026, 12, 3), "reason": "bão", "hours": ""} | changed

    with pytest.raises(Refused):
        add_local_days(calendar=shipped, unit_id=None, **given, **WHO)


def test_a_saturday_morning_is_open_from_the_day_it_was_decided_for_that_unit(shipped) -> None:
    unit, week = uuid4(), ["07:30-11:30, 13:30-17:30"] * 5 + ["07:30-11:30", ""]

    set_office_hours(
        calendar=shipped,
        unit_id=unit,
        since=date(2026, 12, 1),
        week=week,
        counted=range(5),
        cut_off=time(16),
        reason="QĐ",
        **WHO,
    )

    for start, end in (("2026-11-27T16:30", "2026-11-30T08:30"), ("2026-12-04T16:30", "2026-12-05T08:30")):
        moment = datetime.fromisoformat(start)
        assert deadline(moment, 2, Unit.WORKING_HOURS, unit_id=unit).due_at == datetime.fromisoformat(end)
    assert deadline(datetime.fromisoformat("2026-12-04"), 1, Unit.WORKING_DAYS, unit_id=unit).due_on == date(
        2026, 12, 7
    )


def test_new_hours_end_the_hours_before(shipped) -> None:
    week = ["08:00-12:00, 13:00-17:00"] * 5 + ["", ""]
    given = {
        "calendar": shipped,
        "unit_id": None,
        "week": week,
        "counted": range(5),
        "cut_off": None,
        "reason": "QĐ",
    }

    set_office_hours(since=date(2026, 12, 1), **given, **WHO)

    periods = [(row.during.lower, row.during.upper) for row in shipped.weeks.order_by("during")]
    assert periods == [(date(1990, 1, 1), date(2026, 12, 1)), (date(2026, 12, 1), None)]
    assert deadline(
        datetime.fromisoformat("2026-12-01"), 1, Unit.WORKING_DAYS
    ).due_at == datetime.fromisoformat("2026-12-02T17:00")
    with pytest.raises(Refused):
        set_office_hours(since=date(2026, 12, 1), **given, **WHO)


def test_the_database_refuses_what_the_operations_would_never_write(shipped) -> None:
    december = DateRange(date(2026, 12, 1), date(2026, 12, 2))
    notice = draft_notice(calendar=shipped, year=2027, **WHO)
    for broken in (
        lambda: LocalDays.objects.create(calendar=shipped, during=december, reason=""),
        lambda: LocalDays.objects.create(calendar=shipped, during=december, reason="x", counts=True),
        lambda: LocalDays.objects.create(
            calendar=shipped, during=DateRange(date(2026, 12, 1), None), reason="x"
        ),
        lambda: OfficeWeek.objects.create(calendar=shipped, during=december, week=[""] * 7),
        lambda: OfficeWeek.objects.create(calendar=shipped, unit_id=uuid4(), during=december, week=[""]),
        lambda: NoticeDay.objects.create(notice=notice, day=date(2027, 1, 1), kind="off", name="hai lần"),
        lambda: NoticeDay.objects.create(notice=notice, day=date(2027, 1, 2), kind="khác", name="x"),
        lambda: YearNotice.objects.create(calendar=shipped, year=2027),
        lambda: YearNotice.objects.create(calendar=shipped, year=2026, published_at=AT, paper="x"),
        lambda: YearNotice.objects.create(calendar=shipped, year=2028, published_at=AT),
        lambda: YearNotice.objects.create(calendar=shipped, year=2028, superseded_at=AT),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


# ---- re-computing


def test_publishing_recomputes_what_rests_on_the_year_and_keeps_a_journal(shipped, owner) -> None:
    unit = uuid4()
    owner.spans = [
        _span(1, "2027-02-03T09:00", 1, Unit.WORKING_DAYS, date(2027, 2, 11), unit_id=unit),
        _span(2, "2027-03-01T09:00", 5, Unit.WORKING_DAYS, date(2027, 3, 8)),
        _span(3, "2026-12-01T09:00", 5, Unit.WORKING_DAYS, date(2026, 12, 8)),
        _span(4, "2027-02-03T09:00", 72, Unit.CLOCK_HOURS, date(2027, 2, 6)),
    ]

    notice = _published(shipped)

    journal = Recalculation.objects.get(notice=notice)
    assert (journal.changed_days, journal.examined, journal.affected, journal.moved) == (365, 4, 2, 1)
    rows = journal.items.order_by("ref_id").values_list(
        "ref_id", "unit_id", "old_due_on", "new_due_on", "was_provisional", "is_provisional"
    )
    assert list(rows) == [
        (UUID(int=1), unit, date(2027, 2, 11), date(2027, 2, 15), True, False),
        (UUID(int=2), None, date(2027, 3, 8), date(2027, 3, 8), True, False),
    ]
    told = [(move.id.int, move.old_due_on, move.due_on, move.provisional) for move in owner.told]
    assert told == [
        (1, date(2027, 2, 11), date(2027, 2, 15), False),
        (2, date(2027, 3, 8), date(2027, 3, 8), False),
    ]
    assert owner.asked == [(date(2027, 1, 1), date(2027, 12, 31))]
    event = Event.objects.get(kind="worktime.recalculated", data__recalculation=str(journal.pk))
    assert (event.data["affected"], event.data["moved"]) == (2, 1)


def test_correcting_a_day_touches_only_the_periods_over_that_day(shipped, owner) -> None:
    owner.spans = [
        _span(1, "2026-11-20", 3, Unit.WORKING_DAYS, date(2026, 11, 25)),
        _span(2, "2026-11-24", 3, Unit.WORKING_DAYS, date(2026, 11, 27)),
        _span(3, "2026-11-09", 5, Unit.WORKING_DAYS, date(2026, 11, 16)),
        _span(4, "2026-11-20", 4, Unit.DAYS, date(2026, 11, 24)),
        _span(5, "2026-11-20", 5, Unit.DAYS, date(2026, 11, 25)),
        _span(
            6,
            "2026-11-20",
            3,
            Unit.WORKING_DAYS,
            date(2026, 11, 26),
            pauses=((date(2026, 11, 23), date(2026, 11, 24)),),
        ),
    ]
    draft = draft_notice(calendar=shipped, year=2026, **WHO)
    days = {row.day: row.name for row in draft.days.filter(kind="off")} | {
        date(2026, 11, 24): "Ngày Văn hóa Việt Nam"
    }
    makeup = {row.day: row.name for row in draft.days.filter(kind="makeup")}
    draft = edit_notice(
        notice=draft, revision=None, content=NoticeInput("Bổ sung 24/11", off=days, makeup=makeup), **WHO
    )

    publish_notice(notice=draft, revision=None, **WHO)

    moved = {row.ref_id.int: row.new_due_on for row in RecalculatedItem.objects.all()}
    assert moved == {1: date(2026, 11, 26), 4: date(2026, 11, 25)}


def test_own_days_of_one_unit_touch_its_own_items_only(shipped, owner) -> None:
    unit = uuid4()
    owner.spans = [
        _span(1, "2026-11-20", 3, Unit.WORKING_DAYS, date(2026, 11, 25), unit_id=unit),
        _span(2, "2026-11-20", 3, Unit.WORKING_DAYS, date(2026, 11, 25), unit_id=uuid4()),
        _span(3, "2026-11-20", 3, Unit.WORKING_DAYS, date(2026, 11, 25)),
    ]

    add_local_days(
        calendar=shipped,
        unit_id=unit,
        since=date(2026, 11, 23),
        until=date(2026, 11, 23),
        reason="bão",
        **WHO,
    )

    assert [(row.ref_id.int, row.new_due_on) for row in RecalculatedItem.objects.all()] == [
        (1, date(2026, 11, 26))
    ]


def test_exactly_the_items_are_recomputed_that_a_naive_scan_finds(shipped, owner) -> None:
    seed = random.SystemRandom().randrange(10**9)
    rng, before = random.Random(seed), load(shipped)
    storm = uuid4()
    for number in range(600):
        start = datetime.fromisoformat("2026-10-01T08:00") + timedelta(hours=rng.randrange(24 * 300))
        unit = rng.choice(list(Unit))
        pauses = ()
        if rng.random() < 0.3:
            since = start.date() + timedelta(days=rng.randrange(20))
            pauses = ((since, since + timedelta(days=rng.randrange(15))),)
        owner.spans.append(
            _span(
                number,
                start.isoformat(),
                rng.randrange(1, 60),
                unit,
                date.max,
                unit_id=rng.choice([None, storm]),
                pauses=pauses,
            )
        )
    owner.spans = [_with_due(span, before) for span in owner.spans]

    _published(shipped)

    after = load(shipped)
    naive_moved = {
        span.ref.id: _naive(span, after)
        for span in owner.spans
        if _naive(span, after) != _naive(span, before)
    }
    journaled = {row.ref_id: (row.new_due_on, row.is_provisional) for row in RecalculatedItem.objects.all()}
    assert journaled == naive_moved, f"seed {seed}"
    assert {move.id for move in owner.told} == set(naive_moved)
    assert 50 < len(naive_moved) < 600


def _with_due(span: OpenSpan, calendars) -> OpenSpan:
    return replace(span, due_on=_naive(span, calendars)[0])


def _naive(span: OpenSpan, calendars) -> tuple[date, bool]:
    answer = reckoned(span, calendars)
    return answer.due_on, answer.provisional


def test_a_journal_is_never_changed(shipped, owner) -> None:
    owner.spans = [_span(1, "2027-02-03T09:00", 1, Unit.WORKING_DAYS, date(2027, 2, 11))]
    _published(shipped)

    for change in (
        lambda: RecalculatedItem.objects.update(new_due_on=date(2027, 1, 1)),
        lambda: RecalculatedItem.objects.all().delete(),
        lambda: Recalculation.objects.update(moved=0),
        lambda: Recalculation.objects.filter(moved=1).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_asking_again_costs_one_query(shipped, django_assert_num_queries) -> None:
    calendar_for()

    with django_assert_num_queries(1):
        calendar_for()
