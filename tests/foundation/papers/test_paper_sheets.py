"""Tables out and in: what is exported is read back unchanged, and hostile files are refused."""

import csv
import io
import time
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime
from datetime import time as clock
from decimal import Decimal

import openpyxl
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.papers.sheets import Column, Limits, Sheet, read_table, write_table, write_workbook

COLUMNS = ["STT", "Nhiệm vụ", "Kinh phí (triệu đồng)", "Thời gian hoàn thành"]
ROWS = [
    (1, "Xây dựng Kế hoạch CCHC năm 2027", Decimal("1234.5"), date(2026, 12, 15)),
    (2, "Rà soát, đơn giản hóa TTHC; “một cửa”", 480, None),
    (3, "- Sở Nội vụ\n- Sở Tài chính", Decimal("-0.25"), date(2027, 1, 1)),
]


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment without zone, as a spreadsheet knows it."""
    return datetime.combine(date(year, month, day), clock(hour, minute))


def cells(content: bytes, **options: object) -> list[tuple[object, ...]]:
    return [row.cells for row in read_table(content, **options).rows]


def test_numbers_and_days_stay_numbers_and_days_in_a_spreadsheet():
    content = write_table(COLUMNS, ROWS)

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active

    assert [[c.value for c in row] for row in sheet.iter_rows()] == [
        COLUMNS,
        [1, "Xây dựng Kế hoạch CCHC năm 2027", 1234.5, local(2026, 12, 15, 0)],
        [2, "Rà soát, đơn giản hóa TTHC; “một cửa”", 480, None],
        [3, "- Sở Nội vụ\n- Sở Tài chính", -0.25, local(2027, 1, 1, 0)],
    ]
    assert sheet["D2"].number_format == "dd/mm/yyyy"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.freeze_panes == "A2"


def test_another_reader_sees_the_same_table():
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(write_table(COLUMNS, ROWS)))

    rows = workbook.get_sheet_by_index(0).to_python()

    assert rows[1] == [1, "Xây dựng Kế hoạch CCHC năm 2027", 1234.5, date(2026, 12, 15)]


def test_the_heading_lines_stand_above_the_titles_and_are_skipped_when_read():
    heading = ["KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2027", "Đơn vị: triệu đồng"]

    table = read_table(write_table(COLUMNS, ROWS, heading=heading), expected=COLUMNS)

    assert (table.header, table.header_row, table.rows[0].number) == (tuple(COLUMNS), 3, 4)


def test_csv_opens_as_vietnamese_and_comes_back_unchanged():
    content = write_table(COLUMNS, ROWS, format="csv")

    assert content.startswith(b"\xef\xbb\xbfSTT,")
    assert cells(content) == [
        ("1", "Xây dựng Kế hoạch CCHC năm 2027", "1234.5", "2026-12-15"),
        ("2", "Rà soát, đơn giản hóa TTHC; “một cửa”", "480", None),
        ("3", "- Sở Nội vụ\n- Sở Tài chính", "-0.25", "2027-01-01"),
    ]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+84", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''=1", "＝1+1"],
)
def test_no_exported_cell_can_be_taken_for_a_formula(text: str):
    csv_cell = list(csv.reader(io.StringIO(write_table(["Ô"], [(text,)], format="csv").decode("utf-8-sig"))))[
        1
    ][0]
    sheet = openpyxl.load_workbook(io.BytesIO(write_table(["Ô"], [(text,)]))).active

    assert csv_cell.startswith("'")
    assert (sheet["A2"].value[0], sheet["A2"].data_type, sheet["A2"].quotePrefix) == ("'", "s", True)


def test_a_list_dash_is_kept_readable_in_a_spreadsheet_but_typed_as_text():
    sheet = openpyxl.load_workbook(io.BytesIO(write_table(["Ô"], [("- Sở Nội vụ",)]))).active

    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["A2"].quotePrefix) == ("- Sở Nội vụ", "s", True)


texts = (
    st.text(alphabet=st.sampled_from("aĐễ =+-@'\"\t\n,;_x0041<&>|0"), min_size=1).map(str.strip).filter(bool)
)


@given(st.lists(st.tuples(st.just("x"), texts), min_size=1, max_size=5), st.sampled_from(["xlsx", "csv"]))
def test_any_text_survives_export_and_import(rows: list[tuple[str, str]], format: str):
    content = write_table(["Mã", "Nội dung"], rows, format=format)

    assert cells(content, expected=["Mã", "Nội dung"]) == rows


def test_the_same_rows_give_the_same_bytes():
    assert write_table(COLUMNS, ROWS) == write_table(COLUMNS, ROWS)


def test_control_characters_and_broken_letters_do_not_spoil_the_file():
    content = write_table(["A", "B"], [("x\x00\x0b\ud800y", "<script>&amp;")])

    assert cells(content) == [("xy", "<script>&amp;")]


def test_moments_are_written_in_local_time():
    content = write_table(["A", "B"], [("x", datetime(2026, 11, 22, 17, 30, tzinfo=UTC))])

    assert cells(content) == [("x", local(2026, 11, 23, 0, 30))]


def test_a_workbook_holds_several_tables_and_one_is_read_by_its_name():
    content = write_workbook(
        [
            Sheet("Khối Đảng/MTTQ", ["A", "B"], [(1, 2)]),
            Sheet("Khối Đảng/MTTQ", [Column("C", 30), "D"], [(3, 4)]),
        ]
    )

    names = openpyxl.load_workbook(io.BytesIO(content)).sheetnames

    assert names == ["Khối Đảng MTTQ", "Khối Đảng MTTQ (2)"]
    assert cells(content, sheet=names[1]) == [(3, 4)]
    with pytest.raises(Refused, match="không có trang tính “Bảng khác”"):
        read_table(content, sheet="Bảng khác")


def test_rows_are_pulled_one_by_one_from_a_generator():
    held: list[int] = []

    def rows():
        for i in range(1000):
            held.append(i)
            yield (i, "x")

    from caicach.foundation.papers.sheets import stream_csv

    stream = stream_csv(["A", "B"], rows())
    next(stream), next(stream), next(stream)

    assert len(held) < 1000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_is_read_whatever_program_wrote_it(encoding: str, delimiter: str):
    text = delimiter.join(["Đơn vị", "Số"]) + "\r\n" + delimiter.join(['"Sở Nội vụ, Lào Cai"', "5"]) + "\r\n"

    assert cells(text.encode(encoding)) == [("Sở Nội vụ, Lào Cai", "5")]


def test_csv_in_windows_1258_is_read_in_composed_letters():
    import unicodedata

    # windows-1258 writes the tone as a letter of its own after the vowel
    def old(text: str) -> bytes:
        tones = "\u0300\u0301\u0303\u0309\u0323"
        parts = []
        for letter in text:
            bare = unicodedata.normalize("NFD", letter)
            tone = "".join(c for c in bare if c in tones)
            parts.append(unicodedata.normalize("NFC", "".join(c for c in bare if c not in tones)) + tone)
        return "".join(parts).encode("cp1258")

    assert cells(old("Đơn vị;Nhiệm vụ\nSở Nội vụ;Cải cách thể chế\n")) == [("Sở Nội vụ", "Cải cách thể chế")]


def test_blank_lines_keep_the_row_numbers_of_the_rows_below():
    table = read_table(b"A,B\n\n,,\n1,2\n")

    assert [(row.number, row.cells) for row in table.rows] == [(4, ("1", "2"))]


def workbook(fill) -> bytes:
    book = openpyxl.Workbook()
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_formula_without_a_saved_value_is_refused_with_its_place():
    def fill(sheet):
        sheet.append(["Nội dung", "Số tiền"])
        sheet.append(["a", "=1+1"])

    with pytest.raises(Refused) as refusal:
        read_table(workbook(fill))

    assert (refusal.value.row, refusal.value.column) == (2, "Số tiền")
    assert str(refusal.value).startswith("Dòng 2, cột “Số tiền”: Ô có công thức chưa được tính")


def test_the_saved_value_of_a_formula_is_taken_and_an_error_is_refused():
    parts = '<row r="1"><c r="A1" t="str"><v>A</v></c><c r="B1" t="str"><v>B</v></c></row><row r="2">{}</row>'
    good = '<c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>A1</f><v>A</v></c>'
    bad = '<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'

    assert cells(with_sheet(parts.format(good)), expected=("A", "B")) == [(2, "A")]
    with pytest.raises(Refused, match="#DIV/0!") as refusal:
        read_table(with_sheet(parts.format(bad)), expected=("A", "B"))
    assert (refusal.value.row, refusal.value.column) == (2, "A")


def with_sheet(rows: str, level: int = 6) -> bytes:
    """A workbook whose sheet data is this XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_table(["A"], []))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new,
    ):
        for name in old.namelist():
            changed = name.endswith("sheet1.xml")
            new.writestr(
                name,
                f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
                if changed
                else old.read(name),
            )
    return out.getvalue()


