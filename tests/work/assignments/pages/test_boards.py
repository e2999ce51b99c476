"""Boards: open ones follow changes, nobody sees another's, the wall screen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from caicach.foundation.kernel.permissions import declared
from caicach.work.assignments import operations
from tests.factories.access import GrantFactory
from tests.factories.assignments import BY, given
from tests.work.assignments.pages.asking import given_here

pytestmark = pytest.mark.django_db

ALL = [code for code in declared() if code.startswith("assignments.") or code == "files.upload"]


def test_an_open_board_follows_a_change_and_is_told_so_in_one_question(world):
    row = given_here(world)
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
    given_here(world)
    part = "/nhiem-vu/bang/phan/"
    first = world.worker.get(part)

    given(world.other, world.committee, at=timezone.now(), due_on=timezone.localdate())
    with CaptureQueriesContext(connection) as asking:
        elsewhere = world.worker.get(part, headers={"If-None-Match": first["ETag"]})
    asked = len(asking)
    given_here(world)
    own = world.worker.get(part, headers={"If-None-Match": first["ETag"]})

    assert (elsewhere.status_code, own.status_code) == (304, 200)
    assert asked == 2


def test_a_board_whose_rights_are_asked_anew_is_not_drawn_anew(world, monkeypatch):
    given_here(world)
    part = "/nhiem-vu/bang/phan/"
    first = world.worker.get(part)
    given(world.other, world.committee, at=timezone.now(), due_on=timezone.localdate())

    monkeypatch.setattr("caicach.foundation.ui.live._given", {})  # as after a minute
    again = world.worker.get(part, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again["ETag"]) == (304, first["ETag"])


def test_the_tag_of_somebody_elses_board_opens_nothing(world, client):
    row = given_here(world)
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
    row = given_here(world)
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
    given_here(world)

    tags = {
        client.get("/nhiem-vu/bang/phan/")["ETag"] for client in (world.giver, world.worker, world.stranger)
    }

    assert len(tags) == 3


def test_the_wall_screen_has_no_menu_and_turns_its_pages_by_the_servers_clock(world, monkeypatch):
    from caicach.work.assignments.views import boards

    monkeypatch.setattr(boards, "WALL_LINES", 1)
    given_here(world)
    given(world.other, world.committee, at=timezone.now(), due_on=timezone.localdate() + timedelta(days=9))
    pages = set()
    for turn in (0, 1):
        monkeypatch.setattr(boards.Asked, "turn", lambda self, turn=turn: turn)
        page = world.giver.get("/nhiem-vu/bang/?man_hinh=1").content.decode()
        assert "Các mục chính" not in page
        pages.add(page.split("<tbody>")[1].split("</tbody>")[0])

    assert len(pages) == 2
