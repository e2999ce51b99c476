"""Vì sao có thời hạn này? The explanation in words, and the machine-readable proof beside it."""

import random
import re
from datetime import date, datetime
from decimal import Decimal

import pytest

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.home import reference
from caicach.foundation.worktime.reference import shipped_calendars
from caicach.foundation.worktime.rules import Calendar, Override, Pause, Unit, due, explain, hours
from caicach.foundation.worktime.rules.reading import (
    named_days_text,
    read_moment,
    read_named_days,
    read_pauses,
)
from tests.foundation.worktime.checker import recount
from tests.foundation.worktime.histories import calculated, random_calendar, random_history

VN = shipped_calendars(reference() / "calendars")["vn"].calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_working_days_name_the_holidays_and_the_make_up_day() -> None:
    lines = explain(due(at("2025-04-22"), 10, Unit.WORKING_DAYS, VN))

    assert lines == (
        "Thời hạn: 10 ngày làm việc, tính từ Thứ Ba, 22/4/2025 (ngày bắt đầu không tính).",
        "Không tính 1 ngày nghỉ hằng tuần: 27/4/2025.",
        "Không tính ngày nghỉ Thứ Tư, 30/4/2025: Ngày Chiến thắng.",
        "Không tính ngày nghỉ Thứ Năm, 1/5/2025: Ngày Quốc tế Lao động.",
        "Không tính ngày nghỉ Thứ Sáu, 2/5/2025: Kỳ nghỉ 30/4 và 01/5 (hoán đổi, làm bù ngày 26/4/2025).",
        "Không tính 2 ngày nghỉ từ Thứ Bảy, 3/5/2025 đến Chủ nhật, 4/5/2025: Kỳ nghỉ 30/4 và 01/5.",
        "Có tính ngày làm bù Thứ Bảy, 26/4/2025: làm bù cho ngày 2/5/2025 (Kỳ nghỉ 30/4 và 01/5).",
        "Thời hạn kết thúc lúc 17:30 Thứ Năm, 8/5/2025.",
    )


def test_a_pause_is_told_with_its_reason() -> None:
    pause = Pause(at("2025-11-05"), at("2025-11-12"), "chờ bổ sung bản vẽ")

    lines = explain(due(at("2025-11-03"), 10, Unit.WORKING_DAYS, VN, [pause]))

    assert lines[2:] == (
        "Tạm dừng 7 ngày, sau ngày 5/11/2025 đến hết ngày 12/11/2025: không tính (chờ bổ sung bản vẽ).",
        "Thời hạn kết thúc lúc 17:30 Thứ Hai, 24/11/2025.",
    )


def test_a_period_moved_off_a_day_off_names_the_law() -> None:
    lines = explain(due(at("2025-11-27"), 17, Unit.DAYS, VN))

    assert lines == (
        "Thời hạn: 17 ngày, tính từ Thứ Năm, 27/11/2025 (ngày bắt đầu không tính).",
        "Ngày cuối là Chủ nhật, 14/12/2025, ngày nghỉ, nên chuyển sang ngày làm việc tiếp theo "
        "(Bộ luật Dân sự 2015, Điều 148 khoản 5).",
        "Thời hạn kết thúc lúc 17:30 Thứ Hai, 15/12/2025.",
    )


def test_counting_back_says_so() -> None:
    lines = explain(due(at("2025-11-17"), -1, Unit.DAYS, VN))

    assert lines[0].startswith("Thời hạn: 1 ngày tính ngược")
    assert "lùi về ngày làm việc liền trước" in lines[1]


def test_hours_tell_from_when_they_run_and_what_paused_them() -> None:
    pause = Pause(at("2025-12-01T08:00"), at("2025-12-01T09:00"))

    lines = explain(due(at("2025-11-28T18:00"), "0.5", Unit.WORKING_DAYS, VN, [pause]))

    assert lines == (
        "Thời hạn: 0,5 ngày làm việc, tính từ 18:00 Thứ Sáu, 28/11/2025.",
        "Số ngày lẻ tính theo giờ: 0,5 ngày = 4 giờ làm việc.",
        "Thời gian được tính từ 07:30 Thứ Hai, 1/12/2025.",
        "Không tính 2 ngày nghỉ hằng tuần: 29/11/2025, 30/11/2025.",
        "Tạm dừng từ 08:00 Thứ Hai, 1/12/2025 đến 09:00 Thứ Hai, 1/12/2025: không tính.",
        "Thời hạn kết thúc lúc 14:30 Thứ Hai, 1/12/2025.",
    )


