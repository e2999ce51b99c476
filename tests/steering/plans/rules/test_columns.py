"""Rows of imported files: columns, cells, and every error at once."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.steering.plans.rules.columns import (
    ImportKind,
    cell_of,
    fields_of,
    guess_mapping,
    read_rows,
    years_in,
)

YEARS = (2026,)


def read(kind: ImportKind, header: list[str], *rows: list[Any], **more: Any) -> Any:
    mapping = more.pop("mapping", None) or guess_mapping(kind, header, YEARS)
    return read_rows(kind, header, list(enumerate(rows, start=2)), mapping, years=YEARS, **more)


def errors(reading: Any) -> list[str]:
    return [str(problem) for problem in reading.problems]


def test_columns_are_guessed_by_title_key_and_customary_words_without_marks() -> None:
    header = ["Stt", "NỘI DUNG HOẠT ĐỘNG", "Nam 2026", "Tổng số", "Đơn vị chủ trì", "Màu"]

    assert guess_mapping(ImportKind.ACTIVITIES, header, YEARS) == {
        "code": "Stt",
        "name": "NỘI DUNG HOẠT ĐỘNG",
        "2026": "Nam 2026",
        "total": "Tổng số",
        "lead": "Đơn vị chủ trì",
    }


def test_columns_of_a_data_set_with_english_headings_are_known() -> None:
    header = ["document", "code", "area_no", "name_vi", "formula_text", "y2026", "total", "lead_unit"]

    assert guess_mapping(ImportKind.ACTIVITIES, [*header, "coordinating_units"], YEARS) == {
        "code": "code",
        "area": "area_no",
        "name": "name_vi",
        "formula": "formula_text",
        "2026": "y2026",
        "total": "total",
        "lead": "lead_unit",
        "coordinating": "coordinating_units",
    }
    assert guess_mapping(ImportKind.TASKS, ["number", "text_vi", "lead_agency"]) == {
        "code": "number",
        "text": "text_vi",
        "lead": "lead_agency",
    }
    assert years_in(header) == {2026}


def test_an_activity_is_read_with_vietnamese_numbers_and_words() -> None:
    header = ["STT", "Hoạt động", "Khối", "Năm 2026", "Tổng"]
    reading = read(
        ImportKind.ACTIVITIES, header, ["1.1", " Rà soát ", "Khối Đảng, đoàn thể", "1.234,5", 1234.5]
    )

    assert errors(reading) == []
    (number, values) = reading.rows[0]
    assert number == 2
    assert {
        key: values[key] for key in ("code", "name", "block", "2026", "total", "lead", "local_budget")
    } == {
        "code": "1.1",
        "name": "Rà soát",
        "block": "party",
        "2026": Decimal("1234.5"),
        "total": Decimal("1234.5"),
        "lead": "",
        "local_budget": None,
    }


def test_all_errors_of_all_rows_are_reported_with_row_and_column() -> None:
    header = ["STT", "Hoạt động", "Khối", "Năm 2026", "Từ dòng", "Đến dòng"]
    reading = read(
        ImportKind.ACTIVITIES,
        header,
        ["1", "Một", "khối lạ", "abc", 5, 4],
        ["1", "", "state", -3, "x", None],
        ["2", "Hai", "", 10**12, None, None],
    )

    assert errors(reading) == [
        "Dòng 2, cột “Khối”: “khối lạ” không phải khối; hãy ghi “Khối Đảng, đoàn thể”, “Khối nhà nước” hoặc "
        "“Cả hai khối”.",
        "Dòng 2, cột “Năm 2026”: “abc” không phải là số.",
        "Dòng 3, cột “Hoạt động”: không được để trống.",
        "Dòng 3, cột “Năm 2026”: số tiền không được âm.",
        "Dòng 3, cột “Từ dòng”: “x” không phải là số.",
        "Dòng 4, cột “Năm 2026”: số tiền quá lớn; đơn vị tính là triệu đồng.",
        "Dòng 2, cột “Đến dòng”: dòng cuối đứng trước dòng đầu.",
        "Dòng 3, cột “STT”: “1” đã dùng ở dòng 2.",
    ]


def test_a_missing_required_column_is_said_before_any_row_is_read() -> None:
    reading = read(ImportKind.TASKS, ["STT", "Màu"], ["1", "đỏ"])

    assert errors(reading) == ["Cột “Nhiệm vụ”: thiếu cột bắt buộc này trong tệp."]
    assert reading.rows == ()


def test_a_column_chosen_by_hand_that_is_not_in_the_file_is_an_error() -> None:
    mapping = {"code": "STT", "text": "Việc", "lead": "Ai"}
    reading = read(ImportKind.TASKS, ["STT", "Việc"], ["1", "Làm"], mapping=mapping)

    assert errors(reading) == ["Cột “Cơ quan chủ trì”: thiếu cột bắt buộc này trong tệp."]


def test_areas_are_known_by_code_and_by_name() -> None:
    areas = {"i": "I", "cai cach the che": "I", "ii": "II"}
    header = ["STT", "Nhiệm vụ", "Nội dung CCHC"]
    reading = read(
        ImportKind.TASKS,
        header,
        ["1", "a", "Cải cách thể chế"],
        ["2", "b", "ii"],
        ["3", "c", "IX"],
        areas=areas,
    )

    assert [values["area"] for _, values in reading.rows] == ["I", "II", "IX"]
    assert errors(reading) == ["Dòng 4, cột “Nội dung CCHC”: “IX” không có trong kế hoạch; hãy ghi I, II."]


@pytest.mark.parametrize(
    ("cell", "due"),
    [
        ("31/12/2026", (date(2026, 12, 31), "")),
        ("2026-12-31", (date(2026, 12, 31), "")),
        (date(2026, 12, 31), (date(2026, 12, 31), "")),
        ("Thường xuyên", (None, "Thường xuyên")),
        ("Quý IV/2026", (None, "Quý IV/2026")),
        (None, (None, "")),
    ],
)
def test_a_due_day_is_a_day_or_the_words_of_the_paper(cell: Any, due: tuple[date | None, str]) -> None:
    reading = read(ImportKind.TASKS, ["STT", "Nhiệm vụ", "Thời gian hoàn thành"], ["1", "Làm", cell])

    assert reading.rows[0][1]["due_on"] == due


def test_a_day_that_does_not_exist_is_refused() -> None:
    reading = read(ImportKind.TASKS, ["STT", "Nhiệm vụ", "Thời gian"], ["1", "Làm", "31/02/2026"])

    assert errors(reading) == ["Dòng 2, cột “Thời gian”: “31/02/2026” không phải là ngày có thật."]


def test_targets_need_their_figure_and_both_ends_of_a_range_and_a_known_metric() -> None:
    header = ["STT", "Chỉ tiêu", "Phép so sánh", "Giá trị", "Đến", "Mã chỉ số"]
    reading = read(
        ImportKind.OBJECTIVES,
        header,
        ["1", "a", ">=", None, None, ""],
        ["2", "b", "range", 25, 20, ""],
        ["3", "c", "gần", 5, None, ""],
        ["4", "d", "", "90%", None, "la"],
        metrics={"sipas"},
    )

    assert [str(p).split("; hãy dùng")[0] for p in reading.problems] == [
        "Dòng 4, cột “Phép so sánh”: “gần” không phải phép so sánh",
        "Dòng 2, cột “Giá trị”: có phép so sánh nhưng thiếu giá trị.",
        "Dòng 3, cột “Đến”: chỉ tiêu trong khoảng cần hai giá trị, xếp từ nhỏ đến lớn.",
        "Dòng 5, cột “Mã chỉ số”: chưa có chỉ số mang mã “la”.",
    ]
    assert reading.rows[3][1]["operator"] == "equal"


def test_a_sign_in_the_figure_is_the_operator_where_the_file_names_none() -> None:
    rows = [["1", "a", "≥ 85%"], ["2", "b", "trên 90%"], ["3", "c", "từ 50% trở lên"]]
    reading = read(ImportKind.OBJECTIVES, ["STT", "Chỉ tiêu", "Giá trị"], *rows)

    assert [(v["operator"], v["value"]) for _, v in reading.rows] == [
        ("at_least", Decimal(85)),
        ("more_than", Decimal(90)),
        ("at_least", Decimal(50)),
    ]
    assert "operator" in reading.present
    assert (
        "operator"
        not in read(ImportKind.OBJECTIVES, ["STT", "Chỉ tiêu", "Giá trị"], *rows, ["4", "d", "7"]).present
    )


def test_markup_and_formulas_in_text_stay_text() -> None:
    reading = read(ImportKind.TASKS, ["STT", "Nhiệm vụ"], ["1", "<script>alert(1)</script>"], ["2", "=1+1"])

    assert [values["text"] for _, values in reading.rows] == ["<script>alert(1)</script>", "=1+1"]


def test_columns_that_nothing_uses_are_named() -> None:
    assert read(ImportKind.TASKS, ["STT", "Nhiệm vụ", "Màu"], ["1", "a", "đỏ"]).ignored == ("Màu",)


def test_years_with_a_money_column_are_seen_whatever_the_period() -> None:
    assert years_in(["STT", "Năm 2026", "2031", "Năm gốc"]) == {2026, 2031}


@pytest.mark.parametrize("kind", list(ImportKind))
def test_what_is_written_for_a_field_is_read_back_the_same(kind: ImportKind) -> None:
    samples: dict[str, Any] = {
        "block": "party",
        "kind": "solution",
        "serves": "MT.01; MT.02",
        "operator": "rank_at_most",
        "due_on": (date(2026, 3, 1), ""),
        "year": 2026,
        "baseline_year": 2025,
        "line_from": 3,
        "line_to": 4,
    }
    decimals = {
        "2026",
        "total",
        "local_budget",
        "other_source",
        "value",
        "value2",
        "baseline",
        "money",
        "weight",
    }
    for one in fields_of(kind, YEARS):
        value = samples.get(one.key, Decimal("12.5") if one.key in decimals else "chữ\nhai dòng")
        read_back = one.read(cell_of(one.key, value))
        assert getattr(read_back, "value", read_back) == value, one.key


numbers = st.floats() | st.integers() | st.decimals()
digits = st.text(alphabet="0123456789.,-() %/", max_size=60)


@pytest.mark.parametrize("kind", list(ImportKind))
@given(cell=st.none() | st.booleans() | st.datetimes() | st.text() | digits | numbers)
def test_whatever_a_cell_holds_is_read_or_refused_in_words(kind: ImportKind, cell: Any) -> None:
    for one in fields_of(kind, YEARS):
        with suppress(ValueError):  # any other error would be a crash of the import
            one.read(cell)


@pytest.mark.parametrize("cell", ["9" * 40, "9" * 5000, 1e300, 10**30, float("inf"), Decimal("NaN")])
def test_a_number_that_no_paper_would_print_is_refused_with_its_row(cell: Any) -> None:
    reading = read(ImportKind.ACTIVITIES, ["STT", "Hoạt động", "2026"], ["1", "a", cell])

    assert [error.split("“")[1].split("”")[0] for error in errors(reading)] == ["2026"]
    assert all(error.startswith("Dòng 2, ") and len(error) < 120 for error in errors(reading))
