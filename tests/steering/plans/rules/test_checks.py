"""Each cross-check finds its planted contradiction, and only that."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.steering.indicators.rules.targets import Operator, Target
from caicach.steering.plans.rules.checks import Directory, check_programme
from caicach.steering.plans.rules.checks.money import closing_rows
from caicach.steering.plans.rules.findings import Finding, as_number
from caicach.steering.plans.rules.programme import (
    ActivityRow,
    Block,
    Heading,
    PeriodLabel,
    PrintedTotal,
    Programme,
    Scope,
    TargetRow,
    TaskRow,
)

YEARS = (2021, 2022)


def activity(code: str, amounts: tuple[int, int], **more: Any) -> ActivityRow:
    values: dict[str, Any] = {"area": "I", "name": f"Hoạt động {code}", "block": Block.STATE} | more
    yearly = {year: Decimal(amount) for year, amount in zip(YEARS, amounts, strict=True)}
    return ActivityRow(code=code, amounts=yearly, **{"total": Decimal(sum(amounts)), **values})


def printed(
    scope: Scope, code: str, amounts: Mapping[int | None, int], **more: Any
) -> tuple[PrintedTotal, ...]:
    return tuple(PrintedTotal(scope, code, year, Decimal(amount), **more) for year, amount in amounts.items())


def sound() -> Programme:
    return Programme(
        code="thu",
        first_year=2021,
        last_year=2022,
        activities=(
            activity("1.1", (100, 200), block=Block.PARTY, name="Rà soát văn bản"),
            activity("1.2", (50, 50), name="Kiểm tra"),
            activity("2.1", (10, 0), area="II", name="Tuyên truyền"),
        ),
        areas=(Heading("I", "I", "Thể chế", 1), Heading("II", "II", "TTHC", 9)),
        printed=(
            *printed(Scope.AREA, "I", {2021: 150, 2022: 250, None: 400}),
            *printed(Scope.AREA, "II", {2021: 10, 2022: 0, None: 10}),
            *printed(Scope.BLOCK, "party", {2021: 100, 2022: 200, None: 300}),
            *printed(Scope.BLOCK, "state", {2021: 60, 2022: 50, None: 110}),
            *printed(Scope.GRAND, "", {2021: 160, 2022: 250, None: 410}),
        ),
        tasks=(TaskRow("1", "I", "Một"), TaskRow("2", "I", "Hai")),
    )


def summary(programme: Programme, directory: Directory | None = None) -> list[tuple[str, str, int | None]]:
    return [(f.code, f.where.code, f.where.year) for f in check_programme(programme, directory)]


def one(programme: Programme, directory: Directory | None = None) -> Finding:
    (finding,) = check_programme(programme, directory)
    return finding


def test_a_sound_programme_has_no_findings() -> None:
    assert check_programme(sound()) == []


def test_a_row_whose_years_do_not_make_its_total() -> None:
    rows = sound().activities
    wrong = replace(rows[2], total=Decimal(11))
    finding = one(replace(sound(), activities=(*rows[:2], wrong)))

    assert (finding.code, finding.printed, finding.expected) == ("row_total", Decimal(11), Decimal(10))


@pytest.mark.parametrize("other", [1, 3])
def test_a_row_whose_sources_do_not_make_its_total(other: int) -> None:
    rows = sound().activities
    wrong = replace(rows[2], sources={"ngân sách địa phương": Decimal(8), "nguồn khác": Decimal(other)})
    finding = one(replace(sound(), activities=(*rows[:2], wrong)))

    assert (finding.code, finding.printed, finding.expected) == ("row_total", Decimal(10), Decimal(8 + other))


@pytest.mark.parametrize("total", [409, 411])
def test_a_printed_total_row_whose_years_do_not_make_its_total(total: int) -> None:
    rows = tuple(r for r in sound().printed if r.scope is not Scope.GRAND)
    whole = printed(Scope.GRAND, "", {2021: 160, 2022: 250, None: total}, line=33)
    found = [
        f for f in check_programme(replace(sound(), printed=(*rows, *whole)), None) if f.code == "row_total"
    ]

    assert [(f.where.kind, f.where.line, f.printed, f.expected) for f in found] == [
        ("programme", 33, Decimal(total), Decimal(410))
    ]


@pytest.mark.parametrize(
    ("scope", "code", "expected"),
    [
        (Scope.AREA, "II", [("area_total", "II", 2022)]),
        (Scope.BLOCK, "state", [("block_total", "state", 2022)]),
        (Scope.GRAND, "", [("grand_total", "thu", 2022)]),
    ],
)
def test_a_printed_total_of_one_year_that_is_wrong(
    scope: Scope, code: str, expected: list[tuple[str, str, int | None]]
) -> None:
    def wrong(row: PrintedTotal) -> PrintedTotal:
        hit = (row.scope, row.code, row.year) == (scope, code, 2022)
        return replace(row, amount=row.amount + 1) if hit else row

    found = summary(replace(sound(), printed=tuple(map(wrong, sound().printed))))

    assert [f for f in found if f[0] != "row_total"] == expected
    assert [f[0] for f in found if f[0] == "row_total"] == ["row_total"]  # the printed row no longer adds up


def test_the_same_wrong_total_printed_twice_is_one_finding_that_names_both_lines() -> None:
    rows = tuple(r for r in sound().printed if r.scope is not Scope.GRAND)
    twice = (
        *rows,
        *printed(Scope.GRAND, "", {None: 411}, line=7),
        *printed(Scope.GRAND, "", {None: 411}, line=90),
    )
    finding = one(replace(sound(), printed=twice))

    assert (finding.code, finding.where.line) == ("grand_total", 7)
    assert "dòng 90" in finding.message


def test_a_gap_that_another_printed_amount_explains_is_only_a_note() -> None:
    rows = tuple(r for r in sound().printed if r.scope is not Scope.GRAND)
    aside = printed(Scope.OTHER, "", {None: 90}, label="Đề án khác", printed="90", line=5)
    finding = one(replace(sound(), printed=(*rows, *aside, *printed(Scope.GRAND, "", {None: 500}))))

    assert (finding.code, finding.severity) == ("grand_total", "info")
    assert "Đề án khác" in finding.message


@given(st.integers(1, 400), st.integers(1, 400))
def test_moving_any_row_to_the_other_block_is_found_as_what_closes_the_gap(first: int, second: int) -> None:
    moved = activity("9.9", (first, second), block=Block.PARTY)
    honest = replace(sound(), activities=(*sound().activities, moved), printed=())
    totals = printed(Scope.BLOCK, "party", {2021: 100 + first, 2022: 200 + second})
    shifted = replace(
        honest, activities=(*sound().activities, replace(moved, block=Block.STATE)), printed=totals
    )

    assert "9.9" in [row.code for row in closing_rows(shifted, "party")]


def test_a_row_that_closes_the_gap_of_one_year_only_is_not_named() -> None:
    half = activity("8.8", (7, 9))
    short = replace(
        sound(),
        activities=(*sound().activities, half),
        printed=printed(Scope.BLOCK, "party", {2021: 107, 2022: 208}),
    )

    assert closing_rows(short, "party") == []


def test_numbers_missing_between_two_tasks_are_named_one_by_one() -> None:
    tasks = (
        TaskRow("III.1.1", "I", "a"),
        TaskRow("III.1.4", "I", "b", line=20),
        TaskRow("III.2.1", "I", "c"),
    )

    assert summary(replace(sound(), tasks=tasks)) == [
        ("sequence_gap", "III.1.2", None),
        ("sequence_gap", "III.1.3", None),
    ]


def test_sections_may_start_again_but_not_jump() -> None:
    headings = [Heading(n, n, n) for n in ("I", "II", "I", "II", "IV")]

    assert summary(replace(sound(), sections=tuple(headings))) == [("sequence_gap", "III", None)]


def test_an_area_that_is_printed_out_of_order() -> None:
    areas = (Heading("I", "I", "Thể chế"), Heading("II", "III", "TTHC", 9))
    finding = one(replace(sound(), areas=areas))

    assert (finding.code, finding.printed, finding.expected) == ("sequence_gap", "III", "II")


def aim(code: str, value: int, operator: Operator = Operator.AT_LEAST, **more: Any) -> TargetRow:
    fields = {"level": more.pop("level", ""), "year": more.pop("year", 2022)}
    rule = Target(operator, Decimal(value), **fields)
    return TargetRow(code, "I", f"Chỉ tiêu {code}", rule, metric="ho_so", **more)


def test_two_figures_for_one_metric_and_year() -> None:
    assert summary(replace(sound(), targets=(aim("1", 80), aim("2", 90), aim("3", 80)))) == [
        ("two_targets", "2", 2022)
    ]


def test_other_levels_years_and_blocks_are_other_targets() -> None:
    apart = (
        aim("1", 80, level="tỉnh"),
        aim("2", 70, level="xã"),
        aim("3", 60, year=2021, level="tỉnh"),
        aim("4", 50, level="tỉnh", block=Block.PARTY),
    )
    apart = (replace(apart[0], block=Block.STATE), *apart[1:])

    assert check_programme(replace(sound(), targets=apart)) == []


def test_money_and_targets_of_a_year_outside_the_period() -> None:
    rows = sound().activities
    late = replace(rows[2], amounts={**rows[2].amounts, 2030: Decimal(5)}, total=Decimal(15))
    outside = replace(sound(), activities=(*rows[:2], late), targets=(aim("1", 80, year=2030),), printed=())

    assert summary(outside) == [("outside_period", "2.1", 2030), ("outside_period", "1", 2030)]


def test_a_heading_that_names_another_period() -> None:
    labelled = replace(sound(), periods=(PeriodLabel("giai đoạn 2020 - 2022", 2020, 2022, 3),))

    assert summary(labelled) == [("outside_period", "thu", 2020)]


def test_a_lead_that_the_directory_does_not_know_is_found_once_with_all_its_rows() -> None:
    rows = tuple(replace(row, lead="Sở Mới") for row in sound().activities)
    directory = Directory(lambda text: [text] if text == "Sở Mới" else [])
    finding = one(replace(sound(), activities=rows), directory)

    assert (finding.code, finding.printed, finding.where.code) == ("unit_unknown", "Sở Mới", "1.1")
    assert "1.1, 1.2, 2.1" in finding.message


def test_the_same_digits_in_two_units_that_are_not_the_same_money_are_an_error() -> None:
    text = printed(Scope.GRAND, "", {None: 410_000}, printed="410", unit="tỷ đồng", in_table=False, line=4)
    table = tuple(
        replace(r, printed="410") if r.scope is Scope.GRAND and not r.year else r for r in sound().printed
    )
    found = check_programme(replace(sound(), printed=(*table, *text)))

    assert {(f.code, f.severity) for f in found} == {("number_unit", "error"), ("grand_total", "error")}


def test_findings_are_plain_json_with_numbers() -> None:
    rows = sound().activities
    finding = one(replace(sound(), activities=(*rows[:2], replace(rows[2], total=Decimal("10.5"), line=12))))

    assert finding.as_json() == {
        "code": "row_total",
        "severity": "error",
        "where": {"kind": "activity", "code": "2.1", "year": None, "line": 12},
        "printed": 10.5,
        "expected": 10,
        "message": "Hoạt động 2.1: các năm cộng lại là 10 triệu đồng, văn bản in tổng 10,5.",
    }
    assert as_number(Decimal("100.000")) == 100
