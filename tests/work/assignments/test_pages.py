"""Pages under /nhiem-vu/ as their users meet them."""

import re
import zipfile
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfWriter

from caicach.foundation.kernel.permissions import declared
from caicach.foundation.search.operations import rebuild
from caicach.work.assignments import operations
from caicach.work.assignments.models import Assignment, Intake, SecretCount
from caicach.work.assignments.states import Status
from tests.factories.access import GrantFactory
from tests.factories.assignments import BY, given, in_state
from tests.factories.personnel import PostFactory
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db
ALL = [code for code in declared() if code.startswith("assignments.") or code == "files.upload"]


@pytest.fixture
def world(client_of):
    """A province with a committee that gives and a department that works, and somebody of each."""
    top = province()
    committee = UnitFactory(name="Ủy ban nhân dân tỉnh", kind="people_committee", parent=top)
    department = UnitFactory(name="Sở Nội vụ", parent=committee)
    other = UnitFactory(name="Sở Tư pháp", parent=committee)

    class World:
        pass

    found = World()
    found.committee, found.department, found.other = committee, department, other
    grant = GrantFactory(role__permissions=ALL, unit=committee, with_subunits=False)
    found.giver = client_of(grant.user)
    found.worker = client_of(GrantFactory(role__permissions=ALL, unit=department).user)
    found.stranger = client_of(GrantFactory(role__permissions=ALL, unit=other).user)
    return found


def _given(world, **more):
    now = timezone.now()
    more = {"due_on": timezone.localdate() + timedelta(days=20)} | more
    return given(world.department, world.committee, at=now, **more)


def _post(client, row, step, **fields):
    row.refresh_from_db()
    address = f"{row.get_absolute_url()}{step}/"
    return client.post(address, {"revision": row.revision, "_once": str(uuid4()), **fields})


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

    _post(world.worker, row, "tiep-nhan")
    _post(world.worker, row, "bao-cao", percent=50, text="Đã dự thảo")
    _post(world.worker, row, "nop", text="Đã ban hành", proof_symbol="12/QĐ-SNV")
    _post(world.giver, row, "xac-nhan")

    row.refresh_from_db()
    assert row.state is Status.DONE
    page = world.worker.get(row.get_absolute_url()).content.decode()
    assert "12/QĐ-SNV" in page
    assert "Hoàn thành trước hạn" in page
    assert "Vì sao có thời hạn này" in page


def test_an_extension_is_asked_and_decided_and_the_page_shows_both_dates(world):
    row = _given(world)
    first, wanted = row.due_on, row.due_on + timedelta(days=9)
    _post(world.worker, row, "tiep-nhan")

    _post(world.worker, row, "xin-dieu-chinh", due_on=wanted.isoformat(), reason="Chờ bộ")
    _post(world.giver, row, "quyet-dinh-thoi-han", answer="granted", agreed_by="Chủ tịch UBND tỉnh")

    page = world.worker.get(row.get_absolute_url()).content.decode()
    assert f"{first:%d/%m/%Y}" in page
    assert f"{wanted:%d/%m/%Y}" in page
    assert "Chủ tịch UBND tỉnh đồng ý điều chỉnh" in page


def test_what_another_unit_does_is_not_found(world):
    row = _given(world)

    assert world.stranger.get(row.get_absolute_url()).status_code == 404
    assert _post(world.stranger, row, "tiep-nhan").status_code == 404
    assert "Rà soát" not in world.stranger.get("/nhiem-vu/?trang_thai=").content.decode()


def test_the_page_offers_only_what_this_person_may_do_now(world):
    row = _given(world)

    worker = world.worker.get(row.get_absolute_url()).content.decode()
    giver = world.giver.get(row.get_absolute_url()).content.decode()

    assert ("/tiep-nhan/" in worker, "/thu-hoi/" in worker) == (True, False)
    assert ("/tiep-nhan/" in giver, "/thu-hoi/" in giver) == (False, True)


def test_a_stale_page_changes_nothing_and_says_so(world):
    row = _given(world)
    operations.accept(assignment=row, by=BY, at=timezone.now())

    answer = world.worker.post(
        f"{row.get_absolute_url()}tra-lai/", {"revision": row.revision, "reason": "x"}, follow=True
    )

    row.refresh_from_db()
    assert row.state is Status.ACCEPTED
    assert "Người khác vừa sửa nội dung này" in answer.content.decode()


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


