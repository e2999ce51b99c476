"""Lists as files, by one line in a view."""

import io
from contextlib import closing
from dataclasses import dataclass
from datetime import date

import django_tables2
import openpyxl
import pytest

from caicach.foundation.papers.exporting import exported, exported_table, file_name
from caicach.foundation.papers.sheets import Column, read_table


@dataclass
class Task:
    title: str
    money: int
    due_on: date | None = None


pytestmark = pytest.mark.django_db  # an answer that is closed looks after the connections of the database

TASKS = [Task("Rà soát TTHC", 480, date(2026, 12, 15)), Task("=1+1", 0)]
COLUMNS = [("Nhiệm vụ", "title"), ("Kinh phí", "money"), ("Thời hạn", lambda task: task.due_on)]


def content(answer) -> bytes:
    """What the browser gets; the server closes the answer when it is sent."""
    with closing(answer):
        return b"".join(answer.streaming_content)


def test_a_page_is_no_file(rf):
    assert exported(rf.get("/"), COLUMNS, TASKS, name="Nhiệm vụ") is None
    assert exported(rf.get("/?dang=exe"), COLUMNS, TASKS, name="Nhiệm vụ") is None


def test_a_list_as_a_spreadsheet(rf):
    answer = exported(rf.get("/?dang=xlsx"), COLUMNS, TASKS, name="Nhiệm vụ được giao", heading=["Năm 2026"])

    sheet = openpyxl.load_workbook(io.BytesIO(content(answer))).active
    assert [cell.value for cell in sheet[2]] == ["Nhiệm vụ", "Kinh phí", "Thời hạn"]
    assert (sheet["A1"].value, sheet["B3"].value, sheet["C3"].value.date()) == (
        "Năm 2026",
        480,
        date(2026, 12, 15),
    )
    assert sheet.title == "Nhiệm vụ được giao"
    assert 'filename="nhiem-vu-duoc-giao-' in answer["Content-Disposition"]
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")


def test_a_list_as_csv_with_formulas_made_harmless(rf):
    answer = exported(rf.get("/?dang=csv"), COLUMNS, TASKS, name="Nhiệm vụ")

    text = content(answer)
    assert text.decode("utf-8-sig").splitlines()[2] == "'=1+1,0,"
    assert [row.cells for row in read_table(text).rows][1] == ("=1+1", "0", None)


def test_a_column_may_carry_its_width(rf):
    answer = exported(rf.get("/?dang=xlsx"), [Column("Nhiệm vụ", 50), "Số"], [("a", 1)], name="x")

    assert openpyxl.load_workbook(io.BytesIO(content(answer))).active.column_dimensions["A"].width == 50


def test_columns_that_half_say_how_they_are_read_are_a_mistake(rf):
    with pytest.raises(ValueError, match="every column"):
        exported(rf.get("/?dang=csv"), ["Nhiệm vụ", ("Số", "money")], TASKS, name="x")


def test_a_whole_table_and_not_one_page_of_it_is_exported(rf):
    class TaskTable(django_tables2.Table):
        title = django_tables2.Column("Nhiệm vụ")
        money = django_tables2.Column("Kinh phí")

    table = TaskTable([{"title": f"Việc {i}", "money": i} for i in range(30)])
    table.paginate(page=2, per_page=5)

    answer = exported_table(rf.get("/?dang=csv"), table, name="Nhiệm vụ")

    assert len(read_table(content(answer)).rows) == 30


def test_a_file_is_named_in_plain_letters():
    assert file_name("Kế hoạch CCHC: năm 2027/Sở Nội vụ", "pdf", date(2026, 1, 5)) == (
        "ke-hoach-cchc-nam-2027-so-noi-vu-20260105.pdf"
    )
    assert file_name("…", "csv", date(2026, 1, 5)) == "danh-sach-20260105.csv"
