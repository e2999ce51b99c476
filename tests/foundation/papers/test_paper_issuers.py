"""How the papers of an agency look, from its name in the tree."""

import pytest

from caicach.foundation.papers.issuers import head_of, issuer
from caicach.foundation.papers.paper import Block

PROVINCE = "Tỉnh Lào Cai"


def told(name: str, **given: str) -> tuple[object, ...]:
    found = issuer(name=name, province=PROVINCE, **given)
    return (found.letterhead.superior, found.letterhead.agency, found.symbol("KH"), *found.signature.lines)


@pytest.mark.parametrize(
    ("name", "given", "looks"),
    [
        (
            "Ủy ban nhân dân tỉnh",
            {"superior": "Tỉnh Lào Cai"},
            ("", "Ủy ban nhân dân\ntỉnh Lào Cai", "KH-UBND", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        ),
        (
            "Ủy ban nhân dân xã Bát Xát",
            {"superior": "Xã Bát Xát"},
            ("", "Ủy ban nhân dân\nxã Bát Xát", "KH-UBND", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        ),
        (
            "Sở Nội vụ",
            {"superior": "Ủy ban nhân dân tỉnh"},
            ("Ủy ban nhân dân\ntỉnh Lào Cai", "Sở Nội vụ", "KH-SNV", "GIÁM ĐỐC"),
        ),
        (
            "Sở Văn hóa, Thể thao và Du lịch",
            {"superior": "Ủy ban nhân dân tỉnh"},
            ("Ủy ban nhân dân\ntỉnh Lào Cai", "Sở Văn hóa, Thể thao và Du lịch", "KH-SVHTTDL", "GIÁM ĐỐC"),
        ),
        (
            "Tỉnh ủy Lào Cai",
            {"superior": "Tỉnh Lào Cai", "block": "party"},
            ("Đảng bộ tỉnh Lào Cai", "Tỉnh ủy Lào Cai", "KH/TU", "T/M BAN THƯỜNG VỤ", "BÍ THƯ"),
        ),
        (
            "Ban Tổ chức Tỉnh ủy",
            {"superior": "Tỉnh ủy Lào Cai", "block": "party"},
            ("Tỉnh ủy Lào Cai", "Ban Tổ chức Tỉnh ủy", "KH/BTCTU", "TRƯỞNG BAN"),
        ),
        (
            "Đảng ủy xã Y Tý",
            {"superior": "Xã Y Tý", "block": "party"},
            ("Đảng bộ tỉnh Lào Cai", "Đảng ủy xã Y Tý", "KH/ĐU", "T/M BAN THƯỜNG VỤ", "BÍ THƯ"),
        ),
        (
            "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",
            {"superior": "Tỉnh Lào Cai", "block": "front"},
            (
                "",
                "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Lào Cai",
                "KH-MTTQ",
                "TM. BAN THƯỜNG TRỰC",
                "CHỦ TỊCH",
            ),
        ),
    ],
)
def test_letterhead_symbol_and_signer_follow_from_the_name(name: str, given: dict[str, str], looks: tuple):
    assert told(name, **given) == looks


def test_the_party_has_its_own_block_and_its_own_symbols():
    found = issuer(name="Tỉnh ủy Lào Cai", province=PROVINCE, block="party")

    assert (found.letterhead.block, found.symbol("ĐA"), found.dispatch_symbol("x")) == (
        Block.PARTY,
        "ĐA/TU",
        "CV/TU",
    )


def test_a_dispatch_names_the_unit_that_drafts_it():
    assert issuer(name="Sở Nội vụ", province=PROVINCE).dispatch_symbol("CCHC") == "SNV-CCHC"


def test_an_unknown_agency_has_a_head_all_the_same():
    assert head_of("Cơ quan lạ") == "Thủ trưởng cơ quan"
    assert head_of("Hội đồng nhân dân tỉnh") == "Chủ tịch"
    assert head_of("Hộichợ") == "Thủ trưởng cơ quan"
