"""Names of agencies as documents print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.organisation.units.rules.names import Meaning, NameTable, mentions, plain_name


@pytest.fixture
def table() -> NameTable[str]:
    table: NameTable[str] = NameTable("Lào Cai")
    table.add_unit("snv", "Sở Nội vụ")
    table.add_unit("gddt", "Sở Giáo dục và Đào tạo")
    table.add_unit("ubnd", "Ủy ban nhân dân tỉnh", "UBND tỉnh")
    table.add_unit("vp", "Văn phòng UBND tỉnh")
    table.add_unit("tp", "Ủy ban nhân dân thành phố Lào Cai")
    table.add_unit("tb1", "UBND xã Thanh Bình")
    table.add_unit("tb2", "UBND xã Thanh Bình")
    table.add_group("departments", "Các sở, ban, ngành")
    table.add_group("districts", "UBND các huyện, thị xã, thành phố")
    table.add_group("related", "Các cơ quan, đơn vị liên quan")
    return table


def meant(text: str, table: NameTable[str]) -> list[tuple[str, ...]]:
    return [mention.meaning.units + mention.meaning.groups for mention in mentions(text, table)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sở Nội vụ", [("snv",)]),
        ("SỞ NỘI VỤ.", [("snv",)]),
        ("Uỷ ban nhân dân tỉnh Lào Cai", [("ubnd",)]),
        ("VP UBND tỉnh", [("vp",)]),
        ("UBND thành phố Lào Cai", [("tp",)]),
        ("Các sở, ban, ngành; UBND các huyện, thị xã, thành phố", [("departments",), ("districts",)]),
        ("Sở Giáo dục và Đào tạo và các cơ quan, đơn vị liên quan", [("gddt",), ("related",)]),
        ("Sở Nội vụ, Sở Giáo dục và Đào tạo", [("snv",), ("gddt",)]),
        ("Sở Nội vụ → UBND tỉnh", [("snv",), ("ubnd",)]),
        ("Sở {?Nội} vụ", [("snv",)]),
        ("(toàn Đề án)", []),
        ("Sở Nội vụ (GOPA I/II)", [("snv",)]),
    ],
)
def test_a_text_names_its_units_and_groups(text: str, expected: list[object], table: NameTable[str]) -> None:
    assert meant(text, table) == expected


def test_what_stands_in_brackets_is_secondary(table: NameTable[str]) -> None:
    found = mentions("Sở Nội vụ (phối hợp VP UBND tỉnh)", table)

    assert [(m.meaning.units, m.secondary) for m in found] == [(("snv",), False), (("vp",), True)]


def test_an_unknown_name_stays_visible_without_meaning(table: NameTable[str]) -> None:
    found = mentions("Sở Nội vụ, Bộ Nội vụ", table)

    assert [(m.text, m.is_known) for m in found] == [("Sở Nội vụ", True), ("Bộ Nội vụ", False)]


def test_two_units_of_one_name_are_ambiguous(table: NameTable[str]) -> None:
    (found,) = mentions("UBND xã Thanh Bình", table)

    assert found.meaning == Meaning(("tb1", "tb2"))
    assert found.is_ambiguous


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    table: NameTable[int] = NameTable()
    table.add_unit(1, "Sở Nội vụ")

    assert all(not mention.is_known for mention in mentions(text, table) if "vụ" not in mention.text)


@given(st.text(max_size=40))
def test_the_plain_form_of_a_plain_form_is_itself(text: str) -> None:
    once = plain_name(text)

    assert plain_name(once).replace(" ", "") in {
        once.replace(" ", ""),
        plain_name(plain_name(once)).replace(" ", ""),
    }
