"""Working-time arithmetic: laws that always hold, and the mistakes other systems have made."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.home import reference
from caicach.foundation.worktime.reference import shipped_calendars
from caicach.foundation.worktime.rules import (
    Calendar,
    DayKind,
    Due,
    OfficeHours,
    Override,
    Pause,
    Unit,
    YearDays,
    add,
    affected_by,
    changed_days,
    differences,
    due,
    elapsed_days,
    hours,
    hours_text,
    left_text,
    outcome,
    rolled,
    working_days_between,
    working_seconds_between,
)
from caicach.foundation.worktime.rules.axis import merged, pieces

VN = shipped_calendars(reference() / "calendars")["vn"].calendar()
DAYS = st.dates(date(2020, 1, 1), date(2027, 6, 1))
WORKING = DAYS.map(lambda day: rolled(day, VN))
MOMENTS = st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2027-06-01")).map(
    lambda at: at.replace(second=0, microsecond=0)
)
EIGHT_TO_FIVE = hours("08:00-12:00, 13:00-17:00")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


# ---- laws


@given(WORKING, st.integers(0, 200), st.integers(0, 200))
def test_adding_twice_is_adding_the_sum(day, first, second) -> None:
    assert add(add(day, first, VN), second, VN) == add(day, first + second, VN)


@given(WORKING, st.integers(-200, 200))
def test_going_back_undoes_going_forward(day, amount) -> None:
    assert add(add(day, amount, VN), -amount, VN) == day


@given(DAYS, WORKING)
def test_the_days_between_two_days_lead_from_one_to_the_other(first, last) -> None:
    if last > first:
        assert add(first, working_days_between(first, last, VN), VN) == last


@given(
    MOMENTS,
    st.integers(1, 4000),
    st.lists(st.tuples(st.integers(-2000, 9000), st.integers(0, 6000)), max_size=4),
)
def test_the_office_time_up_to_the_end_is_the_amount(start, minutes, offsets) -> None:
    pauses = [
        Pause(start + timedelta(minutes=begin), start + timedelta(minutes=begin + length))
        for begin, length in offsets
    ]

    end = due(start, minutes // 20 + 1, Unit.WORKING_HOURS, VN, pauses)

    expected = end.amount * 3600
    assert working_seconds_between(start, end.due_at, VN, pauses) == expected


@given(DAYS, st.integers(1, 120))
def test_a_longer_period_never_ends_earlier(day, amount) -> None:
    start = datetime.combine(day, datetime.min.time())

    for unit in Unit:
        assert due(start, amount, unit, VN).due_at <= due(start, amount + 1, unit, VN).due_at


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_merged_gaps_cover_the_same_points(gaps) -> None:
    joined = merged(gaps)

    inside = {point for begin, end in gaps for point in range(begin, end)}
    assert {point for begin, end in joined for point in range(begin, end)} == inside
    left = {point for begin, end in pieces(5, 50, joined) for point in range(begin, end)}
    assert left == set(range(5, 50)) - inside


@given(DAYS, st.integers(1, 40), st.integers(0, 30), st.integers(0, 20))
def test_a_pause_within_a_period_moves_its_end_by_its_own_working_days(day, amount, offset, length) -> None:
    start = datetime.combine(day, datetime.min.time())
    pause = Pause(start + timedelta(days=offset), start + timedelta(days=offset + length))
    plain, paused = (
        due(start, amount, Unit.WORKING_DAYS, VN),
        due(start, amount, Unit.WORKING_DAYS, VN, [pause]),
    )

    if pause.since.date() < plain.due_on:
        taken = working_days_between(pause.since.date(), pause.until.date(), VN)
        assert paused.due_on == add(plain.due_on, taken, VN)
    else:
        assert paused.due_on == plain.due_on


# ---- what went wrong elsewhere


def test_nested_and_overlapping_pauses_are_taken_out_once() -> None:
    outer, inner = Pause(at("2025-11-05"), at("2025-11-12")), Pause(at("2025-11-06"), at("2025-11-10"))
    late = Pause(at("2025-11-11"), at("2025-11-13"))

    assert due(at("2025-11-03"), 10, Unit.WORKING_DAYS, VN, [inner, outer]).due_on == date(2025, 11, 24)
    assert due(at("2025-11-03"), 10, Unit.WORKING_DAYS, VN, [late, inner, outer]).due_on == date(2025, 11, 25)


def test_a_pause_that_outlasts_the_period_leaves_the_rest_for_afterwards() -> None:
    pause = Pause(at("2025-11-05T10:00"), at("2026-03-02T10:00"))

    assert due(at("2025-11-05T08:00"), 8, Unit.WORKING_HOURS, VN, [pause]).due_at == at("2026-03-03T08:00")


def test_one_working_day_is_not_eight_working_hours_from_now() -> None:
    assert due(at("2025-11-20T14:00"), 1, Unit.WORKING_DAYS, VN).due_at == at("2025-11-21T17:30")
    assert due(at("2025-11-20T14:00"), 8, Unit.WORKING_HOURS, VN).due_at == at("2025-11-21T14:00")


def test_work_finished_on_the_last_minute_is_not_late() -> None:
    end = due(at("2025-11-20T09:00"), 2, Unit.WORKING_DAYS, VN).due_at

    assert outcome(end, at("2025-11-24T17:30")).label == "đúng hạn"
    assert outcome(end, at("2025-11-24T17:31")).label == "quá hạn"
    assert outcome(end, at("2025-11-24T18:00"), by_day=True).label == "đúng hạn"
    assert outcome(end, at("2025-11-21T17:31")).label == "trước hạn"


def test_an_extension_counts_from_the_day_that_was_not_yet_moved() -> None:
    first = due(at("2025-11-27"), 17, Unit.DAYS, VN)

    assert (first.period_end, first.due_on) == (date(2025, 12, 14), date(2025, 12, 15))
    assert due(at("2025-11-27"), 20, Unit.DAYS, VN).due_on == first.period_end + timedelta(days=3)


def test_hours_outside_the_office_start_at_the_next_opening() -> None:
    for start in ("2025-11-28T17:30", "2025-11-28T23:00", "2025-11-30T08:00", "2025-12-01T05:00"):
        assert due(at(start), 1, Unit.WORKING_HOURS, VN).due_at == at("2025-12-01T08:30")
    assert due(at("2025-11-28T11:45"), 1, Unit.WORKING_HOURS, VN).due_at == at("2025-11-28T14:30")


def test_a_paper_received_on_a_swapped_saturday_has_the_whole_day() -> None:
    assert due(at("2025-04-26T08:00"), 8, Unit.WORKING_HOURS, VN).due_at == at("2025-04-28T08:00")
    assert due(at("2025-04-25"), 1, Unit.WORKING_DAYS, VN).due_on == date(2025, 4, 26)


def test_a_year_from_a_leap_day_is_counted_in_days() -> None:
    assert due(at("2024-02-29"), 365, Unit.DAYS, VN).due_on == date(2025, 2, 28)


def test_nought_days_end_on_the_day_itself_or_the_next_working_day() -> None:
    assert due(at("2025-11-28T10:00"), 0, Unit.WORKING_DAYS, VN).due_at == at("2025-11-28T17:30")
    assert due(at("2025-11-29T10:00"), 0, Unit.DAYS, VN).due_on == date(2025, 12, 1)
    assert due(at("2025-11-29T10:00"), 0, Unit.WORKING_HOURS, VN).due_at == at("2025-12-01T07:30")
    assert due(at("2025-11-29T10:00"), 0, Unit.CLOCK_HOURS, VN).due_at == at("2025-11-29T10:00")


def test_counting_back_from_monday_ends_on_friday() -> None:
    assert due(at("2025-11-17"), -1, Unit.DAYS, VN).due_on == date(2025, 11, 14)
    assert due(at("2025-11-17T08:00"), -1, Unit.WORKING_HOURS, VN).due_at == at("2025-11-14T17:00")


@pytest.mark.parametrize(
    ("start", "amount", "pauses"),
    [
        ("2025-11-28", "NaN", []),
        ("2025-11-28", "10000000", []),
        ("2025-11-28", "100000", []),
        ("1980-01-01", "1", []),
        ("2025-11-28", "-20000", []),
        ("2025-11-28", "1", [Pause(at("2025-12-02"), at("2025-12-01"))]),
    ],
)
def test_what_no_calendar_can_answer_is_refused(start, amount, pauses) -> None:
    with pytest.raises(Refused):
        due(at(start), amount, Unit.WORKING_DAYS, VN, pauses)


def test_an_office_that_never_opens_has_no_end_to_offer() -> None:
    closed = Calendar("", hours=[OfficeHours(week=((),) * 7, counted=frozenset())], assumes=False)

    with pytest.raises(Refused):
        due(at("2025-11-28"), 1, Unit.WORKING_HOURS, closed)


# ---- hours, half Saturdays, overrides


def _with_saturdays(*, counted: bool) -> Calendar:
    week = (*(hours("07:30-11:30, 13:30-17:30"),) * 5, hours("07:30-11:30"), ())
    weekdays = frozenset(range(6 if counted else 5))
    return Calendar("", hours=[OfficeHours(week=week, counted=weekdays)], years=VN.years)


def test_a_saturday_morning_gives_hours_and_counts_as_a_day_only_where_it_is_said_so() -> None:
    open_only, whole = _with_saturdays(counted=False), _with_saturdays(counted=True)

    assert due(at("2025-11-28T15:30"), 4, Unit.WORKING_HOURS, open_only).due_at == at("2025-11-29T09:30")
    assert due(at("2025-11-28"), 1, Unit.WORKING_DAYS, open_only).due_on == date(2025, 12, 1)
    assert due(at("2025-11-28"), 1, Unit.WORKING_DAYS, whole).due_at == at("2025-11-29T11:30")


def test_hours_change_on_the_day_from_which_they_are_in_force() -> None:
    winter = OfficeHours(
        since=date(2025, 12, 1), until=date(2026, 1, 1), week=(EIGHT_TO_FIVE,) * 5 + ((), ())
    )
    calendar = Calendar("", hours=[winter, OfficeHours()], years=VN.years)

    assert due(at("2025-11-28T16:30"), 2, Unit.WORKING_HOURS, calendar).due_at == at("2025-12-01T09:00")
    assert due(at("2025-12-31T16:00"), 2, Unit.WORKING_HOURS, calendar).due_at == at("2026-01-05T08:30")


def test_an_override_beats_the_notice_and_its_reason_is_kept() -> None:
    storm = Override(date(2025, 11, 24), date(2025, 11, 26), reason="bão số 13")
    counter = Override(date(2025, 11, 23), date(2025, 11, 24), hours("08:00-11:00"), True, "mở thêm ngày")
    calendar = Calendar("", overrides=[storm, counter], years=VN.years)

    assert due(at("2025-11-21"), 1, Unit.WORKING_DAYS, calendar).due_at == at("2025-11-23T11:00")
    assert due(at("2025-11-21"), 2, Unit.WORKING_DAYS, calendar).due_on == date(2025, 11, 26)
    assert calendar.day(date(2025, 11, 25)).name == "bão số 13"


@pytest.mark.parametrize("text", ["7h-11h", "11:30-07:30", "07:30-11:30, 11:00-17:00", "07:30"])
def test_hours_that_make_no_sense_are_rejected(text) -> None:
    with pytest.raises(ValueError, match=r".+"):
        hours(text)


def test_hours_are_read_as_they_are_written() -> None:
    assert hours_text(hours("7:30-11:30, 13:30-17:30")) == "07:30-11:30, 13:30-17:30"
    assert hours("") == ()


# ---- provisional years and changes


def test_a_date_past_the_last_notice_is_provisional() -> None:
    assert VN.horizon == 2026
    assert not due(at("2026-12-28"), 3, Unit.WORKING_DAYS, VN).provisional
    assert due(at("2026-12-28"), 5, Unit.WORKING_DAYS, VN).provisional
    assert due(at("2026-12-28"), 10, Unit.DAYS, VN).provisional
    assert due(at("2026-12-28T08:00"), 40, Unit.WORKING_HOURS, VN).provisional
    assert not due(at("2026-12-28T08:00"), 400, Unit.CLOCK_HOURS, VN).provisional
    assert due(at("2027-02-03"), 1, Unit.WORKING_DAYS, VN).due_on == date(2027, 2, 11)


def test_a_period_that_ends_on_new_years_eve_rests_on_its_own_year() -> None:
    assert not due(at("2026-12-21"), 10, Unit.DAYS, VN).provisional


def test_a_period_rests_on_the_days_after_its_first_that_are_not_paused() -> None:
    pause = Pause(at("2025-11-05"), at("2025-11-12"))
    forward = due(at("2025-11-03"), 3, Unit.WORKING_DAYS, VN, [pause])
    back = due(at("2025-11-07"), -2, Unit.WORKING_DAYS, VN)

    def days(answer: Due) -> list[int]:
        spans = answer.rests_on
        return [date.fromordinal(n).day for first, last in spans for n in range(first, last)]

    assert (forward.due_on, days(forward)) == (date(2025, 11, 13), [4, 5, 13])
    assert (back.due_on, days(back)) == (date(2025, 11, 5), [5, 6])


def test_the_days_that_a_notice_changes_are_found() -> None:
    notice = YearDays(
        2027, {date(2027, 1, 1): "Tết Dương lịch", date(2027, 2, 3): "Tết"}, {date(2027, 2, 13): "bù"}
    )
    assumed = YearDays(2027, {date(2027, 1, 1): "Tết Dương lịch", date(2027, 2, 4): "Tết"})
    before = Calendar("", years=[assumed], assumes=False)
    after = Calendar("", years=[notice], assumes=False)

    assert changed_days(before, after, [2027]) == (date(2027, 2, 3), date(2027, 2, 4), date(2027, 2, 13))


def test_confirming_a_provisional_year_changes_every_one_of_its_days() -> None:
    before = Calendar("", years=[YearDays(2027, decided=False)], assumes=False)
    after = Calendar("", years=[YearDays(2027)], assumes=False)

    assert len(changed_days(before, after, [2027])) == 365


@given(
    DAYS, st.integers(-60, 60), st.sampled_from(list(Unit)), DAYS, st.lists(st.integers(0, 60), max_size=2)
)
def test_only_an_answer_that_rests_on_a_changed_day_can_move(day, amount, unit, changed, pauses) -> None:
    start = datetime.combine(day, datetime.min.time()) + timedelta(hours=9)
    gaps = [Pause(start + timedelta(days=first), start + timedelta(days=first + 5)) for first in pauses]
    kind = VN.day(changed)
    other = Override(
        changed, changed + timedelta(days=1), () if kind.hours else EIGHT_TO_FIVE, not kind.counts
    )
    after = Calendar("", hours=VN.hours, years=VN.years, overrides=[other])

    before = due(start, amount, unit, VN, gaps)

    if not affected_by(before, [changed]):
        assert due(start, amount, unit, after, gaps).due_at == before.due_at


def test_the_findings_of_2026_are_the_swap_and_the_day_of_culture() -> None:
    found = {notice.year: [(each.day, each.kind) for each in differences(notice)] for notice in VN.years}

    assert found.pop(2026) == [
        (date(2026, 1, 2), "off_in_notice_only"),
        (date(2026, 1, 10), "makeup_in_notice_only"),
        (date(2026, 11, 24), "off_in_package_only"),
    ]
    assert found == {year: [] for year in range(2020, 2026)}


# ---- words


def test_what_is_left_is_told_in_working_days() -> None:
    assert left_text(date(2026, 11, 27), date(2026, 11, 20), VN) == "còn 5 ngày làm việc"
    assert left_text(date(2026, 11, 20), date(2026, 11, 20), VN) == "đến hạn hôm nay"
    assert left_text(date(2026, 11, 17), date(2026, 11, 20), VN) == "quá hạn 3 ngày làm việc"
    assert left_text(date(2026, 11, 22), date(2026, 11, 21), VN) == "còn 1 ngày"


def test_the_kinds_of_days_are_told_apart() -> None:
    kinds = {
        day: VN.day(date.fromisoformat(day)).kind
        for day in ("2026-02-17", "2026-08-22", "2026-08-23", "2026-08-24")
    }

    assert list(kinds.values()) == [DayKind.HOLIDAY, DayKind.MAKEUP, DayKind.WEEKLY_OFF, DayKind.ORDINARY]


def test_elapsed_days_leave_out_the_first_day_and_the_pauses() -> None:
    pause = Pause(at("2025-11-05"), at("2025-11-12"))

    assert elapsed_days(date(2025, 11, 3), date(2025, 11, 24), VN, [pause]) == 10
    assert elapsed_days(date(2025, 11, 3), date(2025, 11, 24), VN, [pause], working=False) == 14


def test_many_threads_may_ask_one_calendar_at_once() -> None:
    expected = [
        due(at("2025-11-03"), 200 * number, Unit.WORKING_HOURS, VN).due_at for number in range(-40, 40)
    ]

    for _ in range(5):
        fresh = Calendar("", hours=VN.hours, years=VN.years)

        def ask(number: int, calendar: Calendar = fresh) -> datetime:
            return due(at("2025-11-03"), 200 * number, Unit.WORKING_HOURS, calendar).due_at

        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(ask, range(-40, 40))) == expected
