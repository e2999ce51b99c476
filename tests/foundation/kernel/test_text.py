"""Folding and sorting give the same in Python and in the database."""

import pytest
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st

from caicach.foundation.kernel.text import fold, shortened, sort_key, whole_number

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ "


def test_fold_drops_case_and_diacritics():
    assert fold("Đề án Cải cách hành chính, Lào Cai") == "de an cai cach hanh chinh, lao cai"


def test_names_sort_by_the_vietnamese_alphabet():
    names = ["Đông", "Dương", "Ẩm", "An", "Ân", "Ăn", "Ba", "Bà", "Bá", "Bả", "Ê", "Em", "Ôn", "Ong", "Ơn"]

    assert sorted(names, key=sort_key) == [
        "An", "Ăn", "Ẩm", "Ân", "Ba", "Bà", "Bả", "Bá", "Dương", "Đông", "Em", "Ê", "Ong", "Ôn", "Ơn",
    ]  # fmt: skip


@pytest.mark.django_db
@given(st.lists(st.text(alphabet=LETTERS + LETTERS.upper() + "0129-/().", max_size=30), max_size=30))
@example(["ậ", "ấ", "Ầ", "ĐĂK", "đắk"])
def test_the_database_folds_and_sorts_like_python(words):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fold(w), vn_sort_key(w) FROM unnest(%s::text[]) WITH ORDINALITY t(w, n) ORDER BY n",
            [words],
        )
        rows = cursor.fetchall()

    assert rows == [(fold(w), sort_key(w)) for w in words]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("2026", 2026),
        ("999999999", 999999999),
        ("", None),
        ("²", None),
        ("-1", None),
        ("1" * 10, None),
    ],
)
def test_a_whole_number_of_an_address_or_a_form_is_read_or_nothing(text: str, number: int | None):
    assert whole_number(text) == number


def test_a_long_text_is_cut_between_two_words_and_says_so():
    assert shortened("Số hóa hồ sơ, kết quả giải quyết", 18) == "Số hóa hồ sơ, kết…"
    assert shortened("Số hóa hồ sơ", 18) == "Số hóa hồ sơ"
