"""Due dates as papers write them."""

from datetime import date

import pytest

from caicach.work.assignments.rules.due_phrases import chosen_due, find_due

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "words", "due_on"),
    [
        ("báo cáo trước ngày 15/12/2026.", "trước ngày 15/12/2026", date(2026, 12, 15)),
        ("xong trước 30-11-2026", "xong trước 30-11-2026", date(2026, 11, 30)),
        (
            "chậm nhất là ngày 05 tháng 01 năm 2027",
            "chậm nhất là ngày 05 tháng 01 năm 2027",
            date(2027, 1, 5),
        ),
        ("trước ngày 10/01", "trước ngày 10/01", date(2027, 1, 10)),
        ("trước ngày 25/11", "trước ngày 25/11", date(2026, 11, 25)),
        ("trong tháng 11", "trong tháng 11", date(2026, 11, 30)),
        ("trong tháng 02 năm 2028", "trong tháng 02 năm 2028", date(2028, 2, 29)),
        ("hoàn thành trong tháng 10", "trong tháng 10", date(2027, 10, 31)),
        ("trước tháng 3/2027", "trước tháng 3/2027", date(2027, 2, 28)),
        ("Quý I/2027", "Quý I/2027", date(2027, 3, 31)),
        ("trong quý IV năm 2026", "trong quý IV năm 2026", date(2026, 12, 31)),
        ("trong tuần đầu tháng 01/2027", "trong tuần đầu tháng 01/2027", date(2027, 1, 7)),
        ("tuần thứ hai của tháng 3/2026", "tuần thứ hai của tháng 3/2026", date(2026, 3, 14)),
        ("trong tuần đầu tháng 4", "trong tuần đầu tháng 4", date(2027, 4, 7)),
        ("vào tuần thứ 3 tháng 12", "vào tuần thứ 3 tháng 12", date(2026, 12, 21)),
        ("tuần cuối tháng 02 năm 2027", "tuần cuối tháng 02 năm 2027", date(2027, 2, 28)),
        ("xong trong tuần 4 tháng 12/2026", "xong trong tuần 4 tháng 12/2026", date(2026, 12, 28)),
        ("trong tuần thứ năm tháng 12/2026", "trong tuần thứ năm tháng 12/2026", date(2026, 12, 31)),
        ("gửi vào đầu tháng 12/2026", "vào đầu tháng 12/2026", date(2026, 12, 10)),
        ("trước giữa tháng 01", "trước giữa tháng 01", date(2027, 1, 20)),
        ("chậm nhất cuối tháng 02/2028", "chậm nhất cuối tháng 02/2028", date(2028, 2, 29)),
        ("trong thượng tuần tháng 3/2027", "trong thượng tuần tháng 3/2027", date(2027, 3, 10)),
        ("quý I/2026", "quý I/2026", date(2026, 3, 31)),
        ("trong năm 2026", "trong năm 2026", date(2026, 12, 31)),
        ("từ đầu tháng 3 đến cuối tháng 5/2027", "đến cuối tháng 5/2027", date(2027, 5, 31)),
        ("trước quý 3/2027", "trước quý 3/2027", date(2027, 6, 30)),
        ("trong 6 tháng đầu năm 2027", "trong 6 tháng đầu năm 2027", date(2027, 6, 30)),
        ("đến hết năm 2030", "đến hết năm 2030", date(2030, 12, 31)),
        ("trước năm 2028", "trước năm 2028", date(2027, 12, 31)),
    ],
)
def test_words_that_name_a_day_or_a_period_give_its_last_day(text: str, words: str, due_on: date):
    (phrase,) = find_due(text, reference=TODAY)

    assert (phrase.text.endswith(words), phrase.due_on) == (True, due_on)


@pytest.mark.parametrize("text", ["thường xuyên", "định kỳ hằng tháng", "báo cáo hàng quý"])
def test_standing_tasks_have_no_day(text: str):
    (phrase,) = find_due(text, reference=TODAY)

    assert (phrase.due_on, phrase.regular) == (None, True)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("trong thời hạn 10 ngày làm việc", 10, "working_days"),
        ("chậm nhất 05 (năm) ngày kể từ ngày ký", 5, "days"),
    ],
)
def test_an_amount_of_days_is_kept_for_the_calendar_to_count(text: str, amount: int, unit: str):
    (phrase,) = find_due(text, reference=TODAY)

    assert (phrase.due_on, phrase.amount, phrase.unit) == (None, amount, unit)


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số 93/2007/QĐ-TTg ngày 22/6/2007 của Thủ tướng",
        "giai đoạn 2021 - 2025 và định hướng đến năm 2030",
        "kế hoạch cải cách hành chính hằng năm",
        "trước ngày 32/13",
        "tuần đầu tháng 13/2026",
        "từ tuần đầu tháng 3/2027",
    ],
)
def test_other_dates_are_not_due_dates(text: str):
    assert find_due(text, reference=TODAY) == ()


def test_a_day_without_year_stays_open_when_the_paper_has_no_day():
    (phrase,) = find_due("trước ngày 10/01")

    assert phrase.due_on is None


def test_a_day_decides_before_a_standing_phrase():
    phrases = find_due("thường xuyên rà soát, báo cáo trước ngày 15/12/2026", reference=TODAY)

    assert chosen_due(phrases).due_on == date(2026, 12, 15)
