"""`caicach worktime`: the contract of the command line."""

import json

import pytest

from caicach.cli import main

pytestmark = pytest.mark.django_db


def _run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = main(["worktime", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def _due(capsys, *arguments: str) -> dict:
    code, out, _ = _run(capsys, "due", *arguments, "--json")
    assert code == 0
    return json.loads(out)


def test_due_tells_day_moment_and_counted_days(shipped, capsys) -> None:
    answer = _due(capsys, "--start", "2026-02-12T09:00", "--amount", "3", "--unit", "working_days")

    assert answer == {
        "due_on": "2026-02-24",
        "due_at": "2026-02-24T17:30",
        "counted": ["2026-02-13", "2026-02-23", "2026-02-24"],
        "provisional": False,
    }


def test_due_takes_pauses_fractions_negative_amounts_and_calendars(shipped, capsys) -> None:
    ten = ["--start", "2025-11-03", "--amount", "10", "--unit", "working_days"]
    paused = _due(capsys, *ten, "--pause", "2025-11-05..2025-11-12")
    twice = _due(capsys, *ten, "--pause", "2025-11-05..2025-11-12", "--pause", "2025-11-10..2025-11-13")
    half = _due(capsys, "--start", "2025-11-27T14:30", "--amount", "0.5", "--unit", "working_days")
    back = _due(capsys, "--start", "2025-11-14", "--amount", "-1", "--unit", "days")
    swapped = ["--start", "2025-04-22", "--amount", "10", "--unit", "working_days", "--calendar"]

    assert (paused["due_on"], twice["due_on"]) == ("2025-11-24", "2025-11-25")
    assert half["due_at"] == "2025-11-28T08:30"
    assert half["counted"] == [
        ["2025-11-27T14:30", "2025-11-27T17:30"],
        ["2025-11-28T07:30", "2025-11-28T08:30"],
    ]
    assert back["due_on"] == "2025-11-13"
    assert [_due(capsys, *swapped, code)["due_on"] for code in ("vn-cases", "vn-no-swap")] == [
        "2025-05-08",
        "2025-05-09",
    ]


def test_a_date_past_the_last_notice_says_that_it_is_provisional(shipped, capsys) -> None:
    answer = _due(capsys, "--start", "2027-02-03", "--amount", "1", "--unit", "working_days")

    assert (answer["due_on"], answer["provisional"]) == ("2027-02-11", True)


def test_due_explains_itself_to_people(shipped, capsys) -> None:
    code, out, _ = _run(capsys, "due", "--start", "2025-11-27", "--amount", "17", "--unit", "days")

    assert code == 0
    assert "Bộ luật Dân sự 2015" in out
    lines = _due(capsys, "--start", "2025-11-27", "--amount", "17", "--unit", "days", "--explain")[
        "explanation"
    ]
    assert out == "\n".join(lines) + "\n"


def test_an_unknown_calendar_is_refused_and_wrong_usage_is_told_apart(shipped, capsys) -> None:
    good = ["due", "--start", "2025-11-27", "--amount", "1", "--unit", "days"]

    code, out, err = _run(capsys, *good, "--calendar", "none", "--json")
    assert (code, out) == (1, "")
    assert "vn, vn-cases, vn-no-swap" in err
    for wrong in (
        ["due", "--start", "hôm qua", "--amount", "1", "--unit", "days"],
        ["due", "--start", "2025-11-27", "--amount", "một", "--unit", "days"],
        ["due", "--start", "2025-11-27", "--amount", "1", "--unit", "weeks"],
        ["due", "--start", "2025-11-27T08:00+07:00", "--amount", "1", "--unit", "days"],
        ["due", "--amount", "1", "--unit", "days"],
        [*good, "--pause", "2025-11-28"],
    ):
        with pytest.raises(SystemExit) as stopped:
            _run(capsys, *wrong)
        assert stopped.value.code == 2


def _batch(capsys, tmp_path, items) -> list[dict]:
    file = tmp_path / "items.json"
    file.write_text(items if isinstance(items, str) else json.dumps(items))
    return _due(capsys, "--batch", str(file))


def test_a_batch_answers_in_order_and_names_bad_items(shipped, capsys, tmp_path) -> None:
    good = {"start": "2025-11-03", "amount": 10, "unit": "working_days"}
    items = [
        {"id": "a", **good, "pauses": [["2025-11-05", "2025-11-12"]]},
        {"id": "b", **good, "unit": "weeks"},
        {"id": 3, **good, "amount": 0.5},
        {"id": "d", **good, "calendar": "none"},
        {"id": "e", **good, "pauses": [["2025-11-12", "2025-11-05"]]},
        {"id": "f", **good, "pauses": "2025"},
        {"id": "g", "start": "2025-11-03"},
        {"id": "h", **good, "start": "2025-02-30"},
        {"id": "i", **good, "amount": True},
        {"id": "j", **good, "amount": 10**9},
        {"id": "k", **good, "calendar": "vn-cases", "pauses": None},
        7,
    ]

    answers = _batch(capsys, tmp_path, items)

    assert [answer["id"] for answer in answers] == ["a", "b", 3, "d", "e", "f", "g", "h", "i", "j", "k", None]
    assert [answer.get("due_on") for answer in answers if "error" not in answer] == [
        "2025-11-24",
        "2025-11-03",
        "2025-11-17",
    ]
    bad = [answer for answer in answers if "error" in answer]
    assert [set(answer) for answer in bad] == [{"id", "error"}] * 9


@pytest.mark.parametrize("text", ["{", "{}", ""])
def test_a_batch_that_is_no_list_is_refused(shipped, capsys, tmp_path, text) -> None:
    file = tmp_path / "items.json"
    file.write_text(text)

    assert _run(capsys, "due", "--batch", str(file), "--json")[0] == 1
    assert _run(capsys, "due", "--batch", str(tmp_path / "none.json"), "--json")[0] == 1


def test_the_findings_are_listed(shipped, capsys) -> None:
    code, out, _ = _run(capsys, "findings", "--json")

    assert code == 0
    assert [found["day"] for found in json.loads(out)] == ["2026-01-02", "2026-01-10", "2026-11-24"]
