"""Parts that follow the data are drawn only when the data changed."""

from django.http import HttpResponse
from django.test import RequestFactory

from caicach.foundation.ui.live import live_answer, live_tag


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
