"""Numbers, days, labels and signing lines of official papers."""

from datetime import date
from decimal import Decimal

import pytest

from caicach.foundation.papers.notation import (
    KINDS,
    Signing,
    date_in_words,
    figure,
    letter,
    number_and_symbol,
    place_and_date,
    roman,
    signature_lines,
)


def test_numbers_under_ten_are_padded_and_a_missing_one_leaves_its_place():
    assert number_and_symbol(5, "KH-UBND") == "Số: 05/KH-UBND"
    assert number_and_symbol(434, "KH-UBND") == "Số: 434/KH-UBND"
    assert number_and_symbol(None, "KH-UBND") == "Số:       /KH-UBND"


def test_a_symbol_has_no_spaces_and_no_icelandic_letter():
    assert number_and_symbol(1258, "QÐ - UBND") == "Số: 1258/QĐ-UBND"


def test_a_number_of_the_party_has_no_colon_and_a_dash():
    assert number_and_symbol(14, "ĐA/TU", party=True) == "Số 14-ĐA/TU"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2020, 1, 5), "ngày 05 tháng 01 năm 2020"),
        (date(2020, 2, 15), "ngày 15 tháng 02 năm 2020"),
        (date(2019, 6, 29), "ngày 29 tháng 6 năm 2019"),
    ],
)
def test_days_under_ten_and_the_first_two_months_are_padded(day: date, words: str):
    assert date_in_words(day) == words


def test_a_missing_day_leaves_its_places():
    assert place_and_date("Lào Cai", None).split() == ["Lào", "Cai,", "ngày", "tháng", "năm"]


def test_points_are_lettered_by_the_vietnamese_alphabet():
    assert [letter(i) for i in range(1, 25)] == [*"abcdđeghiklmnopqrstuvxy", "aa"]


def test_roman_numbers():
    assert [roman(i) for i in (1, 4, 9, 14, 39)] == ["I", "IV", "IX", "XIV", "XXXIX"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1.234.567"),
        (Decimal("1234.50"), "1.234,5"),
        (0.25, "0,25"),
        (-12, "-12"),
        (Decimal("1E+3"), "1.000"),
    ],
)
def test_figures_are_printed_the_vietnamese_way(value: Decimal | float, text: str):
    assert figure(value) == text


def test_all_types_of_papers_of_the_decree_have_their_abbreviation():
    assert (len(KINDS), KINDS["TTr"], KINDS["QyĐ"]) == (27, "Tờ trình", "Quy định")


@pytest.mark.parametrize(
    ("signing", "given", "lines"),
    [
        (Signing.HEAD, {"head": "Giám đốc"}, ("GIÁM ĐỐC",)),
        (
            Signing.HEAD,
            {"head": "Chủ tịch", "collective": "Ủy ban nhân dân"},
            ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        ),
        (
            Signing.DEPUTY,
            {"head": "Chủ tịch", "title": "Phó Chủ tịch", "collective": "Ủy ban nhân dân"},
            ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ),
        (Signing.ACTING, {"head": "Giám đốc"}, ("Q. GIÁM ĐỐC",)),
        (
            Signing.BY_ORDER,
            {"head": "Chủ tịch", "title": "Chánh Văn phòng"},
            ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"),
        ),
        (
            Signing.BY_ORDER_DEPUTY,
            {"head": "Chủ tịch", "title": "Phó Chánh Văn phòng"},
            ("TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"),
        ),
        (
            Signing.DELEGATED,
            {"head": "Chủ tịch", "title": "Giám đốc Sở Nội vụ"},
            ("TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ NỘI VỤ"),
        ),
        (
            Signing.DEPUTY,
            {"head": "Bí thư", "title": "Phó Bí thư", "collective": "Ban Thường vụ", "party": True},
            ("T/M BAN THƯỜNG VỤ", "K/T BÍ THƯ", "PHÓ BÍ THƯ"),
        ),
    ],
)
def test_the_lines_above_the_name_say_by_what_right_one_signs(
    signing: Signing, given: dict[str, str], lines: tuple[str, ...]
):
    assert signature_lines(signing, **given) == lines
