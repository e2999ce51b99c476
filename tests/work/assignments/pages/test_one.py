"""The page of one assignment: what it shows and offers, and what is done from it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from caicach.work.assignments import operations
from caicach.work.assignments.states import Status
from tests.factories.assignments import BY, in_state
from tests.factories.personnel import PostFactory
from tests.factories.units import UnitFactory
from tests.work.assignments.pages.asking import given_here, post

pytestmark = pytest.mark.django_db


def test_an_extension_is_asked_and_decided_and_the_page_shows_both_dates(world):
    row = given_here(world)
    first, wanted = row.due_on, row.due_on + timedelta(days=9)
    post(world.worker, row, "tiep-nhan")

    post(world.worker, row, "xin-dieu-chinh", due_on=wanted.isoformat(), reason="Chờ bộ")
    post(world.giver, row, "quyet-dinh-thoi-han", answer="granted", agreed_by="Chủ tịch UBND tỉnh")

    page = world.worker.get(row.get_absolute_url()).content.decode()
    assert f"{first:%d/%m/%Y}" in page
    assert f"{wanted:%d/%m/%Y}" in page
    assert "Chủ tịch UBND tỉnh đồng ý điều chỉnh" in page


def test_what_another_unit_does_is_not_found(world):
    row = given_here(world)

    assert world.stranger.get(row.get_absolute_url()).status_code == 404
    assert post(world.stranger, row, "tiep-nhan").status_code == 404
    assert "Rà soát" not in world.stranger.get("/nhiem-vu/?trang_thai=").content.decode()


def test_the_page_offers_only_what_this_person_may_do_now(world):
    row = given_here(world)

    worker = world.worker.get(row.get_absolute_url()).content.decode()
    giver = world.giver.get(row.get_absolute_url()).content.decode()

    assert ("/tiep-nhan/" in worker, "/thu-hoi/" in worker) == (True, False)
    assert ("/tiep-nhan/" in giver, "/thu-hoi/" in giver) == (False, True)


def test_a_stale_page_changes_nothing_and_says_so(world):
    row = given_here(world)
    operations.accept(assignment=row, by=BY, at=timezone.now())

    answer = world.worker.post(
        f"{row.get_absolute_url()}tra-lai/", {"revision": row.revision, "reason": "x"}, follow=True
    )

    row.refresh_from_db()
    assert row.state is Status.ACCEPTED
    assert "Người khác vừa sửa nội dung này" in answer.content.decode()


def test_markup_in_text_is_shown_as_text(world):
    row = given_here(world, title="<script>alert(1)</script> rà soát")

    for address in (row.get_absolute_url(), "/nhiem-vu/"):
        assert b"<script>alert(1)" not in world.worker.get(address).content


def test_the_page_of_one_assignment_takes_as_many_queries_however_much_has_happened(world):
    row = given_here(world)
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


def test_work_in_every_state_has_its_page(world):
    for state in Status:
        row = in_state(
            state, unit=world.department, giver_unit=world.committee, at=timezone.now(), regular=True
        )
        for client in (world.giver, world.worker):
            assert client.get(row.get_absolute_url()).status_code == 200


def test_another_person_is_put_in_charge_from_the_page(world):
    row = given_here(world)
    operations.accept(assignment=row, by=BY, at=timezone.now())
    person = PostFactory(unit=world.department).person

    done = post(world.worker, row, "doi-nguoi", person=str(person.pk))
    without_reason = post(world.worker, row, "doi-nguoi", person="")

    row.refresh_from_db()
    assert (done.status_code, without_reason.status_code, row.person_id) == (302, 400, person.pk)
    assert "Hãy nêu lý do đổi người thực hiện." in without_reason.content.decode()
    assert person.full_name in world.giver.get(row.get_absolute_url()).content.decode()


def test_another_unit_leads_from_a_day_on_and_the_page_says_so(world):
    row = given_here(world)
    day = timezone.localdate() + timedelta(days=5)
    change = {"lead": "Sở Tư pháp", "coordinating": "Sở Nội vụ", "from_on": day.isoformat()}

    refused = post(world.worker, row, "doi-co-quan", **change, reason="CV 12/UBND-NC")
    done = post(world.giver, row, "doi-co-quan", **change, reason="CV 12/UBND-NC")
    page = world.worker.get(row.get_absolute_url()).content.decode()
    cancelled = post(world.giver, row, "huy-doi-co-quan")

    assert (refused.status_code, done.status_code, cancelled.status_code) == (302, 302, 302)
    assert row.unit_changes.count() == 1  # that of the giver
    assert f"Từ ngày {day:%d/%m/%Y} đổi cơ quan chủ trì, phối hợp" in page
    assert row.unit_changes.get().dropped_because


def test_coordinating_units_left_as_they_are_are_no_change(world):
    row = given_here(world, coordinating=(world.other.pk,))
    today = timezone.localdate().isoformat()

    nothing = post(world.giver, row, "doi-co-quan", coordinating="Sở Tư pháp", from_on=today, reason="CV 12")
    emptied = post(world.giver, row, "doi-co-quan", coordinating="", from_on=today, reason="CV 12")

    assert (nothing.status_code, emptied.status_code) == (400, 302)
    assert (row.unit_changes.count(), row.coordinations.count()) == (1, 0)


@pytest.mark.parametrize("to", ["unit", "person"])
def test_the_unit_passes_a_part_on_from_its_page(world, to):
    row = given_here(world)
    operations.accept(assignment=row, by=BY, at=timezone.now())
    below = UnitFactory(name="Phòng Cải cách hành chính", parent=world.department)
    person = PostFactory(unit=world.department).person
    key = {"unit": below.pk, "person": person.pk}[to]
    shown = world.worker.get(f"{row.get_absolute_url()}giao-lai/").content.decode()

    answer = post(world.worker, row, "giao-lai", to=f"{to}:{key}", title="Lập danh mục", due_on="")
    outside = post(
        world.worker, row, "giao-lai", to=f"unit:{world.other.pk}", title="Lập danh mục", due_on=""
    )

    part = row.children.get()
    assert (answer.status_code, outside.status_code) == (302, 400)
    assert "Phòng Cải cách hành chính" in shown
    assert (part.unit_id, part.person_id) == (
        (below.pk, None) if to == "unit" else (world.department.pk, person.pk)
    )
