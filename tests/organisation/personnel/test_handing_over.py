"""Bàn giao: everything open moves, whole or not at all, with minutes."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from caicach.foundation.audit.models import Event
from caicach.foundation.kernel.actor import SYSTEM
from caicach.foundation.kernel.errors import NotPermitted, Refused
from caicach.foundation.kernel.ids import new_id
from caicach.foundation.papers.models import PaperRequest
from caicach.foundation.papers.paper import Paragraph, Table
from caicach.foundation.records import Hanging, RecordKind, Ref, registry
from caicach.organisation.personnel import operations
from caicach.organisation.personnel.models import HandOver, Person
from caicach.organisation.personnel.queries import minutes_paper
from tests.factories.access import actor_as, user_as
from tests.factories.personnel import PersonFactory, PostFactory
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 2, tzinfo=UTC)


@pytest.fixture
def desk(monkeypatch):
    """A unit, two people in it, and a kind of rows: two open items of the first in the unit, one elsewhere."""
    unit, elsewhere = UnitFactory(parent=province()), UnitFactory()
    giver, receiver = (PostFactory(unit=unit).person for _ in range(2))
    rows = {new_id(): [giver.pk, unit.pk], new_id(): [giver.pk, unit.pk], new_id(): [giver.pk, elsewhere.pk]}

    def hanging(person, at_unit):
        return [
            Hanging(Ref("tests.item", key), "Nhiệm vụ", "/nhiem-vu/", date(2026, 7, 1))
            for key, (owner, where) in rows.items()
            if owner == person and at_unit in (None, where)
        ]

    def move(of, to, at_unit, *, by, at):
        moved = [row for row in rows.values() if row == [of, at_unit]]
        for row in moved:
            row[0] = to
        return len(moved)

    kind = RecordKind(
        "tests.item", "Nhiệm vụ thử", Person, title=str, hangs_on_person=hanging, hand_over_person=move
    )
    monkeypatch.setattr(registry, "_KINDS", {"tests.item": kind})
    return {"unit": unit, "giver": giver, "receiver": receiver, "rows": rows}


def _hand_over(desk, by=SYSTEM, **change):
    values = (
        {key: desk[key] for key in ("giver", "receiver", "unit")} | {"reason": "Chuyển công tác"} | change
    )
    return operations.hand_over(**values, by=by, at=AT)


def test_all_open_work_of_the_unit_moves_and_the_minutes_keep_the_list(desk):
    minutes = _hand_over(desk)

    owners = [owner for owner, _ in desk["rows"].values()]
    assert owners == [desk["receiver"].pk, desk["receiver"].pk, desk["giver"].pk]
    assert [(item["title"], item["due_on"]) for item in minutes.items] == [("Nhiệm vụ", "2026-07-01")] * 2
    event = Event.objects.get(kind="personnel.handed_over")
    assert (event.unit_id, event.data["items"]) == (desk["unit"].pk, 2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda desk: {"receiver": desk["giver"]}, "phải là người khác"),
        (lambda desk: {"receiver": PersonFactory()}, "chưa có vị trí công tác"),
        (lambda desk: {"reason": " "}, "Chưa nhập lý do"),
    ],
)
def test_a_wrong_hand_over_moves_nothing(desk, change, message):
    with pytest.raises(Refused, match=message):
        _hand_over(desk, **change(desk))

    assert {owner for owner, _ in desk["rows"].values()} == {desk["giver"].pk}
    assert not HandOver.objects.exists()


def test_only_who_may_hands_over(desk):
    with pytest.raises(NotPermitted):
        _hand_over(desk, by=actor_as("specialist", desk["unit"]))


def test_a_kind_that_cannot_be_moved_stops_the_hand_over(desk, monkeypatch):
    stuck = RecordKind(
        "tests.stuck",
        "Hồ sơ thử",
        Person,
        title=str,
        hangs_on_person=lambda p, u: [Hanging(Ref("tests.stuck", new_id()), "X", "/x/")],
    )
    monkeypatch.setattr(registry, "_KINDS", registry._KINDS | {"tests.stuck": stuck})

    with pytest.raises(Refused, match="Chưa bàn giao được “Hồ sơ thử”"), transaction.atomic():
        _hand_over(desk)

    assert not HandOver.objects.exists()


def test_minutes_are_not_changed_afterwards(desk):
    minutes = _hand_over(desk)

    with pytest.raises(DatabaseError, match="minutes_stay"), transaction.atomic():
        HandOver.objects.filter(pk=minutes.pk).update(reason="Khác")


def test_the_pages_lead_from_the_list_of_work_to_the_printed_minutes(desk, client_of):
    client = client_of(role="unit_head", unit=desk["unit"])
    page = f"/nhan-su/{desk['giver'].pk}/ban-giao/{desk['unit'].pk}/"

    assert "Sẽ chuyển" in client.get(page).content.decode()
    done = client.post(page, {"receiver": desk["receiver"].pk, "reason": "Nghỉ hưu"})
    text = client.get(done["Location"]).content.decode()

    assert "Nghỉ hưu" in text
    assert "01/07/2026" in text
    stranger = client_of(role="unit_head", unit=UnitFactory(parent=province(statistics_code="99", name="B")))
    assert stranger.get(done["Location"]).status_code == 404


def test_the_minutes_are_a_paper_with_the_work_and_both_sides(desk):
    minutes = _hand_over(desk, papers="Hồ sơ thi đua\nMáy tính xách tay", witness="Giàng A Phử")

    paper = minutes_paper(minutes)

    table = next(element for element in paper.body if isinstance(element, Table))
    words = [element.text for element in paper.body if isinstance(element, Paragraph)]
    assert [row.cells for row in table.rows] == [
        (1, "Nhiệm vụ", "Nhiệm vụ thử", date(2026, 7, 1)),
        (2, "Nhiệm vụ", "Nhiệm vụ thử", date(2026, 7, 1)),
    ]
    assert words[1:3] == ["Hồ sơ thi đua", "Máy tính xách tay"]
    assert [(party.lines, party.name) for party in paper.parties] == [
        (("BÊN GIAO",), str(desk["giver"])),
        (("NGƯỜI CHỨNG KIẾN",), "Giàng A Phử"),
        (("BÊN NHẬN",), str(desk["receiver"])),
    ]
    assert (paper.title, paper.issued_on) == ("Biên bản", date(2026, 6, 1))


def test_minutes_are_asked_for_as_a_file_and_only_by_who_may_read_them(desk, client):
    minutes = _hand_over(desk)
    client.force_login(user_as("administrator", desk["unit"]))
    address = reverse("personnel:print_minutes", args=[minutes.pk])

    asked = client.post(address, {"format": "docx"})

    made = PaperRequest.objects.get()
    assert (asked.status_code, asked["Location"]) == (302, reverse("papers:show", args=[made.pk]))
    assert made.prepared.format == "docx"
    client.force_login(user_as("specialist"))
    assert client.post(address, {"format": "docx"}).status_code == 404
