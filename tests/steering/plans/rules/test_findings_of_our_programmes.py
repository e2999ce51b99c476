"""The cross-checks on the shipped programmes find what is really wrong in them, and nothing else."""

from collections import Counter
from decimal import Decimal
from functools import cache

import pytest

from caicach.foundation.kernel.home import reference
from caicach.steering.plans.rules.checks import Directory, check_programme
from caicach.steering.plans.rules.findings import Finding
from caicach.steering.plans.rules.folder import read_folder
from caicach.steering.plans.rules.programme import Programme
from caicach.steering.plans.rules.totals import totals_of

DISTRICTS = {"huyện": 7, "thị xã": 1, "thành phố": 1}


@cache
def programme(code: str) -> Programme:
    return read_folder(reference() / "programmes" / code).programme()


@cache
def found(code: str) -> tuple[Finding, ...]:
    return tuple(check_programme(programme(code), Directory(lambda text: (), DISTRICTS)))


def of(code: str, kind: str, row: str = "", programme_code: str = "lao-cai-2021-2025") -> list[Finding]:
    return [
        f
        for f in found(programme_code)
        if f.code == code and f.where.kind == kind and row in ("", f.where.code)
    ]


def figures(findings: list[Finding]) -> set[tuple[int | None, object, object]]:
    return {(f.where.year, f.printed, f.expected) for f in findings}


def test_the_programme_of_2021_has_its_rows_and_closes_on_its_grand_total() -> None:
    ours = programme("lao-cai-2021-2025")

    assert (len(ours.activities), len(ours.targets), len(ours.tasks)) == (79, 41 + 18, 35)
    totals = totals_of(ours)
    assert totals.years == {2021: 29559, 2022: 29128, 2023: 32143, 2024: 24483, 2025: 24643}
    assert totals.areas == {
        "I": 1400,
        "II": 49915,
        "III": 915,
        "IV": 9930,
        "V": 750,
        "VI": 53806,
        "VII": 5000,
        "VIII": 18240,
    }
    assert (totals.blocks, totals.grand) == ({"party": 16375, "state": 123581}, 139956)


def test_d01_three_schemes_of_23_million_are_not_115() -> None:
    assert figures(of("formula", "activity", "3.1")) == {(None, Decimal(115), Decimal(69))}


def test_d02_communes_times_five_million_do_not_give_the_printed_years() -> None:
    assert figures(of("formula", "activity", "2.4")) == {
        (2023, Decimal(300), Decimal(305)),
        (2024, Decimal(410), Decimal(415)),
        (2025, Decimal(520), Decimal(525)),
        (None, Decimal(1575), Decimal(1590)),
    }


def test_d03_activity_6_4_is_missing() -> None:
    assert [f.where.code for f in of("sequence_gap", "activity")] == ["6.4"]


def test_d04_the_party_block_is_printed_fifty_too_high_every_year_and_the_candidates_are_named() -> None:
    party, state = of("block_total", "block", "party"), of("block_total", "block", "state")

    assert (None, Decimal(16625), Decimal(16375)) in figures(party)
    assert {f.printed - f.expected for f in party if f.where.year} == {Decimal(50)}
    assert {f.printed - f.expected for f in state if f.where.year} == {Decimal(-50)}
    message = party[0].message
    assert "4.6, 5.1, 5.2, 5.3, 7.6" in message
    assert "nhiều khả năng nhất là 7.6" in message


def test_d05_and_d06_the_text_and_the_annex_name_two_targets() -> None:
    assert figures([f for f in of("two_targets", "objective") if f.severity == "error"]) == {
        (2025, Decimal(20), Decimal(10)),
        (2025, Decimal(95), Decimal(90)),
    }
    assert figures(of("behind_baseline", "objective", "MT.25")) == {(2025, Decimal(90), Decimal("91.4"))}


def test_d07_two_figures_are_reported_for_online_services_in_2020() -> None:
    assert figures(of("two_targets", "objective", "PL1.8")) == {(2020, Decimal(45), Decimal(56))}


