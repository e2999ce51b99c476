"""Reading the tree, codes, successions and names of the shipped units."""

import csv
from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.home import reference
from caicach.organisation.units import queries
from caicach.organisation.units.models import Unit
from tests.factories.units import UnitFactory

from .conftest import EVE, MERGED, TODAY

pytestmark = pytest.mark.usefixtures("lao_cai")


def unit(key: str) -> UUID:
    return Unit.objects.get(reference=key).pk


def areas(on: date, **more: Any) -> Counter[str]:
    return Counter(row.level for row in queries.tree(on, administrative=True, **more))


@pytest.mark.parametrize(
    ("on", "under", "expected"),
    [
        (date(2021, 1, 1), "10", {"province": 1, "district": 9, "commune": 152}),
        (date(2024, 10, 31), "10", {"province": 1, "district": 9, "commune": 152}),
        (date(2024, 11, 1), "10", {"province": 1, "district": 9, "commune": 151}),
        (EVE, "10", {"province": 1, "district": 9, "commune": 151}),
        (EVE, "15", {"province": 1, "district": 9, "commune": 168}),
        (MERGED, "", {"province": 1, "commune": 99}),
        (TODAY, "15", {"province": 1, "commune": 99}),
    ],
)
def test_the_administrative_areas_of_a_day_are_counted(
    on: date, under: str, expected: dict[str, int]
) -> None:
    assert areas(on, under=under) == expected


def test_the_99_communes_are_those_of_the_list() -> None:
    with (reference() / "units/sources/laocai_2025_communes.csv").open(encoding="utf-8", newline="") as file:
        printed = {(line["ward_code"], line["ward"], "15") for line in csv.DictReader(file)}

    tree = queries.tree(MERGED, administrative=True)

    assert {(row.code, row.name, row.parent) for row in tree if row.level == "commune"} == printed


def test_under_lists_the_unit_itself_first_with_its_parents_code() -> None:
    rows = queries.tree(EVE, under="088")

    assert (rows[0].code, rows[0].name, rows[0].parent) == ("088", "Thị xã Sa Pa", "10")
    assert {row.block for row in rows if row.level == "district"} == {None, "party", "state", "front"}
    assert [row.code for row in rows if row.code == "UBND-03001"] == ["UBND-03001"]


def test_a_town_was_a_district_before_2020() -> None:
    assert [queries.unit_by_code("088", day).name for day in (date(2019, 12, 31), date(2020, 1, 1))] == [
        "Huyện Sa Pa",
        "Thị xã Sa Pa",
    ]


def test_codes_need_a_day() -> None:
    assert queries.unit_by_code("15", EVE).name == "Tỉnh Yên Bái"
    assert queries.unit_by_code("15", MERGED).name == "Tỉnh Lào Cai"
    assert queries.unit_by_code("H38", EVE).unit_id == queries.unit_by_code("15", MERGED).unit_id
    assert queries.unit_by_code("02671", EVE).name == "Phường Nam Cường"
    assert queries.unit_by_code("02671", MERGED).name == "Phường Cam Đường"


def test_a_code_is_a_statistics_code_before_an_agency_code_before_an_own_code():
    by_own, by_agency = UnitFactory(own_code="77"), UnitFactory(agency_code="77")
    assert queries.unit_by_code("77", MERGED).unit_id == by_agency.pk

    by_statistics = UnitFactory(statistics_code="77", administrative=True)

    assert queries.unit_by_code("77", MERGED).unit_id == by_statistics.pk
    assert by_own.pk not in {by_agency.pk, by_statistics.pk}


@pytest.mark.parametrize("code", ["10", "H63", "080", "", "không có"])
def test_a_code_that_nobody_carries_that_day_is_refused(code: str) -> None:
    with pytest.raises(Refused, match="01/07/2025"):
        queries.unit_by_code(code, MERGED)


