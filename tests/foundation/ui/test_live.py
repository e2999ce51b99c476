"""Parts that follow the data are drawn only when the data changed."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from caicach.foundation.ui import live
from caicach.foundation.ui.live import live_answer, live_tag, while_unchanged


def draw() -> HttpResponse:
    return HttpResponse("vẽ")


def test_the_tag_depends_on_every_fact():
    assert len({live_tag(1, "a"), live_tag(1, "b"), live_tag(2, "a"), live_tag("1a")}) == 4


def test_an_unchanged_part_is_not_drawn_again():
    tag = live_tag(7)
    request = RequestFactory().get("/bang/", headers={"If-None-Match": tag})

    answer = live_answer(request, tag, draw)

    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)


def test_a_tag_weakened_by_a_proxy_still_counts():
    tag = live_tag(7)
    request = RequestFactory().get("/bang/", headers={"If-None-Match": f"W/{tag}"})

    assert live_answer(request, tag, draw).status_code == 304


def test_a_changed_part_is_drawn_and_kept_by_nobody_else():
    request = RequestFactory().get("/bang/", headers={"If-None-Match": live_tag(6)})

    answer = live_answer(request, live_tag(7), draw)

    assert (answer.status_code, answer.content.decode()) == (200, "vẽ")
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.fixture
def watched(rf, monkeypatch):
    """A live part of a `world`; `ask(tag)` gives status, whether the view was asked, and the tag."""
    world = {"changes": 1, "day": "Thứ Hai", "own": None, "asked": 0, "clock": 0.0}
    monkeypatch.setattr(live, "_given", {})
    monkeypatch.setattr(live.time, "monotonic", lambda: world["clock"])

    @while_unchanged(lambda request: (world["changes"], world["day"]))
    def part(request):
        world["asked"] += 1
        own = (lambda: world["own"]) if world["own"] else None
        return live_answer(request, live_tag(world["changes"], world["day"]), draw, (own, world["own"]))

    def ask(tag="", address="/bang/"):
        before = world["asked"]
        answer = part(rf.get(address, headers={"If-None-Match": tag} if tag else {}))
        return answer.status_code, world["asked"] - before, answer["ETag"]

    world["ask"] = ask
    return world


def test_while_nothing_changes_the_view_is_not_even_asked(watched):
    ask = watched["ask"]
    _, _, tag = ask()

    assert ask(tag) == (304, 0, tag)
    assert ask(tag, "/bang/?don_vi=H38") == (304, 1, tag)  # given out for another address
    assert ask('"never given out"')[:2] == (200, 1)


def test_a_change_is_seen_at_the_next_question(watched):
    ask = watched["ask"]
    _, _, tag = ask()
    watched["changes"] = 2

    status, asked, new = ask(tag)

    assert (status, asked, new != tag) == (200, 1, True)
    assert ask(new) == (304, 0, new)


def test_a_change_elsewhere_is_not_drawn_and_one_of_its_own_is(watched):
    ask = watched["ask"]
    watched["own"] = "như cũ"
    _, _, tag = ask()

    watched["changes"] = 2
    elsewhere = ask(tag)
    watched["changes"], watched["own"] = 3, "mới"
    here = ask(tag)

    assert elsewhere == (304, 0, tag)
    assert here[:2] == (200, 1)


def test_a_new_day_is_drawn_whatever_has_changed(watched):
    ask = watched["ask"]
    watched["own"] = "như cũ"
    _, _, tag = ask()
    watched["day"] = "Thứ Ba"

    assert ask(tag)[:2] == (200, 1)


def test_after_a_minute_the_view_is_asked_in_any_case(watched):
    ask = watched["ask"]
    _, _, tag = ask()

    watched["clock"] = live.TRUSTED_SECONDS / 2 - 1
    early = ask(tag)
    watched["clock"] = live.TRUSTED_SECONDS + 1
    late = ask(tag)

    assert (early[1], late[1]) == (0, 1)


def test_parts_that_were_drawn_together_are_not_asked_together():
    tags = [live_tag(number) for number in range(200)]

    trusted = sorted(live._trusted(tag) for tag in tags)

    assert live.TRUSTED_SECONDS / 2 <= trusted[0] < live.TRUSTED_SECONDS * 0.6
    assert live.TRUSTED_SECONDS * 0.9 < trusted[-1] <= live.TRUSTED_SECONDS