def test_d08_two_ranks_aim_below_the_baseline() -> None:
    ranks = of("behind_baseline", "objective", "PL1.2") + of("behind_baseline", "objective", "PL1.3")

    assert figures(ranks) == {(2025, Decimal(10), Decimal(9)), (2025, Decimal(20), Decimal(15))}


def test_d09_nine_districts_are_seven_districts_a_town_and_a_city() -> None:
    assert [(f.where.code, f.printed, f.expected) for f in of("unit_unknown", "activity")] == [
        ("2.5", "9 huyện", "7 huyện, 1 thị xã, 1 thành phố")
    ]


def test_d10_the_annex_is_headed_by_another_period() -> None:
    assert figures(of("outside_period", "programme")) == {(2020, "2020-2025", "2021-2025")}


def test_d11_billions_in_the_text_and_millions_in_the_table_are_the_same_digits() -> None:
    assert {(f.printed, f.expected) for f in found("lao-cai-2021-2025") if f.code == "number_unit"} == {
        ("139,956 tỷ đồng", Decimal(139956)),
        ("16,625 tỷ đồng", Decimal(16625)),
        ("123,331 tỷ đồng", Decimal(123331)),
    }


def test_d12_area_four_is_printed_five() -> None:
    assert [(f.where.code, f.printed, f.expected) for f in of("sequence_gap", "area")] == [("IV", "V", "IV")]


def test_d13_five_activities_have_a_namesake_in_the_other_block() -> None:
    assert [(f.printed, f.expected) for f in of("duplicate_name", "activity")] == [
        ("4.1", "4.4"),
        ("4.2", "4.8"),
        ("8.2", "8.7"),
        ("8.4", "8.18"),
        ("8.5", "8.19"),
    ]


def test_d14_above_ninety_in_the_text_is_at_least_ninety_in_the_annex() -> None:
    assert figures(of("operator_differs", "objective", "PL1.16")) == {(2025, "≥ 90%", "> 90%")}


def test_nothing_else_is_claimed_of_the_programme_of_2021() -> None:
    assert Counter(f.code for f in found("lao-cai-2021-2025")) == {
        "formula": 5,
        "block_total": 12,
        "sequence_gap": 2,
        "two_targets": 3,
        "behind_baseline": 3,
        "operator_differs": 2,
        "duplicate_name": 5,
        "outside_period": 1,
        "unit_unknown": 1,
        "number_unit": 3,
    }


def test_the_programme_of_2016_closes_but_for_the_money_its_footnote_explains() -> None:
    findings = found("lao-cai-2016-2020")

    assert totals_of(programme("lao-cai-2016-2020")).as_json() == {
        "years": {"2016": 13762, "2017": 10972, "2018": 10652, "2019": 9972, "2020": 9022},
        "areas": {},
        "blocks": {"party": 9110, "state": 45270},
        "grand": 54380,
    }
    assert [(f.code, f.where.code, f.severity) for f in findings] == [
        ("behind_baseline", "MT.12", "warning"),
        ("block_total", "party", "info"),
        ("grand_total", "lao-cai-2016-2020", "info"),
        ("duplicate_name", "MT.04", "info"),
        ("outside_period", "MT.01", "info"),
        ("outside_period", "MT.06", "info"),
    ]
    assert "36,8 tỷ đồng, dòng 423" in findings[2].message


def test_the_plan_of_2022_lacks_section_five_and_names_three_targets_of_2025() -> None:
    findings = found("lao-cai-2022")

    assert len(programme("lao-cai-2022").targets) == 66
    assert [(f.code, f.where.code) for f in findings] == [
        ("sequence_gap", "V"),
        ("outside_period", "MT.05"),
        ("outside_period", "MT.43"),
        ("outside_period", "MT.44"),
    ]


@pytest.mark.parametrize("code", ["bac-giang-2016-2020", "lao-cai-2026", "lao-cai-2027"])
def test_nothing_is_claimed_of_a_paper_that_does_not_contradict_itself(code: str) -> None:
    assert found(code) == ()