def test_the_tree_takes_the_same_number_of_queries_for_one_unit_and_for_all(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(1):
        queries.tree(TODAY)
    with django_assert_num_queries(3):  # the unit, its tree, the code of its parent
        queries.tree(EVE, under="088")


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("02635", MERGED, [("02647", "Phường Lào Cai", "merge")]),
        ("10", MERGED, [("15", "Tỉnh Lào Cai", "merge")]),
        ("15", MERGED, [("15", "Tỉnh Lào Cai", "merge")]),
        ("03085", MERGED, [("03085", "Xã Nậm Xé", "keep")]),
        ("04603", MERGED, [("04603", "Xã Tà Xi Láng", "keep")]),
        ("080", MERGED, []),
        ("02872", date(2024, 11, 1), [("02839", "Thị trấn Bắc Hà", "merge")]),
        (
            "SGTVTXD",
            date(2024, 1, 1),
            [("SGTVT", "Sở Giao thông vận tải", "split"), ("SXD", "Sở Xây dựng", "split")],
        ),
        ("BDT", date(2025, 3, 1), [("SDTTG", "Sở Dân tộc và Tôn giáo", "rename")]),
        ("SNV", date(2025, 3, 1), [("SNV", "Sở Nội vụ", "keep")]),
        ("SLDTBXH", date(2025, 3, 1), [("SNV", "Sở Nội vụ", "merge")]),
        ("UBND-02635", MERGED, [("UBND-02647", "Ủy ban nhân dân phường Lào Cai", "merge")]),
    ],
)
def test_the_successors_of_a_code(code: str, on: date, expected: list[tuple[str, str, str]]) -> None:
    assert [(row.code, row.name, row.kind) for row in queries.successors(code, on)] == expected


def test_every_old_commune_is_carried_on_by_the_commune_of_the_mapping() -> None:
    with (reference() / "units/sources/laocai_yenbai_old_to_new_2025.csv").open(encoding="utf-8") as file:
        mapping = {line["old_ward_code"]: line["new_ward_code"] for line in csv.DictReader(file)}
    sample = list(mapping)[::8]

    found = {code: [row.code for row in queries.successors(code, MERGED)] for code in sample}

    assert found == {code: [mapping[code]] for code in sample}


def test_a_grant_on_a_unit_reaches_its_predecessors() -> None:
    assert unit("area.02635") in queries.lineage_back([unit("area.2025.02647")])
    assert unit("ubnd.sxd.cu") in queries.lineage_back([unit("ubnd.sxd")])
    assert unit("ubnd.sxd") in queries.lineage_forward([unit("ubnd.sgtvt.cu")])


def test_the_heirs_of_an_ended_unit_are_found_through_several_steps() -> None:
    assert queries.heirs(unit("ubnd.sgtvt.cu"), TODAY) == [unit("ubnd.sxd")]
    assert queries.heirs(unit("ubnd.snv"), TODAY) == [unit("ubnd.snv")]
    assert queries.heirs(unit("area.080"), TODAY) == []


def test_what_is_below_units_is_what_was_below_them_that_day() -> None:
    sa_pa, lao_cai = (queries.unit_by_code(code, EVE).unit_id for code in ("088", "10"))

    assert len(queries.descendants_of([sa_pa], EVE)) > 10
    assert queries.descendants_of([sa_pa], MERGED) == set()
    assert sa_pa in queries.descendants_of([lao_cai], EVE)


def test_names_are_those_of_the_day_or_the_last_before() -> None:
    keys = {key: unit(key) for key in ("ubnd.sdttg", "ubnd.skhdt", "area.088")}

    assert queries.names(keys.values(), date(2025, 2, 1))[keys["ubnd.sdttg"]] == "Ban Dân tộc tỉnh"
    assert queries.names(keys.values(), TODAY) == {
        keys["ubnd.sdttg"]: "Sở Dân tộc và Tôn giáo",
        keys["ubnd.skhdt"]: "Sở Kế hoạch và Đầu tư",
        keys["area.088"]: "Thị xã Sa Pa",
    }


def test_today_shows_the_departments_of_today() -> None:
    departments = {version.name for version in queries.units_of_group("departments", TODAY)}

    assert {"Sở Nông nghiệp và Môi trường", "Sở Dân tộc và Tôn giáo", "Sở Xây dựng"} < departments
    assert not departments & {"Sở Kế hoạch và Đầu tư", "Sở Thông tin và Truyền thông", "Sở Du lịch"}
    assert len(departments) == 15


