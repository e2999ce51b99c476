"""Giving an assignment: the form, what it refuses, and the whole way to done."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from caicach.organisation.units.models import UnitVersion
from caicach.work.assignments.models import Assignment, Intake, SecretCount
from caicach.work.assignments.states import Status
from tests.work.assignments.pages.asking import post

pytestmark = pytest.mark.django_db


def test_an_assignment_goes_from_the_form_to_done_by_two_people(world):
    answer = world.giver.post(
        "/nhiem-vu/giao/",
        {
            "_once": str(uuid4()),
            "title": "Rà soát thủ tục hành chính nội bộ",
            "units": "Sở Nội vụ",
            "due": "10 ngày làm việc",
            "giver": "chairman",
            "giver_unit": "Ủy ban nhân dân tỉnh",
        },
    )
    row = Assignment.objects.get()
    assert answer.status_code == 302

    post(world.worker, row, "tiep-nhan")
    post(world.worker, row, "bao-cao", percent=50, text="Đã dự thảo")
    post(world.worker, row, "nop", text="Đã ban hành", proof_symbol="12/QĐ-SNV")
    post(world.giver, row, "xac-nhan")

    row.refresh_from_db()
    assert row.state is Status.DONE
    page = world.worker.get(row.get_absolute_url()).content.decode()
    assert "12/QĐ-SNV" in page
    assert "Hoàn thành trước hạn" in page
    assert "Vì sao có thời hạn này" in page


def test_a_form_sent_twice_gives_once(world):
    form = {
        "_once": str(uuid4()),
        "title": "Báo cáo CCHC",
        "units": "Sở Nội vụ; Sở Tư pháp",
        "due": "thường xuyên",
        "giver": "peoples_committee",
        "giver_unit": "Ủy ban nhân dân tỉnh",
    }

    answers = [world.giver.post("/nhiem-vu/giao/", form).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert {row.unit_id for row in Assignment.objects.all()} == {world.department.pk, world.other.pk}
    assert Assignment.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "TỐI MẬT: phương án", "độ mật"),
        ("units", "Sở Không Có Thật", "Không có cơ quan, đơn vị"),
        ("due", "hôm nào đó", "Không hiểu thời hạn"),
        ("due", "01/01/2020", "sớm hơn ngày giao"),
        ("giver_unit", "Sở Tư pháp", "phân quyền"),
    ],
)
def test_a_wrong_form_comes_back_with_what_is_wrong_and_nothing_is_given(world, field, value, words):
    form = {
        "title": "Báo cáo CCHC",
        "units": "Sở Nội vụ",
        "due": "thường xuyên",
        "giver": "peoples_committee",
        "giver_unit": "Ủy ban nhân dân tỉnh",
        field: value,
    }

    answer = world.giver.post("/nhiem-vu/giao/", form)

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert Assignment.objects.count() == 0


def test_of_secret_work_only_a_number_is_kept(world):
    world.worker.post(
        "/nhiem-vu/mat/",
        {"unit": "Sở Nội vụ", "month": "2026-06-15", "count": "4", "_once": str(uuid4())},
    )

    assert [(row.unit_id, row.count) for row in SecretCount.objects.all()] == [(world.department.pk, 4)]


def test_the_number_of_the_document_software_is_kept_and_goes_back_out(world):
    world.giver.post(
        "/nhiem-vu/tu-van-ban/",
        {
            "_once": str(uuid4()),
            "text": "1. Giao Sở Nội vụ ban hành Quy chế làm việc, xong trước ngày 15/12/2099.",
            "giver": "standing_board",
            "giver_unit": "Ủy ban nhân dân tỉnh",
            "office_number": "2026/IO-4471",
        },
    )
    intake = Intake.objects.get()
    proposed = load_workbook(BytesIO(b"".join(world.giver.get(f"{intake.get_absolute_url()}?dang=xlsx"))))
    world.giver.post(f"{intake.get_absolute_url()}giao/", {"revision": intake.revision})

    listed = load_workbook(BytesIO(b"".join(world.worker.get("/nhiem-vu/?dang=xlsx"))))

    row = Assignment.objects.get()
    assert (row.office_number, row.giver) == ("2026/IO-4471", "standing_board")
    cells = [
        {cell for line in book.active.iter_rows(values_only=True) for cell in line}
        for book in (proposed, listed)
    ]
    assert "Sở Nội vụ" in cells[0]
    assert {"2026/IO-4471", "Ban Thường vụ Tỉnh ủy", "Quy chế làm việc"} <= cells[1]


def test_the_form_begins_with_the_agency_in_whose_name_one_gives_and_reads_no_other(world, client_of):
    top = UnitVersion.objects.get(unit=world.committee).parent
    anywhere = client_of(role="reform_officer", unit=top)

    with CaptureQueriesContext(connection) as captured:
        own = world.giver.get("/nhiem-vu/giao/").context["form"].initial["giver_unit"]
    agencies = [q["sql"] for q in captured if 'NOT ("units_unitversion"."level"' in q["sql"]]
    of_the_province = anywhere.get("/nhiem-vu/giao/").context["form"].initial["giver_unit"]
    department = world.worker.get("/nhiem-vu/giao/").context["form"].initial["giver_unit"]

    assert (own, department) == ("Ủy ban nhân dân tỉnh", "Sở Nội vụ")
    assert of_the_province == "Ủy ban nhân dân tỉnh"
    assert agencies
    assert all(" LIMIT " in sql for sql in agencies)
