"""The collected deadline cases of the one-stop shop, and the worked examples that go with them."""

import json
from datetime import date, datetime, time
from pathlib import Path

import pytest

from caicach.foundation.kernel.home import reference
from caicach.foundation.worktime.reference import shipped_calendars
from caicach.foundation.worktime.rules import Pause, Unit, due, outcome, received_as

HERE = Path(__file__).parent
CASES = json.loads((HERE / "deadline_cases.json").read_text(encoding="utf-8"))
CALENDARS = {
    code: shipped.calendar() for code, shipped in shipped_calendars(reference() / "calendars").items()
}
VN_CASES = CALENDARS["vn-cases"]


def _end(start: str, amount: object, unit: Unit, calendar=VN_CASES) -> date:
    return due(datetime.fromisoformat(start), str(amount), unit, calendar).due_on


def _chain(given):
    moment, ends = datetime.fromisoformat(given["start"]), []
    for step in given["steps"]:
        moment = due(moment, step, Unit.WORKING_HOURS, VN_CASES).due_at
        ends.append(moment.isoformat(timespec="minutes"))
    return ends


def _classes(given):
    moments = [datetime.fromisoformat(given[name]) for name in ("due", "finish")]
    return {
        "class_national": "quá hạn" if outcome(*moments).label == "quá hạn" else "đúng hạn",
        "class_three_way": outcome(*moments).label,
    }


ANSWERS = {
    "wd": lambda given: _end(given["start"], given["n"], Unit.WORKING_DAYS).isoformat(),
    "wd_nomakeup": lambda given: _end(
        given["start"], given["n"], Unit.WORKING_DAYS, CALENDARS["vn-no-swap"]
    ).isoformat(),
    "days": lambda given: _end(given["start"], given["n"], Unit.DAYS).isoformat(),
    "sub_day": lambda given: _end(given["date"], -given["n"], Unit.DAYS).isoformat(),
    "sub_wd": lambda given: _end(given["date"], -given["n"], Unit.WORKING_DAYS).isoformat(),
    "wh_chain": _chain,
    "cutoff": lambda given: (
        received_as(datetime.fromisoformat(given["received"]), VN_CASES).date().isoformat()
    ),
    "compare": _classes,
}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_every_collected_case_comes_out_as_expected(case) -> None:
    assert ANSWERS[case["kind"]](case["input"]) == case["expected"]


@pytest.mark.parametrize("code", ["vn", "vn-cases"])
@pytest.mark.parametrize(
    ("start", "amount", "unit", "expected"),
    [
        ("2025-04-22", "10", Unit.WORKING_DAYS, "2025-05-08T17:30"),
        ("2026-02-12T09:00", "3", Unit.WORKING_DAYS, "2026-02-24T17:30"),
        ("2025-11-27", "17", Unit.DAYS, "2025-12-15T17:30"),
        ("2025-11-27T14:30", "96", Unit.WORKING_HOURS, "2025-12-15T14:30"),
        ("2025-11-27T14:30", "0.5", Unit.WORKING_DAYS, "2025-11-28T08:30"),
        ("2025-11-27T14:30", "0.25", Unit.DAYS, "2025-11-27T16:30"),
        ("2025-11-14", "-1", Unit.DAYS, "2025-11-13T17:30"),
        ("2026-01-25", "-5", Unit.WORKING_DAYS, "2026-01-19T17:30"),
        ("2025-11-29T09:00", "12", Unit.CLOCK_HOURS, "2025-11-29T21:00"),
        ("2025-11-28T17:30", "8", Unit.WORKING_HOURS, "2025-12-01T17:30"),
        ("2026-11-20", "3", Unit.WORKING_DAYS, "2026-11-25T17:30"),
    ],
)
def test_worked_examples_come_out_as_published(code, start, amount, unit, expected) -> None:
    answer = due(datetime.fromisoformat(start), amount, unit, CALENDARS[code])

    assert answer.due_at.isoformat(timespec="minutes") == expected
    assert not answer.provisional


def test_a_pause_counts_its_first_day_and_not_its_last() -> None:
    pause = Pause(datetime.fromisoformat("2025-11-05"), datetime.fromisoformat("2025-11-12"))

    answer = due(datetime.fromisoformat("2025-11-03"), 10, Unit.WORKING_DAYS, VN_CASES, [pause])

    assert answer.due_on == date(2025, 11, 24)
    assert [day.day for day in answer.counted] == [4, 5, 13, 14, 17, 18, 19, 20, 21, 24]


def test_the_shipped_case_calendar_has_exactly_the_days_of_the_collected_file() -> None:
    collected = json.loads((HERE / "calendar_vn.json").read_text(encoding="utf-8"))["years"]

    shipped = {
        str(year.year): {
            "off": [day.isoformat() for day in sorted(year.off)],
            "makeup": [day.isoformat() for day in sorted(year.makeup)],
        }
        for year in VN_CASES.years
    }

    assert shipped == {
        year: {"off": days["off"], "makeup": days["makeup"]} for year, days in collected.items()
    }


def test_the_default_calendar_keeps_the_collected_days_of_2025_and_2026() -> None:
    ours = {year.year: year for year in CALENDARS["vn"].years}

    for year in VN_CASES.years:
        assert (set(ours[year.year].off), set(ours[year.year].makeup)) == (set(year.off), set(year.makeup))


def test_a_paper_counts_as_received_at_once_in_office_hours_and_at_the_next_opening_outside() -> None:
    received = {
        "2025-11-28T15:00": "2025-11-28T15:00",
        "2025-11-28T06:10": "2025-11-28T07:30",
        "2025-11-28T12:00": "2025-11-28T13:30",
        "2025-11-28T15:01": "2025-12-01T07:30",
        "2025-11-30T09:00": "2025-12-01T07:30",
    }

    answers = {at: received_as(datetime.fromisoformat(at), VN_CASES) for at in received}

    assert {at: answer.isoformat(timespec="minutes") for at, answer in answers.items()} == received


def test_another_cut_off_may_be_given() -> None:
    at = datetime.fromisoformat("2025-11-28T16:59")

    assert received_as(at, VN_CASES, time(17, 0)) == at