@pytest.mark.parametrize(
    ("group", "on", "count"),
    [
        ("district_committees", EVE, 9),
        ("district_committees", TODAY, 0),
        ("commune_committees", EVE, 151),
        ("commune_committees", TODAY, 99),
        ("related", TODAY, 0),
    ],
)
def test_a_group_has_the_members_of_its_day(group: str, on: date, count: int) -> None:
    assert len(queries.units_of_group(group, on)) == count


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(Refused, match="nhóm"):
        queries.units_of_group("none", TODAY)
    with pytest.raises(Refused, match="none"):
        queries.units_of_groups(["departments", "none"], TODAY)


@pytest.mark.parametrize("on", [EVE, TODAY])
def test_many_groups_together_have_the_members_that_each_has_alone(
    on: date, django_assert_num_queries
) -> None:
    codes = [group.code for group in queries.groups()]

    with django_assert_num_queries(3):
        together = queries.units_of_groups(codes, on)

    assert together == {code: {v.unit_id for v in queries.units_of_group(code, on)} for code in codes}
    assert len(together["commune_committees"]) > 90


def test_search_needs_no_diacritics() -> None:
    assert next(v.name for v in queries.search("so noi vu", TODAY)) == "Sở Nội vụ"
    assert next(v.name for v in queries.search("VPTU", TODAY)) == "Văn phòng Tỉnh ủy"
    assert next(v.name for v in queries.search("02671", TODAY)) == "Phường Cam Đường"
    assert list(queries.search("sở kế hoạch đầu tư", TODAY)) == []


DOCUMENTS = {
    "S000": (date(2016, 6, 1), ""),
    "S001": (date(2021, 12, 28), ""),
    "S002": (date(2011, 12, 26), ""),
    "S003": (date(2016, 5, 30), "bac-giang"),
    "S004": (date(2020, 12, 11), ""),
}


@pytest.mark.parametrize(
    ("document", "text", "expected"),
    [
        ("S004", "Các sở, ban, ngành, đoàn thể cấp tỉnh; UBND các huyện, thị xã, thành phố",
         [["departments", "front_organisations"], ["district_committees"]]),
        ("S004", "Sở Khoa học và Công nghệ (Liên hiệp hội KHKT tỉnh)", [["ubnd.skhcn"], ["lhh"]]),
        ("S004", "Sở Giao thông vận tải - Xây dựng", [["ubnd.sgtvtxd"]]),
        ("S004", "Sở Văn hóa - {?Thể thao} và Du lịch", [["ubnd.svhttdl"]]),
        ("S004", "Các ban HĐND tỉnh theo phân công, chỉ đạo của TT. HĐND tỉnh", [["council_committees"]]),
        ("S004", "VP UBND tỉnh", [["ubnd.vp"]]),
        ("S004", "UBND thành phố Lào Cai", [["area.080.ubnd"]]),
        ("S004", "Liên hiệp các hội khoa học và KT tỉnh", [["lhh"]]),
        ("S002", "Sở Nội vụ (phối hợp Trường Chính trị tỉnh, TTCT huyện)",
         [["ubnd.snv"], ["tu.truong-ct"], ["political_centres"]]),
        ("S003", "(UBND tỉnh/Sở Nội vụ)", [["bg.ubnd"], ["bg.ubnd.snv"]]),
        ("S003", "Văn phòng Tỉnh ủy, các ban đảng", [["bg.tu.vp"], ["party_building"]]),
        ("S000", "Huyện ủy, thành ủy, Đảng ủy Khối",
         [["party_organisations"], ["party_organisations"], ["tu.du-khoi"]]),
        ("S001", "Sở Tài chính, Sở Kế hoạch và Đầu tư", [["ubnd.stc"], ["ubnd.skhdt"]]),
    ],
)  # fmt: skip
def test_agencies_in_the_sources_are_known_on_the_day_of_the_document(
    document: str, text: str, expected: list[list[str]]
) -> None:
    on, scope = DOCUMENTS[document]

    found = queries.resolve(text, on, scope)

    units = {
        unit.pk: unit.reference
        for unit in Unit.objects.filter(pk__in={u for m in found for u in m.meaning.units})
    }
    assert [[units[key] for key in m.meaning.units] + list(m.meaning.groups) for m in found] == expected


def test_a_department_that_has_ended_is_unknown_in_a_document_of_today() -> None:
    (found,) = queries.resolve("Sở Kế hoạch và Đầu tư", TODAY)

    assert not found.is_known
