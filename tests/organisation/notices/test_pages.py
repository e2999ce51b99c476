"""The inbox, preferences and urging, as a person uses them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from caicach.foundation.kernel.actor import SYSTEM
from caicach.foundation.kernel.ids import new_id
from caicach.foundation.records import Ref
from caicach.organisation.notices.models import Delivery, Preference
from caicach.organisation.notices.operations import notify
from caicach.organisation.notices.queries import receipt_of
from caicach.organisation.notices.states import REMINDED, URGED
from tests.factories.access import user_as
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db


def _tell(user, title="Được giao nhiệm vụ", **about):
    notify(kind=URGED, title=title, persons=[user.person_id], by=SYSTEM, at=timezone.now(), **about)
    return Delivery.objects.latest("id")


def test_the_bell_counts_and_opening_leads_to_the_thing(client_of):
    client = client_of(role="focal_officer", unit=UnitFactory(parent=province()))
    delivery = _tell(client.user, url="/nhan-su/", text="<script>alert(1)</script>")

    page = client.get("/thong-bao/").content.decode()
    assert "Thông báo: 1 chưa xem" in page
    assert "&lt;script&gt;" in page
    opened = client.post(f"/thong-bao/{delivery.pk}/mo/")

    assert opened["Location"] == "/nhan-su/"
    assert "Thông báo: 1 chưa xem" not in client.get("/thong-bao/").content.decode()
    assert "Không có thông báo nào" in client.get("/thong-bao/?loc=chua-xem").content.decode()


def test_reading_a_letter_link_changes_nothing_until_one_clicks(client_of):
    client = client_of(role="focal_officer", unit=UnitFactory(parent=province()))
    delivery = _tell(client.user)

    assert client.get(f"/thong-bao/{delivery.pk}/").status_code == 200

    delivery.refresh_from_db()
    assert delivery.seen_at is None


def test_nobody_opens_the_notice_of_somebody_else(client_of):
    top = province()
    delivery = _tell(user_as("focal_officer", UnitFactory(parent=top)))
    stranger = client_of(role="reform_officer", unit=top)

    answers = [stranger.get(f"/thong-bao/{delivery.pk}/"), stranger.post(f"/thong-bao/{delivery.pk}/mo/")]

    assert [a.status_code for a in answers] == [404, 404]
    delivery.refresh_from_db()
    assert delivery.seen_at is None


def test_the_page_of_the_row_itself_counts_as_opened(client_of):
    client = client_of(role="focal_officer", unit=UnitFactory(parent=province()))
    ref = Ref("tests.thing", new_id())
    _tell(client.user, ref=ref)

    answer = client.post("/thong-bao/da-xem/", {"kind": ref.kind, "id": str(ref.id)})

    assert (answer.status_code, receipt_of(ref).seen) == (204, 1)
    assert client.post("/thong-bao/da-xem/", {"kind": "x", "id": "no key"}).status_code == 404


def test_the_bell_answers_not_modified_while_nothing_changes(client_of):
    client = client_of(role="focal_officer", unit=UnitFactory(parent=province()))
    first = client.get("/thong-bao/chuong/")

    again = client.get("/thong-bao/chuong/", headers={"if-none-match": first["ETag"]})
    _tell(client.user)
    changed = client.get("/thong-bao/chuong/", headers={"if-none-match": first["ETag"]})

    assert [first.status_code, again.status_code, changed.status_code] == [200, 304, 200]


def test_preferences_are_kept_and_nonsense_is_refused(client_of):
    client = client_of(role="focal_officer", unit=UnitFactory(parent=province()))
    page = client.get("/thong-bao/tuy-chon/").content.decode()
    names = [part.split('"')[0] for part in page.split('name="mail.')[1:]]
    form = {f"mail.{name}": "none" for name in names}

    client.post("/thong-bao/tuy-chon/", form | {f"inbox.{REMINDED}": "on"})
    assert Preference.objects.get(kind=REMINDED).in_inbox is True
    assert Preference.objects.get(kind=URGED).in_inbox is False
    client.post("/thong-bao/tuy-chon/", form | {f"mail.{REMINDED}": "pigeon"})

    assert set(Preference.objects.values_list("mail", flat=True)) == {"none"}


def test_urging_goes_from_the_late_units_to_the_receipts(client_of):
    top = province()
    late, other = (
        UnitFactory(parent=top, name="Sở Một", own_code="S1"),
        UnitFactory(parent=top, own_code="S2"),
    )
    focal = user_as("focal_officer", late)
    user_as("focal_officer", other)
    client = client_of(role="reform_officer", unit=top)

    page = client.get("/thong-bao/don-doc/gui/", {"don_vi": [late.pk], "viec": "Gửi báo cáo quý II"})
    assert "S1 – Sở Một" in page.content.decode()
    sent = client.post(
        "/thong-bao/don-doc/gui/", {"units": "S1 – Sở Một\n\nS1", "title": "Gửi báo cáo quý II"}
    )
    receipts = client.get(sent["Location"]).content.decode()

    assert list(Delivery.objects.values_list("person", flat=True)) == [focal.person_id]
    assert "Chưa mở" in receipts
    assert "Đề nghị: Sở Một mở thông báo" in receipts
    assert "Gửi báo cáo quý II" in client.get("/thong-bao/don-doc/").content.decode()
    wrong = client.post("/thong-bao/don-doc/gui/", {"units": "Không có", "title": "x"}).content.decode()
    assert "Không tìm thấy cơ quan, đơn vị “Không có”" in wrong


def test_urging_a_unit_where_one_may_not_is_refused_and_tells_nobody(client_of):
    top = province()
    here, there = UnitFactory(parent=top), UnitFactory(parent=top, own_code="S2")
    user_as("focal_officer", there)
    client = client_of(role="unit_head", unit=here)

    answer = client.post("/thong-bao/don-doc/gui/", {"units": "S2", "title": "x"}).content.decode()

    assert "chưa được phân quyền" in answer
    assert not Delivery.objects.exists()


def test_the_inbox_costs_the_same_for_one_and_three(client_of):
    client = client_of(role="focal_officer", unit=UnitFactory(parent=province()))

    def count():
        with CaptureQueriesContext(connection) as run:
            assert client.get("/thong-bao/").status_code == 200
        return len(run)

    _tell(client.user)
    one = count()
    for _ in range(2):
        _tell(client.user)

    assert count() == one <= 12
