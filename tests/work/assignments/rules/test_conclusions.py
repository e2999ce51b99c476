"""Assignments are read out of the text of conclusions; the texts here are samples written for the tests."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.work.assignments.rules.clauses import clauses
from caicach.work.assignments.rules.conclusions import (
    PaperHeading,
    ProposedTask,
    heading,
    product_of,
    propose_tasks,
)
from caicach.work.assignments.rules.unit_phrases import is_anybody

DIRECTIVE = (Path(__file__).parent / "chi_thi_02_2011.txt").read_text(encoding="utf-8")

CONCLUSION = (Path(__file__).parent / "ket_luan_mau.txt").read_text(encoding="utf-8")


def row(task: ProposedTask) -> tuple[object, ...]:
    return (
        task.clause,
        [unit.text for unit in task.lead],
        [unit.text for unit in task.coordinating],
        task.product,
        (task.due.due_on or task.due.amount or "thường xuyên") if task.due else None,
    )


def test_a_conclusion_gives_one_row_for_each_order():
    rows = [row(task) for task in propose_tasks(CONCLUSION)]

    assert rows == [
        (
            "II.1",
            ["Sở Nội vụ"],
            ["Sở Tài chính", "Văn phòng UBND tỉnh", "UBND các xã, phường"],
            "Kế hoạch cải cách hành chính năm 2027",
            date(2026, 12, 15),
        ),
        (
            "II.2.a",
            ["Sở Khoa học và Công nghệ"],
            [],
            "Dự thảo Quyết định ban hành Quy chế quản lý Hệ thống thông tin giải quyết TTHC",
            date(2026, 11, 30),
        ),
        ("II.2.b", ["Sở Khoa học và Công nghệ"], [], "", date(2026, 11, 30)),
        (
            "II.3",
            ["Sở Văn hóa, Thể thao và Du lịch", "Báo và Phát thanh, Truyền hình Lào Cai"],
            [],
            "",
            "thường xuyên",
        ),
        ("II.4", ["Các sở, ban, ngành", "UBND các xã, phường"], [], "", date(2027, 3, 31)),
        ("II.5", ["Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"], ["Sở Nội vụ"], "", None),
        ("II.5", ["Thanh tra tỉnh"], [], "", 10),
        ("II.6", ["Văn phòng UBND tỉnh"], [], "", None),
    ]


def test_the_deed_stands_without_the_agency_that_is_to_do_it():
    contents = [task.content for task in propose_tasks(CONCLUSION)]

    assert (
        contents[0]
        == "Xây dựng Kế hoạch cải cách hành chính năm 2027, trình UBND tỉnh trước ngày 15/12/2026."
    )
    assert contents[-1] == "Theo dõi, đôn đốc việc thực hiện Thông báo này"


def test_every_part_says_where_it_stands_in_the_text():
    for task in propose_tasks(CONCLUSION):
        for unit in (*task.lead, *task.coordinating):
            assert CONCLUSION[unit.start : unit.end] == unit.text
        if task.due:
            assert CONCLUSION[task.due.start : task.due.end].strip() == task.due.text
        assert task.product.lower() in CONCLUSION[task.start : task.end].lower()


def test_the_heading_of_the_paper_is_read():
    assert heading(CONCLUSION) == PaperHeading(
        "512",
        "TB-VP",
        date(2026, 11, 20),
        "THÔNG BÁO Kết luận của Chủ tịch UBND tỉnh tại cuộc họp về cải cách hành chính (văn bản mẫu)",
    )
    assert heading("Số: /TB-UBND\nLào Cai, ngày 31 tháng 02 năm 2026").issued_on is None
    assert heading("Số 14-KL/TU").symbol == "-KL/TU"


def test_directive_02_of_2011_gives_its_twelve_clauses():
    tasks = propose_tasks(DIRECTIVE)

    everybody = ["Thủ trưởng các sở, ban, ngành", "Chủ tịch Ủy ban nhân dân các huyện, thành phố"]
    assert list(dict.fromkeys(task.clause.split(".")[0] for task in tasks)) == [str(n) for n in range(1, 13)]
    assert [
        (t.clause, [u.text for u in t.lead], t.inherited) for t in tasks if not t.clause.startswith("9")
    ] == [
        ("1", everybody, True),
        ("2", everybody, True),
        (
            "2",
            [
                "Các cơ quan báo, đài địa phương",
                "các trang thông tin điện tử các sở, ban, ngành",
                "UBND huyện, thành phố",
            ],
            False,
        ),
        ("3", everybody, True),
        ("4", everybody, True),
        ("4", ["Văn phòng UBND tỉnh"], False),
        ("4", everybody, True),
        ("5", everybody, True),
        ("5.a", ["Các cơ quan, đơn vị"], False),
        ("5.b", ["Các cơ quan, đơn vị"], False),
        ("5.c", ["Ủy ban nhân dân huyện, thành phố"], False),
        ("5.d", ["Các sở, ban, ngành cấp tỉnh"], False),
        ("6", everybody, True),
        ("7", everybody, True),
        ("8", everybody, True),
        (
            "10",
            ["Ủy ban Mặt trận Tổ quốc", "cơ quan Đảng các cấp", "các tổ chức đoàn thể"],
            False,
        ),
        (
            "11",
            [
                "Giám đốc các sở, ban, ngành",
                "Thủ trưởng các cơ quan có liên quan",
                "Chủ tịch UBND các huyện, thành phố",
            ],
            False,
        ),
        ("12", ["Sở Nội vụ"], False),
    ]
    assert [(t.clause, [u.text for u in t.coordinating]) for t in tasks if t.clause.startswith("9")] == [
        ("9", ["các cơ quan có liên quan"]),
        ("9.a", []),
        ("9.b", ["Trường Chính trị tỉnh", "Trung tâm Chính trị các huyện, thành phố"]),
        ("9.c", ["Sở Văn hóa, Thể thao và Du lịch", "Đài Phát thanh - Truyền hình tỉnh"]),
        ("9.d", []),
        ("9.d", []),
    ]
    assert next(t for t in tasks if t.clause == "5.b").due.due_on == date(2011, 12, 31)


def test_the_date_of_a_cited_paper_is_no_due_date():
    (task,) = propose_tasks(
        "1. Giao Sở Tư pháp thực hiện Chỉ thị số 10/2006/CT-TTg ngày 23/3/2006 của Thủ tướng."
    )

    assert task.due is None


def test_names_that_are_known_decide_where_an_agency_ends():
    text = "Giao Ban Quản lý dự án Đầu tư xây dựng tỉnh hoàn thành công trình trước 30/6/2027."

    (task,) = propose_tasks(text, known=["Ban Quản lý dự án Đầu tư xây dựng tỉnh"])

    assert [unit.text for unit in task.lead] == ["Ban Quản lý dự án Đầu tư xây dựng tỉnh"]
    assert task.content == "Hoàn thành công trình trước 30/6/2027."


COMMUNES = [f"Ủy ban nhân dân {name}" for name in ("xã Bảo Hà", "xã Bắc Hà", "phường Cam Đường")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # the letterhead in two columns is no agency that is given work
            "UBND TỈNH LÀO CAI          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n1. Kết quả đã đạt được là tích cực.",
            [],
        ),
        (
            "2.1. Giao Sở Nội vụ\n- Chủ trì, phối hợp với Sở Tư pháp tham mưu Kế hoạch năm 2027, trước 20/12/2026.",
            [("Sở Nội vụ", "Sở Tư pháp", "Tham mưu Kế hoạch năm 2027, trước 20/12/2026.", "20/12")],
        ),
        (
            "1. Giao Chủ tịch UBND các xã: Bảo Hà, Bắc Hà báo cáo, gửi trước 15 giờ 00 ngày 12/11/2026.",
            [
                (
                    "Ủy ban nhân dân xã Bảo Hà; Ủy ban nhân dân xã Bắc Hà",
                    "",
                    "Báo cáo, gửi trước 15 giờ 00 ngày 12/11/2026.",
                    "12/11",
                )
            ],
        ),
        (
            "1. UBND các phường Cam Đường và Sở Xây dựng hoàn thành giải phóng mặt bằng trước 31/12/2026.",
            [
                (
                    "Ủy ban nhân dân phường Cam Đường; Sở Xây dựng",
                    "",
                    "Hoàn thành giải phóng mặt bằng trước 31/12/2026.",
                    "31/12",
                )
            ],
        ),
        (  # a deed that begins like the name of an agency
            "1. Các sở, ban, ngành\na) Báo cáo kết quả về UBND tỉnh.\nb) Ban hành quy trình nội bộ.",
            [
                ("Các sở, ban, ngành", "", "Báo cáo kết quả về UBND tỉnh.", None),
                ("Các sở, ban, ngành", "", "Ban hành quy trình nội bộ.", None),
            ],
        ),
        (  # the heads of whoever was named above
            "1. Các sở, ban, ngành\na) Thủ trưởng cơ quan, đơn vị trực tiếp chỉ đạo, chịu trách nhiệm.",
            [
                (
                    "Các sở, ban, ngành",
                    "",
                    "Thủ trưởng cơ quan, đơn vị trực tiếp chỉ đạo, chịu trách nhiệm.",
                    None,
                )
            ],
        ),
        (  # "lãnh đạo" and "chỉ đạo" are what the committee does
            "2- Giao Đảng ủy UBND tỉnh:\n- Lãnh đạo UBND tỉnh xây dựng Đề án.\n- Chỉ đạo Sở Nội vụ rà soát.",
            [
                ("Đảng ủy UBND tỉnh", "", "Lãnh đạo UBND tỉnh xây dựng Đề án.", None),
                ("Đảng ủy UBND tỉnh", "", "Chỉ đạo Sở Nội vụ rà soát.", None),
            ],
        ),
        (  # two orders in one sentence
            "4. Sở Nội vụ chủ trì hướng dẫn công tác tuyên truyền; Thanh tra tỉnh đưa vào kế hoạch năm 2027.",
            [
                ("Sở Nội vụ", "", "Hướng dẫn công tác tuyên truyền", None),
                ("Thanh tra tỉnh", "", "Đưa vào kế hoạch năm 2027.", None),
            ],
        ),
        (
            "+ Đ/c Giám đốc Sở Y tế báo cáo việc thiếu thuốc, chậm nhất cuối ngày 14/11/2026\n+ VP UBND tỉnh đôn đốc.",
            [
                ("Sở Y tế", "", "Báo cáo việc thiếu thuốc, chậm nhất cuối ngày 14/11/2026", "14/11"),
                ("VP UBND tỉnh", "", "Đôn đốc.", None),
            ],
        ),
        (
            "2.6. Đề nghị Báo và Đài Phát thanh, Truyền hình Lào Cai đẩy mạnh tuyên truyền.",
            [("Báo và Đài Phát thanh, Truyền hình Lào Cai", "", "Đẩy mạnh tuyên truyền.", None)],
        ),
    ],
)
def test_plausible_sentences_give_the_rows_that_a_person_would_write(text, expected):
    found = [
        (
            "; ".join(unit.agency for unit in task.lead),
            "; ".join(unit.agency for unit in task.coordinating),
            task.content,
            f"{task.due.due_on:%d/%m}" if task.due and task.due.due_on else None,
        )
        for task in propose_tasks(text, known=COMMUNES)
    ]

    assert found == expected


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("Tham mưu văn bản trả lời cử tri (hạn: 18/11/2026)", "Văn bản trả lời cử tri"),
        (
            "Xây dựng phương án bảo đảm an toàn thông tin cấp độ 3, báo cáo UBND tỉnh",
            "Phương án bảo đảm an toàn thông tin cấp độ 3",
        ),
        ("Hoàn thiện hồ sơ theo quy định.", ""),
        (
            "Xây dựng Kế hoạch cải cách hành chính bảo đảm đúng tiến độ",
            "Kế hoạch cải cách hành chính",
        ),
    ],
)
def test_the_product_is_what_the_words_promise(text, product):
    assert product_of(text) == product


def test_the_subject_of_a_letter_and_of_a_conclusion_over_lines_is_read():
    letter = "Số: 6125/UBND-NC\nV/v khắc phục tồn tại\ntrong thực hiện bộ chỉ số\nKính gửi: Các sở"
    conclusion = "KẾT LUẬN\nCỦA BAN THƯỜNG VỤ TỈNH ỦY\nvề đẩy mạnh cải cách hành chính\n\nTại phiên họp"

    assert heading(letter).title == "khắc phục tồn tại trong thực hiện bộ chỉ số"
    assert heading(conclusion).title == "KẾT LUẬN CỦA BAN THƯỜNG VỤ TỈNH ỦY về đẩy mạnh cải cách hành chính"


@pytest.mark.parametrize(
    ("words", "nobody"),
    [
        ("các cơ quan, đơn vị có liên quan", True),
        ("các cơ quan liên quan", True),
        ("các sở, ban, ngành", False),
    ],
)
def test_whoever_is_concerned_is_nobody_in_particular(words, nobody):
    assert is_anybody(words) is nobody


def test_a_conclusion_of_the_party_gives_its_orders_too():
    text = (Path(__file__).parent / "ket_luan_tinh_uy_mau.txt").read_text(encoding="utf-8")

    assert [row(task) for task in propose_tasks(text)] == [
        ("1", ["Đảng ủy UBND tỉnh"], [], "Đề án vị trí việc làm", date(2027, 6, 30)),
        ("2", ["Ban Tuyên giáo và Dân vận Tỉnh ủy"], ["Văn phòng Tỉnh ủy"], "", date(2027, 2, 28)),
    ]


def test_a_text_that_orders_nothing_gives_no_row():
    assert propose_tasks("Hôm nay trời đẹp.\n\n1. Ghi nhận kết quả đạt được.") == ()
    assert propose_tasks("") == ()


def test_clause_numbers_carry_those_above_them():
    text = "Phần I\nI. CHUNG\n1. Một\n1.1. Một một\na) Điểm a\n- gạch\nđ) Điểm đ\nkhông số\n2. Hai\nII. TIẾP\n1. Một"

    assert [clause.path for clause in clauses(text)] == [
        "Phần I",
        "Phần I.I",
        "Phần I.I.1",
        "Phần I.I.1.1",
        "Phần I.I.1.1.a",
        "Phần I.I.1.1.a",
        "Phần I.I.1.1.đ",
        "Phần I.I.1.1.đ",
        "Phần I.I.2",
        "Phần I.II",
        "Phần I.II.1",
    ]


@pytest.mark.parametrize("line", ["2,5 tỷ đồng", "15/12/2026 là hạn", "2026. Năm", "Xã I làm tốt", "1.5 lần"])
def test_a_number_in_running_text_is_no_clause_number(line: str):
    assert next(clauses(line)).numbered is False


FRAGMENTS = (
    "Giao|Sở Nội vụ|,|và|các sở|UBND các xã|phối hợp với|trước ngày|31/2|1.|a)|\n|Quý IV|trong tháng 13|:|.|(|đã|-"
    "|II.|Số:|năm 2026|trong 10 ngày|Điều 1."
)
words = st.sampled_from(FRAGMENTS.split("|"))


@given(st.lists(words, max_size=30).map(" ".join) | st.text(max_size=200))
def test_any_text_is_read_without_a_crash_and_with_true_places(text: str):
    composed = unicodedata.normalize("NFC", text)
    for task in propose_tasks(text, issued_on=date(2026, 11, 20)):
        assert 0 <= task.start < task.end <= len(composed)
        for unit in (*task.lead, *task.coordinating):
            assert composed[unit.start : unit.end] == unit.text


BRACKETS = """II. Nhiệm vụ
1. Ban hành Kế hoạch cải cách hành chính năm 2027 (Sở Nội vụ tham mưu), hoàn thành trong tuần đầu tháng 01/2027.
2. Bố trí kinh phí thực hiện (giao Sở Tài chính chủ trì, phối hợp Sở Nội vụ, Văn phòng UBND tỉnh), xong quý I/2027.
3. Rà soát danh mục thủ tục hành chính (cơ quan chủ trì: Văn phòng UBND tỉnh; phối hợp: các sở, ban, ngành).
4. Khai trương Trung tâm Phục vụ hành chính công (Văn phòng UBND tỉnh) theo quy định.
"""


def test_who_is_to_carry_it_out_may_stand_in_brackets():
    found = propose_tasks(BRACKETS, issued_on=date(2026, 11, 20))

    assert [(t.clause, [u.text for u in t.lead], [u.text for u in t.coordinating]) for t in found] == [
        ("II.1", ["Sở Nội vụ"], []),
        ("II.2", ["Sở Tài chính"], ["Sở Nội vụ", "Văn phòng UBND tỉnh"]),
        ("II.3", ["Văn phòng UBND tỉnh"], ["các sở, ban, ngành"]),
    ]
    assert [t.due and t.due.due_on for t in found] == [date(2027, 1, 7), date(2027, 3, 31), None]
    assert found[0].content == (
        "Ban hành Kế hoạch cải cách hành chính năm 2027, hoàn thành trong tuần đầu tháng 01/2027."
    )
    for task in found:
        for unit in (*task.lead, *task.coordinating):
            assert BRACKETS[unit.start : unit.end] == unit.text