def test_a_cell_in_the_far_corner_is_refused_and_takes_no_memory():
    rows = '<row r="1"><c r="A1" t="str"><v>A</v></c><c r="B1" t="str"><v>B</v></c></row>'

    with pytest.raises(Refused, match="ngoài 256 cột") as refusal:
        read_table(with_sheet(rows + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))

    assert (refusal.value.row, refusal.value.column) == (1048576, "XFD1048576")


def test_data_under_a_column_without_title_is_refused_with_its_place():
    with pytest.raises(Refused) as refusal:
        read_table(b"A,B\n1,2,3\n")

    assert (refusal.value.row, refusal.value.column) == (2, "C")


def test_a_zip_bomb_is_refused_by_its_ratio_and_by_its_size():
    bomb = with_sheet(" " * 60_000_000, level=9)

    assert len(bomb) < 100_000
    with pytest.raises(Refused, match="tỷ lệ nén bất thường"):
        read_table(bomb)
    with pytest.raises(Refused, match="giải nén quá lớn"):
        read_table(bomb, Limits(max_unpacked=1_000_000))


def test_a_bomb_that_lies_about_its_size_is_refused():
    bomb = bytearray(with_sheet(" " * 20_000_000, level=9))
    size = (
        len(" ") * 20_000_000
        + len('<worksheet xmlns=""><sheetData></sheetData></worksheet>')
        + len("http://schemas.openxmlformats.org/spreadsheetml/2006/main")
    )
    declared = size.to_bytes(4, "little")
    assert bomb.count(declared) >= 1
    lying = bytes(bomb).replace(declared, (1000).to_bytes(4, "little"))

    with pytest.raises(Refused, match="Tệp hỏng"):
        read_table(lying)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Tệp rỗng"),
        (b"PK\x03\x04broken", "Tệp hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls kiểu cũ hoặc có mật khẩu"),
        (b"%PDF-1.7", "không phải bảng tính"),
        (b"A,B\n\x00\x01,2\n", "ký tự nhị phân"),
        (b'A,B\n"' + b"x" * 200_000, "thiếu dấu nháy"),
        (b"\x81\x8d\x8f,\xff\xfe\n", "bảng mã"),
        (b"\n\n", "không có dòng tiêu đề"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_plain_words(content: bytes, words: str):
    with pytest.raises(Refused, match=words):
        read_table(content, expected=("A", "B") if b"A,B" in content else ())


def test_a_file_of_more_than_fifty_megabytes_is_refused():
    with pytest.raises(Refused, match="lớn hơn mức cho phép 50 MB"):
        read_table(b"A,B\n" + b"1,2\n" * 13_200_000)


def test_a_missing_title_row_names_the_columns_that_were_expected():
    with pytest.raises(Refused, match="Không thấy dòng tiêu đề có các cột: Mã, Kinh phí"):
        read_table(b"A,B\n1,2\n", expected=("Mã", "Kinh phí"))


def replaced(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with some bytes of one part exchanged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, data.replace(old, new, 1) if name.endswith(part) else data)
    return out.getvalue()


def test_a_grammar_with_entities_is_refused():
    content = write_table(COLUMNS, ROWS)
    bomb = replaced(content, "sheet1.xml", b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet')

    with pytest.raises(Refused, match="khai báo không được phép"):
        read_table(bomb)


def test_cells_may_come_without_places_in_any_order_and_with_another_prefix():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = (
        "<x:row><x:c t='str'><x:v>A</x:v></x:c><x:c t='str'><x:v>B</x:v></x:c></x:row>"
        "<x:row r='5'><x:c r='B5'><x:v>2</x:v></x:c><x:c r='A5'><x:v>1</x:v></x:c></x:row>"
    )
    sheet = f"<x:worksheet xmlns:x='{main}'><x:sheetData>{rows}</x:sheetData></x:worksheet>".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(write_table(["A"], []))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, sheet if name.endswith("sheet1.xml") else old.read(name))

    assert [(row.number, row.cells) for row in read_table(out.getvalue()).rows] == [(5, (1, 2))]


def test_rich_text_is_read_whole_and_phonetic_hints_are_not():
    rows = (
        '<row r="1"><c r="A1" t="str"><v>A</v></c><c r="B1" t="str"><v>B</v></c></row>'
        '<row r="2"><c r="A2" t="inlineStr">'
        "<is><r><t>Kế </t></r><r><t>hoạch</t></r><rPh><t>x</t></rPh></is></c></row>"
    )

    assert cells(with_sheet(rows)) == [("Kế hoạch", None)]


WHOLE = write_table(COLUMNS, ROWS)


@given(
    st.sampled_from(["sheet1.xml", "styles.xml", "workbook.xml", "xml.rels"]),
    st.integers(0, 3000),
    st.binary(max_size=12),
)
def test_a_damaged_workbook_is_read_or_refused_but_never_breaks(part: str, place: int, damage: bytes):
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as package:
        name = next(name for name in package.namelist() if name.endswith(part))
        data = package.read(name)
    old = data[place % len(data) :][:6] or b"<"

    with suppress(Refused):
        assert read_table(replaced(WHOLE, part, old, damage)).header


def test_ten_thousand_rows_are_written_and_read_within_seconds():
    rows = [[i * j if j % 2 else f"Nhiệm vụ {i} cải cách" for j in range(20)] for i in range(10_000)]

    started = time.process_time()
    content = write_table([f"Cột {j}" for j in range(20)], rows)
    written = time.process_time()
    table = read_table(content)
    read = time.process_time()

    assert len(table.rows) == 10_000
    # measured 0.6 s and 1.4 s; the bound leaves room for a busy machine
    assert written - started < 2.5
    assert read - written < 2.5