def test_own_days_are_told_with_their_reason() -> None:
    storm = Override(date(2025, 11, 24), date(2025, 11, 25), reason="bão số 13")
    extra = Override(date(2025, 11, 23), date(2025, 11, 24), hours("08:00-11:00"), True, "mở thêm ngày")
    calendar = Calendar("", overrides=[storm, extra], years=VN.years)

    lines = explain(due(at("2025-11-21"), 2, Unit.WORKING_DAYS, calendar))

    assert lines[2:4] == (
        "Chủ nhật, 23/11/2025 làm việc 08:00-11:00 theo lịch riêng: mở thêm ngày.",
        "Không tính Thứ Hai, 24/11/2025, nghỉ theo lịch riêng: bão số 13.",
    )


def test_a_provisional_year_is_named() -> None:
    lines = explain(due(at("2026-12-28"), 5, Unit.WORKING_DAYS, VN))

    assert lines[-1] == "Tạm tính: lịch nghỉ năm 2027 chưa có thông báo chính thức, thời hạn có thể thay đổi."


def test_no_line_shows_a_code_or_an_iso_date() -> None:
    rng = random.Random(7)
    for _ in range(200):
        calendar, history = VN, random_history(rng)
        for line in explain(calculated(calendar, history)):
            assert not re.search(r"\d{4}-\d{2}|working_|clock_|None|\bvn\b", line), line


def test_a_stand_alone_checker_recounts_every_answer() -> None:
    seed = random.SystemRandom().randrange(10**9)
    rng, failures = random.Random(seed), []
    for number in range(200):
        if number % 50 == 0:
            calendar, world = random_calendar(rng, rolls=True)
        history = random_history(rng)
        failures += [(history, wrong) for wrong in _recounted(calendar, world, history)]

    assert failures == [], f"seed {seed}"


def _recounted(calendar, world, history) -> list[str]:
    answer = calculated(calendar, history)
    hours_a_day = Decimal(8) if history.unit.in_days else Decimal(1)
    part = history.amount - int(history.amount) if history.unit is Unit.DAYS else history.amount
    given = {
        "start": history.start,
        "amount": int(history.amount),
        "unit": history.unit.value,
        "pauses": history.pauses,
        "due_at": answer.due_at,
        "counted": list(answer.counted),
        "whole_days": answer.in_days,
        "hours": abs(part * hours_a_day),
    }
    return recount(given, world.opening)


# ---- what people type


def test_days_are_read_as_people_write_them() -> None:
    text = "1/1/2027: Tết Dương lịch\n\n4.2.2027 - 5/2/2027: Tết Nguyên đán (làm bù ngày 20/2/2027)\n2027-04-16: Giỗ Tổ"

    days = read_named_days(text)

    assert days == {
        date(2027, 1, 1): "Tết Dương lịch",
        date(2027, 2, 4): "Tết Nguyên đán (làm bù ngày 20/2/2027)",
        date(2027, 2, 5): "Tết Nguyên đán (làm bù ngày 20/2/2027)",
        date(2027, 4, 16): "Giỗ Tổ",
    }
    assert read_named_days(named_days_text(days)) == days


def test_pauses_may_name_hours_and_a_reason() -> None:
    assert read_pauses("08:30 5/11/2025 – 12/11/2025: bổ sung\n5/11/2025..6/11/2025") == [
        (at("2025-11-05T08:30"), at("2025-11-12"), "bổ sung"),
        (at("2025-11-05"), at("2025-11-06"), ""),
    ]


def test_a_moment_is_read_in_both_orders() -> None:
    assert read_moment("8h 5/11/2025") == read_moment("2025-11-05T08:00") == at("2025-11-05T08:00")


@pytest.mark.parametrize(
    ("text", "row"),
    [("hôm qua: nghỉ", 1), ("1/1/2027: a\n32/1/2027: b", 2), ("1/1/2027", 1), ("9/1/2027 - 1/1/2027: a", 1)],
)
def test_a_line_that_cannot_be_read_is_named_by_its_row(text, row) -> None:
    with pytest.raises(Refused) as refused:
        read_named_days(text)

    assert refused.value.row == row
