"""What is refused before any table is touched, and how due dates are typed."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.foundation.kernel.errors import Refused
from caicach.work.assignments.rules import Order, Term, check_order, secrecy_mark
from caicach.work.assignments.rules.due_cells import When, read_when, when_text

GIVEN_ON = date(2026, 6, 10)


def _order(**more):
    when = {"due_on": date(2026, 7, 1)} if not {"due_on", "term", "regular"} & more.keys() else {}
    return Order(**{"title": "Rà soát TTHC", "unit_id": uuid4(), "giver_unit_id": uuid4(), **when, **more})


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 3001}, "title"),
        ({"due_on": date(2026, 6, 9)}, "due_on"),
        ({"due_on": None}, "due_on"),
        ({"due_on": date(2026, 7, 1), "regular": True}, "due_on"),
        ({"term": Term(GIVEN_ON, 0)}, "due_amount"),
        ({"area_code": "IX"}, "area_code"),
        ({"block": "khác"}, "block"),
        ({"subject_kind": "plans.task"}, "subject_id"),
        ({"source_abstract": "Tài liệu độ Tối mật"}, "source_abstract"),
    ],
)
def test_an_order_that_contradicts_itself_is_refused_at_its_field(more, field):
    with pytest.raises(Refused) as refused:
        check_order(_order(**more), given_on=GIVEN_ON)

    assert refused.value.field == field


def test_the_lead_unit_does_not_coordinate():
    unit = uuid4()
    with pytest.raises(Refused, match="không đồng thời"):
        check_order(_order(unit_id=unit, coordinating=(unit,)), given_on=GIVEN_ON)


@pytest.mark.parametrize(
    "text",
    ["TỐI MẬT", "văn bản Tuyệt mật", "Độ mật: A", "(Mật)", "Báo cáo\nMẬT\nSố 12", "độ  mật"],
)
def test_secrecy_marks_are_found(text):
    assert secrecy_mark(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tăng cường bảo mật thông tin",
        "Lập danh mục bí mật nhà nước",
        "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "Mật độ dân số; cấp mật khẩu",
        "phát triển nghề nuôi ong lấy mật",
        "chế độ mật khẩu hai lớp",
    ],
)
def test_ordinary_words_with_mat_pass(text):
    assert secrecy_mark(text) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31/12/2026", When(due_on=date(2026, 12, 31))),
        ("2026-12-31", When(due_on=date(2026, 12, 31))),
        ("10 ngày làm việc", When(term=Term(GIVEN_ON, 10))),
        ("15 ngày", When(term=Term(GIVEN_ON, 15, "days"))),
        ("Thường xuyên", When(regular=True)),
        ("trước ngày 15/7/2026", When(due_on=date(2026, 7, 15))),
    ],
)
def test_due_dates_are_read_as_people_type_them(text, expected):
    assert read_when(text, start=GIVEN_ON) == expected


@pytest.mark.parametrize("text", ["", "31/02/2026", "sớm nhất có thể"])
def test_words_that_set_no_day_are_refused(text):
    with pytest.raises(Refused):
        read_when(text, start=GIVEN_ON)


@given(
    st.one_of(
        st.dates(date(2024, 1, 1), date(2030, 1, 1)).map(lambda day: When(due_on=day)),
        st.integers(1, 999).map(lambda n: When(term=Term(GIVEN_ON, n))),
        st.integers(1, 999).map(lambda n: When(term=Term(GIVEN_ON, n, "days"))),
        st.just(When(regular=True)),
    )
)
def test_what_a_cell_shows_is_read_back_as_the_same(when):
    assert read_when(when_text(when), start=GIVEN_ON) == when
