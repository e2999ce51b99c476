"""`@page`, `@action`, `@public`: who gets in, and a form sent twice."""

from uuid import uuid4

import pytest
from django.urls import reverse

from caicach.foundation.ui.models import Submission
from caicach.foundation.ui.navigation import MENU, opens_for

pytestmark = pytest.mark.django_db


def test_a_stranger_is_led_to_the_sign_in_with_the_way_back(client):
    answer = client.get("/ui/")

    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=%2Fui%2F")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_page_only_reads(client_of, method):
    assert getattr(client_of(role="specialist"), method)("/ui/").status_code == 405


def test_an_action_is_not_for_reading(client_of):
    assert client_of(role="specialist").get(reverse("ui:save_grid")).status_code == 405


def test_the_gallery_draws_every_example(client_of):
    text = client_of(role="specialist").get("/ui/").content.decode()

    assert text.count('<details class="mt-3"><summary>Mã mẫu</summary>') == 15
    assert "{%" in text


def test_a_form_sent_twice_is_carried_out_once_and_answered_the_same(client_of):
    client, key = client_of(role="specialist"), str(uuid4())
    data = {"cell.1.name": "Lần thứ nhất", "revision.1": "0", "_once": key}

    first = client.post(reverse("ui:save_grid"), data)
    again = client.post(reverse("ui:save_grid"), data | {"cell.1.name": "Lần thứ hai"})

    assert (first.status_code, again.status_code) == (302, 302)
    assert first["Location"] == again["Location"] == "/ui/#bang-nhap"
    assert client.session["gallery_grid"] == {"1.name": "Lần thứ nhất"}
    assert Submission.objects.count() == 1


def test_somebody_elses_key_is_refused(client_of):
    data = {"_once": str(uuid4())}
    client_of(role="specialist").post(reverse("ui:save_grid"), data)

    assert client_of(role="specialist").post(reverse("ui:save_grid"), data).status_code == 403


def test_a_refusal_undoes_everything_and_is_shown_where_the_person_came_from(client_of):
    client = client_of(role="specialist")
    data = {"cell.1.name": "x", "cell.1.stt": "9", "_once": str(uuid4())}

    answer = client.post(
        reverse("ui:save_grid"), data, headers={"referer": "http://testserver/ui/"}, follow=True
    )

    assert answer.redirect_chain == [("http://testserver/ui/", 302)]
    assert "Ô này không sửa được." in answer.content.decode()
    assert not Submission.objects.exists()


def test_a_refusal_of_a_part_is_swapped_into_the_messages(client_of):
    answer = client_of(role="specialist").post(
        reverse("ui:save_grid"), {"cell.1.stt": "9"}, headers={"HX-Request": "true"}
    )

    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#messages")
    assert "Ô này không sửa được." in answer.content.decode()


def test_the_menu_shows_what_opens_and_nothing_else(client_of):
    for role in ("administrator", "focal_officer", "records_clerk"):
        client = client_of(role=role)
        page = client.get("/ui/").content.decode()
        actor = client.get("/ui/").context["actor"]

        for section in (section for group in MENU for section in group.sections):
            shown = f'<a href="{section.path}"' in page
            refused = client.get(section.path).status_code == 403

            assert shown == opens_for(actor, section.path) == (not refused), (role, section.path)


@pytest.mark.parametrize("address", ["/khong-co-trang-nay/", "/don-vi/00000000-0000-7000-8000-000000000000/"])
def test_what_is_not_there_is_said_in_vietnamese(client_of, address):
    answer = client_of(role="specialist").get(address)

    assert answer.status_code == 404
    assert "Không tìm thấy trang" in answer.content.decode()
