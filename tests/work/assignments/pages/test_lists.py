"""Lists of assignments: their files, their ticked rows, finding them."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from caicach.foundation.search.operations import rebuild
from caicach.work.assignments import operations
from caicach.work.assignments.models import Assignment
from caicach.work.assignments.states import Status
from tests.factories.assignments import BY
from tests.work.assignments.pages.asking import given_here

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/nhiem-vu/", "/nhiem-vu/bang/", "/nhiem-vu/bang/?man_hinh=1"])
def test_a_list_page_takes_as_many_queries_with_three_rows_as_with_one(world, address):
    given_here(world)
    world.giver.get(address)
    with CaptureQueriesContext(connection) as one:
        world.giver.get(address)
    for _ in range(2):
        given_here(world)

    with CaptureQueriesContext(connection) as three:
        world.giver.get(address)

    assert len(three) == len(one) <= 14


def test_the_list_goes_out_as_a_file_with_the_rows_of_the_filter(world):
    given_here(world, title="=CMD() rà soát", area_code="II")
    given_here(world, title="Việc khác", area_code="V")

    answer = world.worker.get("/nhiem-vu/?noi_dung=II&dang=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert "rà soát" in text
    assert "Việc khác" not in text
    assert "\n=CMD" not in text  # a formula is neutralised
    book = world.worker.get("/nhiem-vu/?dang=xlsx")
    assert b"".join(book.streaming_content)[:2] == b"PK"
    book.close()


def test_one_file_for_the_ticked_rows(world):
    rows = [given_here(world, title=f"Nhiệm vụ số {n}") for n in (1, 2, 3)]
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
    open_row, waiting = given_here(world, title="Nhiệm vụ số 1"), given_here(world, title="Nhiệm vụ số 2")
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
    row = given_here(world)
    chosen = {"other": str(row.pk)}.get(key, key)

    answer = world.stranger.get("/nhiem-vu/tai-lieu/", {"chon": chosen} if chosen else {})

    assert answer.status_code == (404 if chosen else 302)


def test_assignments_are_found_without_marks_by_whoever_sees_them(world):
    given_here(world, title="Đơn giản hóa thủ tục đất đai")
    rebuild(by=BY, at=timezone.now())

    pages = [
        client.get("/tim-kiem/?q=don+gian+hoa+dat+dai").content.decode()
        for client in (world.worker, world.giver, world.stranger)
    ]

    assert ["Đơn giản hóa thủ tục đất đai" in page for page in pages] == [True, True, False]
