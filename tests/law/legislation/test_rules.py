"""The outline of a text: clauses with their lines."""

from hypothesis import given
from hypothesis import strategies as st

from caicach.law.legislation.rules import Passage, lines_of, outline

TEXT = """ỦY BAN NHÂN DÂN
KẾ HOẠCH
I. MỤC ĐÍCH
1. Yêu cầu:
1.1. Nâng cao chất
lượng công tác.

- Ý thứ nhất;
- Ý thứ hai.
a) Điểm a
II. TỔ CHỨC
Điều 5. Hiệu lực
1. Khoản một
"""


def test_numbers_letters_and_articles_make_paths_with_their_lines() -> None:
    assert [(p.path, p.line_from, p.line_to) for p in outline(TEXT)] == [
        ("I", 3, 3),
        ("I.1", 4, 4),
        ("I.1.1", 5, 9),
        ("I.1.1.a", 10, 10),
        ("II", 11, 11),
        ("5", 12, 12),
        ("5.1", 13, 13),
    ]


def test_hard_wrapped_lines_are_joined_and_list_items_stay_apart() -> None:
    passage = outline(TEXT)[2]

    assert passage.text == "1.1. Nâng cao chất lượng công tác.\n- Ý thứ nhất;\n- Ý thứ hai."


def test_a_path_that_comes_again_is_counted() -> None:
    assert [p.path for p in outline("I. A\n1. b\nI. C\n1. d")] == ["I", "I.1", "I (2)", "I.1 (2)"]


def test_a_heading_is_short_and_ends_in_no_full_stop() -> None:
    assert [p.heading for p in outline("I. MỤC ĐÍCH\n1. Một câu dài.")] == ["I. MỤC ĐÍCH", ""]


def test_marks_of_a_converter_are_not_text() -> None:
    assert outline("**I- QUAN ĐIỂM**\nSố ~~479~~ x") == [Passage("I", "I- QUAN ĐIỂM Số 479 x", 1, 2)]


def test_lines_are_split_at_line_feeds_only() -> None:
    assert lines_of("a\x0cb\u2028c\nd\n") == ["a\x0cb\u2028c", "d"]
    assert lines_of("") == []


@given(st.lists(st.sampled_from(["I. A", "1. b", "1.2. c", "a) d", "lời văn", "", "Điều 3. e"]), max_size=30))
def test_every_clause_covers_lines_of_the_text_and_no_path_comes_twice(lines: list[str]) -> None:
    found = outline("\n".join(lines))

    assert all(1 <= p.line_from <= p.line_to <= len(lines) for p in found)
    assert [p.line_from for p in found] == sorted({p.line_from for p in found})
    assert len({p.path for p in found}) == len(found)
