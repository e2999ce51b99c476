"""Papers read into assignments: pasted, dropped, corrected, refused."""

import re
import zipfile
from io import BytesIO
from uuid import uuid4

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter

from caicach.work.assignments.models import Assignment, Intake

pytestmark = pytest.mark.django_db

PAPER = """ỦY BAN NHÂN DÂN TỈNH
Số: 45/TB-UBND
Ngày 20 tháng 11 năm 2026
THÔNG BÁO
Kết luận về cải cách hành chính
1. Giao Sở Nội vụ chủ trì, phối hợp với Sở Tư pháp xây dựng Kế hoạch cải cách hành chính năm 2027, hoàn thành \
trước ngày 15/12/2099.
2. Sở Tư pháp rà soát văn bản quy phạm pháp luật, hoàn thành trước ngày 20/12/2099.
"""


def _intake(world, text=PAPER):
    return world.giver.post(
        "/nhiem-vu/tu-van-ban/",
        {"_once": str(uuid4()), "text": text, "giver": "chairman", "giver_unit": "Ủy ban nhân dân tỉnh"},
    )


def test_a_pasted_conclusion_becomes_assignments_after_correction(world):
    answer = _intake(world)
    intake = Intake.objects.get()
    first, second = intake.rows.order_by("position")
    assert answer["Location"] == intake.get_absolute_url()
    assert (first.lead, first.due, second.lead) == ("Sở Nội vụ", "15/12/2099", "Sở Tư pháp")
    page = world.giver.get(intake.get_absolute_url()).content.decode()
    assert "<mark>" in page

    saved = world.giver.post(
        f"{intake.get_absolute_url()}luu/",
        {f"cell.{second.pk}.due": "20 ngày làm việc", f"revision.{second.pk}": second.revision},
        headers={"Accept": "application/json"},
    )
    world.giver.post(f"{intake.get_absolute_url()}giao/", {"_once": str(uuid4())})

    assert saved.json()["cells"][f"{second.pk}.due"] == {"shown": "20 ngày làm việc"}
    rows = list(Assignment.objects.order_by("id"))
    assert [(row.unit_id, row.source_symbol) for row in rows] == [
        (world.department.pk, "45/TB-UBND"),
        (world.other.pk, "45/TB-UBND"),
    ]
    assert rows[1].term_amount == 20
    assert "Sở Nội vụ" in rows[0].source_clause


def test_a_bad_cell_is_refused_where_it_is_and_a_bad_row_stops_the_giving(world):
    _intake(world)
    intake = Intake.objects.get()
    row = intake.rows.order_by("position").first()

    saved = world.giver.post(
        f"{intake.get_absolute_url()}luu/",
        {f"cell.{row.pk}.lead": "Sở Trên Trời", f"cell.{row.pk}.due": "", f"revision.{row.pk}": row.revision},
        headers={"Accept": "application/json"},
    )
    answer = world.giver.post(f"{intake.get_absolute_url()}giao/", follow=True)

    assert "Không có cơ quan" in saved.json()["cells"][f"{row.pk}.lead"]["error"]
    assert Assignment.objects.count() == 0
    assert Intake.objects.get().given_at is None
    assert answer.status_code == 200


def test_a_secret_paper_leaves_nothing_behind(world):
    answer = _intake(world, "MẬT\n" + PAPER)

    assert answer.status_code == 400
    assert Intake.objects.count() == 0


def test_another_units_paper_is_not_found(world):
    _intake(world)

    assert world.stranger.get(Intake.objects.get().get_absolute_url()).status_code == 404


LINES = [
    "TB 12",
    "1. Giao Sở Nội vụ chủ trì, phối hợp với các cơ quan liên quan rà soát, trước ngày 15/12/2099.",
]


def _docx() -> bytes:
    made, out = docx.Document(), BytesIO()
    for line in LINES:
        made.add_paragraph(line)
    made.save(out)
    return out.getvalue()


def _scan() -> bytes:
    made, out = PdfWriter(), BytesIO()
    made.add_blank_page(595, 842)
    made.write(out)
    return out.getvalue()


def _bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        package.writestr("word/document.xml", b" " * 60_000_000)
    return out.getvalue()


def _dropped(world, content, name="vb"):
    return world.giver.post(
        "/nhiem-vu/tu-van-ban/",
        {
            "_once": str(uuid4()),
            "file": SimpleUploadedFile(name, content),
            "giver": "chairman",
            "giver_unit": "Ủy ban nhân dân tỉnh",
        },
        follow=True,
    )


def test_a_dropped_paper_is_read_and_whoever_is_concerned_does_not_stop_the_giving(world):
    page = _dropped(world, _docx(), "vb.docx").content.decode()
    intake = Intake.objects.get()
    world.giver.post(f"{intake.get_absolute_url()}giao/", {"revision": intake.revision})

    row = Assignment.objects.get()
    assert "1 nhiệm vụ đề xuất" in page
    assert (row.unit_id, row.coordinations.count()) == (world.department.pk, 0)
    assert "phối hợp với các cơ quan liên quan" in row.source_clause


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (_scan, "không có chữ để đọc"),
        (_bomb, "bất thường"),
        (lambda: b"%PDF-1.7" + b" " * (30 * 1024 * 1024), "lớn hơn mức cho phép 20 MB"),
        (lambda: b"%PDF-1.7" + b" " * (50 * 1024 * 1024), "Tệp .{0,80}50"),
        (lambda: b"PK\x03\x04 hong", "hỏng|không phải"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"\x00" * 60, "doc kiểu cũ"),
    ],
)
def test_a_paper_that_cannot_be_read_is_refused_in_words_with_nothing_kept(world, content, words):
    page = _dropped(world, content()).content.decode()

    alerts = " ".join(re.findall(r'role="alert">.*?</div></div>|class="errorlist.*?</ul>', page, re.DOTALL))
    assert re.search(words, alerts), alerts
    assert Intake.objects.count() == 0


def test_names_that_fit_no_agency_are_shown_before_the_giving(world):
    text = "1. Giao Sở Nội vụ chủ trì, phối hợp với Viễn thông Lào Cai rà soát, trước ngày 15/12/2099."
    world.giver.post(
        "/nhiem-vu/tu-van-ban/",
        {"_once": str(uuid4()), "text": text, "giver": "chairman", "giver_unit": "Ủy ban nhân dân tỉnh"},
    )

    page = world.giver.get(Intake.objects.get().get_absolute_url()).content.decode()

    assert "dòng 1: Không có cơ quan, đơn vị “Viễn thông Lào Cai”" in page