def test_markup_in_text_is_shown_as_text(world):
    row = _given(world, title="<script>alert(1)</script> rà soát")

    for address in (row.get_absolute_url(), "/nhiem-vu/"):
        assert b"<script>alert(1)" not in world.worker.get(address).content


@pytest.mark.parametrize("address", ["/nhiem-vu/", "/nhiem-vu/bang/", "/nhiem-vu/bang/?man_hinh=1"])
def test_a_list_page_takes_as_many_queries_with_three_rows_as_with_one(world, address):
    _given(world)
    world.giver.get(address)
    with CaptureQueriesContext(connection) as one:
        world.giver.get(address)
    for _ in range(2):
        _given(world)

    with CaptureQueriesContext(connection) as three:
        world.giver.get(address)

    assert len(three) == len(one) <= 14


def test_the_page_of_one_assignment_takes_as_many_queries_however_much_has_happened(world):
    row = _given(world)
    operations.accept(assignment=row, by=BY, at=timezone.now())
    operations.report(assignment=row, percent=10, text="a", by=BY, at=timezone.now())
    world.worker.get(row.get_absolute_url())
    with CaptureQueriesContext(connection) as one:
        world.worker.get(row.get_absolute_url())
    for percent in (20, 30):
        operations.report(assignment=row, percent=percent, text="b", by=BY, at=timezone.now())

    with CaptureQueriesContext(connection) as three:
        world.worker.get(row.get_absolute_url())

    assert len(three) == len(one)


