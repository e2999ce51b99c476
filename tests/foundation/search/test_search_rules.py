"""Words of searches and of the index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.foundation.search.rules import ABBREVIATIONS, MOST_WORDS, has_marks, indexed, query, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("UBND xã Mường Hum", ["ubnd", "xa", "muong", "hum"]),
        ("Đẩy mạnh CCHC", ["day", "manh", "cchc"]),
        ("434/KH-UBND", ["434", "kh", "ubnd"]),
        ("  ", []),
    ],
)
def test_words_lose_their_marks_and_their_case(text: str, found: list[str]):
    assert words(text) == found


def test_an_abbreviation_is_indexed_in_full_and_the_other_way():
    assert indexed("UBND xã") == "ubnd xa uy ban nhan dan"
    assert indexed("Ủy ban nhân dân xã") == "uy ban nhan dan xa ubnd"
    assert indexed("Rà soát thủ tục hành chính").endswith(" tthc")
    assert "tthc" not in indexed("thủ tục hành vi").split()


def test_every_abbreviation_of_the_list_works_both_ways():
    for short, full in ABBREVIATIONS.items():
        assert set(words(full)) <= set(indexed(short).split())
        assert short in indexed(full).split()


def test_a_query_asks_for_the_beginnings_of_all_words():
    assert query("Uỷ ban  uỷ") == "uy:* & ban:*"
    assert query("") == query("!&|()':*") == ""
    assert query("a " * 3 + " ".join(f"w{i}" for i in range(50))).count("&") == MOST_WORDS - 3


@given(st.text(max_size=300))
def test_whatever_is_typed_the_query_holds_only_letters_digits_and_its_own_signs(text: str):
    assert set(query(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789:*& ")


@given(st.text(max_size=100))
def test_a_row_is_found_by_its_own_title(text: str):
    asked = [part.removesuffix(":*") for part in query(text).split(" & ") if part]

    assert all(word in indexed(text).split() for word in asked)


def test_marks_are_noticed():
    assert has_marks("kế hoạch") is True
    assert has_marks("ke hoach") is False