def test_the_list_goes_out_as_a_file_with_the_rows_of_the_filter(world):
    _given(world, title="=CMD() rà soát", area_code="II")
    _given(world, title="Việc khác", area_code="V")

    answer = world.worker.get("/nhiem-vu/?noi_dung=II&dang=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert "rà soát" in text
    assert "Việc khác" not in text
    assert "\n=CMD" not in text  # a formula is neutralised
    book = world.worker.get("/nhiem-vu/?dang=xlsx")
    assert b"".join(book.streaming_content)[:2] == b"PK"
    book.close()


def test_an_open_board_follows_a_change_and_is_told_so_in_one_question(world):
    row = _given(world)
    part = "/nhiem-vu/bang/phan/"
    first = world.giver.get(part)

    with CaptureQueriesContext(connection) as asking:
        same = world.giver.get(part, headers={"If-None-Match": first["ETag"]})
    asked = len(asking)
    operations.accept(assignment=row, by=BY, at=timezone.now())
    operations.hand_in(assignment=row, text="Xong", by=BY, at=timezone.now())
    changed = world.giver.get(part, headers={"If-None-Match": first["ETag"]})

    assert (same.status_code, changed.status_code) == (304, 200)
    assert asked == 1  # not even who asks
    assert changed["ETag"] != first["ETag"]


def test_a_change_elsewhere_does_not_draw_an_open_board_anew(world):
    _given(world)
    part = "/nhiem-vu/bang/phan/"
    first = world.worker.get(part)

    given(world.other, world.committee, at=timezone.now(), due_on=timezone.localdate())
    with CaptureQueriesContext(connection) as asking:
        elsewhere = world.worker.get(part, headers={"If-None-Match": first["ETag"]})
    asked = len(asking)
    _given(world)
    own = world.worker.get(part, headers={"If-None-Match": first["ETag"]})

    assert (elsewhere.status_code, own.status_code) == (304, 200)
    assert asked == 2


def test_the_tag_of_somebody_elses_board_opens_nothing(world, client):
    row = _given(world)
    part = "/nhiem-vu/bang/phan/"
    tag = {"If-None-Match": world.worker.get(part)["ETag"]}

    answers = [world.stranger.get(part, headers=tag), client.get(part, headers=tag)]
    operations.accept(assignment=row, by=BY, at=timezone.now())
    answers += [world.stranger.get(part, headers=tag), client.get(part, headers=tag)]

    assert all("Rà soát" not in answer.content.decode() for answer in answers)
    assert [answer.status_code for answer in answers] == [304, 304, 200, 302]


def test_whoever_sees_the_whole_province_shares_one_drawing_of_each_change(client_of, world):
    top = world.committee.versions.get().parent
    leaders = [
        client_of(GrantFactory(role__permissions=ALL, unit=top, with_subunits=True).user) for _ in "ab"
    ]
    row = _given(world)
    part = "/nhiem-vu/bang/phan/"
    first, second = (leader.get(part) for leader in leaders)
    operations.accept(assignment=row, by=BY, at=timezone.now())
    operations.hand_in(assignment=row, text="Xong", by=BY, at=timezone.now())

    changed = [leader.get(part, headers={"If-None-Match": first["ETag"]}) for leader in leaders]

    assert first["ETag"] == second["ETag"]
    assert [answer.status_code for answer in changed] == [200, 200]
    assert changed[0].content == changed[1].content != first.content
    assert [bool(answer.templates) for answer in changed] == [True, False]  # drawn once


def test_an_open_board_asks_more_often_than_every_five_seconds(world):
    page = world.giver.get("/nhiem-vu/bang/").content.decode()

    assert 'data-every="3"' in page
    assert 'http-equiv="refresh" content="3"' in page  # without JavaScript


def test_two_people_with_different_rights_never_share_a_board(world):
    _given(world)

    tags = {
        client.get("/nhiem-vu/bang/phan/")["ETag"] for client in (world.giver, world.worker, world.stranger)
    }

    assert len(tags) == 3


def test_the_wall_screen_has_no_menu_and_turns_its_pages_by_the_servers_clock(world, monkeypatch):
    from caicach.work.assignments.views import boards

    monkeypatch.setattr(boards, "WALL_LINES", 1)
    _given(world)
    given(world.other, world.committee, at=timezone.now(), due_on=timezone.localdate() + timedelta(days=9))
    pages = set()
    for turn in (0, 1):
        monkeypatch.setattr(boards.Asked, "turn", lambda self, turn=turn: turn)
        page = world.giver.get("/nhiem-vu/bang/?man_hinh=1").content.decode()
        assert "Các mục chính" not in page
        pages.add(page.split("<tbody>")[1].split("</tbody>")[0])

    assert len(pages) == 2


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


def test_of_secret_work_only_a_number_is_kept(world):
    world.worker.post(
        "/nhiem-vu/mat/",
        {"unit": "Sở Nội vụ", "month": "2026-06-15", "count": "4", "_once": str(uuid4())},
    )

    assert [(row.unit_id, row.count) for row in SecretCount.objects.all()] == [(world.department.pk, 4)]


def test_work_in_every_state_has_its_page(world):
    for state in Status:
        row = in_state(
            state, unit=world.department, giver_unit=world.committee, at=timezone.now(), regular=True
        )
        for client in (world.giver, world.worker):
            assert client.get(row.get_absolute_url()).status_code == 200


def test_one_file_for_the_ticked_rows(world):
    rows = [_given(world, title=f"Nhiệm vụ số {n}") for n in (1, 2, 3)]
    for row in rows:
        operations.accept(assignment=row, by=BY, at=timezone.now())
    listed = world.worker.get("/nhiem-vu/").content.decode()
    ticked = {"chon": [str(row.pk) for row in rows[:2]]}
    file = SimpleUploadedFile("ds.pdf", b"%PDF-1.7 danh sach")

    shown = world.worker.get("/nhiem-vu/tai-lieu/", ticked).content.decode()
    answer = world.worker.post(
        "/nhiem-vu/tai-lieu/",
        ticked | {"_once": str(uuid4()), "how": "result", "text": "Đã ban hành", "file": file},
    )

    assert all(f'name="chon" value="{row.pk}"' in listed for row in rows)
    assert ("Nhiệm vụ số 2" in shown, "Nhiệm vụ số 3" in shown) == (True, False)
    assert answer["Location"] == "/nhiem-vu/"
    assert [Assignment.objects.get(pk=row.pk).state for row in rows] == [
        Status.HANDED_IN,
        Status.HANDED_IN,
        Status.ACCEPTED,
    ]
    assert "ds.pdf" in world.giver.get(rows[0].get_absolute_url()).content.decode()


def test_ticked_rows_that_refuse_are_named_on_the_form(world):
    open_row, waiting = _given(world, title="Nhiệm vụ số 1"), _given(world, title="Nhiệm vụ số 2")
    operations.accept(assignment=open_row, by=BY, at=timezone.now())

    answer = world.worker.post(
        "/nhiem-vu/tai-lieu/",
        {
            "chon": [str(open_row.pk), str(waiting.pk)],
            "_once": str(uuid4()),
            "how": "result",
            "text": "Đã ban hành",
            "proof_symbol": "12/BC-SNV",
        },
    )

    assert answer.status_code == 400
    assert "dòng 2 (“Nhiệm vụ số 2”)" in answer.content.decode()
    open_row.refresh_from_db()
    assert open_row.state is Status.ACCEPTED


@pytest.mark.parametrize("key", ["", "khong-phai-ma", "other"])
def test_rows_that_one_does_not_see_are_not_proved(world, key):
    row = _given(world)
    chosen = {"other": str(row.pk)}.get(key, key)

    answer = world.stranger.get("/nhiem-vu/tai-lieu/", {"chon": chosen} if chosen else {})

    assert answer.status_code == (404 if chosen else 302)


def test_another_person_is_put_in_charge_from_the_page(world):
    row = _given(world)
    operations.accept(assignment=row, by=BY, at=timezone.now())
    person = PostFactory(unit=world.department).person

    done = _post(world.worker, row, "doi-nguoi", person=str(person.pk))
    without_reason = _post(world.worker, row, "doi-nguoi", person="")

    row.refresh_from_db()
    assert (done.status_code, without_reason.status_code, row.person_id) == (302, 400, person.pk)
    assert "Hãy nêu lý do đổi người thực hiện." in without_reason.content.decode()
    assert person.full_name in world.giver.get(row.get_absolute_url()).content.decode()


def test_another_unit_leads_from_a_day_on_and_the_page_says_so(world):
    row = _given(world)
    day = timezone.localdate() + timedelta(days=5)
    change = {"lead": "Sở Tư pháp", "coordinating": "Sở Nội vụ", "from_on": day.isoformat()}

    refused = _post(world.worker, row, "doi-co-quan", **change, reason="CV 12/UBND-NC")
    done = _post(world.giver, row, "doi-co-quan", **change, reason="CV 12/UBND-NC")
    page = world.worker.get(row.get_absolute_url()).content.decode()
    cancelled = _post(world.giver, row, "huy-doi-co-quan")

    assert (refused.status_code, done.status_code, cancelled.status_code) == (302, 302, 302)
    assert row.unit_changes.count() == 1  # that of the giver
    assert f"Từ ngày {day:%d/%m/%Y} đổi cơ quan chủ trì, phối hợp" in page
    assert row.unit_changes.get().dropped_because


def test_coordinating_units_left_as_they_are_are_no_change(world):
    row = _given(world, coordinating=(world.other.pk,))
    today = timezone.localdate().isoformat()

    nothing = _post(world.giver, row, "doi-co-quan", coordinating="Sở Tư pháp", from_on=today, reason="CV 12")
    emptied = _post(world.giver, row, "doi-co-quan", coordinating="", from_on=today, reason="CV 12")

    assert (nothing.status_code, emptied.status_code) == (400, 302)
    assert (row.unit_changes.count(), row.coordinations.count()) == (1, 0)


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


@pytest.mark.parametrize("to", ["unit", "person"])
def test_the_unit_passes_a_part_on_from_its_page(world, to):
    row = _given(world)
    operations.accept(assignment=row, by=BY, at=timezone.now())
    below = UnitFactory(name="Phòng Cải cách hành chính", parent=world.department)
    person = PostFactory(unit=world.department).person
    key = {"unit": below.pk, "person": person.pk}[to]
    shown = world.worker.get(f"{row.get_absolute_url()}giao-lai/").content.decode()

    answer = _post(world.worker, row, "giao-lai", to=f"{to}:{key}", title="Lập danh mục", due_on="")
    outside = _post(
        world.worker, row, "giao-lai", to=f"unit:{world.other.pk}", title="Lập danh mục", due_on=""
    )

    part = row.children.get()
    assert (answer.status_code, outside.status_code) == (302, 400)
    assert "Phòng Cải cách hành chính" in shown
    assert (part.unit_id, part.person_id) == (
        (below.pk, None) if to == "unit" else (world.department.pk, person.pk)
    )


def test_assignments_are_found_without_marks_by_whoever_sees_them(world):
    _given(world, title="Đơn giản hóa thủ tục đất đai")
    rebuild(by=BY, at=timezone.now())

    pages = [
        client.get("/tim-kiem/?q=don+gian+hoa+dat+dai").content.decode()
        for client in (world.worker, world.giver, world.stranger)
    ]

    assert ["Đơn giản hóa thủ tục đất đai" in page for page in pages] == [True, True, False]
