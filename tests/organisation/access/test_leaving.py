"""Who leaves loses access with the next request: in sessions open elsewhere, by key, and at the next sign-in."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from caicach.foundation.kernel.actor import system
from caicach.organisation.access.jobs import send_password_link
from caicach.organisation.access.models import Grant, SignIn
from caicach.organisation.access.operations import deactivate, end_grant
from caicach.organisation.access.queries import actor_of
from caicach.organisation.personnel.models import Post
from caicach.organisation.personnel.operations import end_post, leave
from caicach.sites.api.operations import make_key
from tests.factories.access import PASSWORD, GrantFactory, UserFactory
from tests.factories.personnel import PostFactory
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db

PAGE, INBOX = "/quan-tri/tai-khoan/", "/thong-bao/"


def now():
    return timezone.now()


def by():
    return system(timezone.localdate())


@pytest.fixture
def user(settings):
    """An administrator of a department, by virtue of a post, who has e-mail and a password."""
    settings.PASSWORD_HASHERS = ["tests.factories.access.QuickArgon2"]
    unit = UnitFactory(parent=province())
    user = UserFactory(username="quan.ly", email="quan.ly@mau.gov.vn")
    post = PostFactory(person=user.person, unit=unit)
    GrantFactory(user=user, role__code="administrator", unit=unit, post=post)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def sessions(user):
    """Two browsers in which the user has signed in already, by password."""
    clients = [Client(), Client()]
    for client in clients:
        client.post("/tai-khoan/dang-nhap/", {"login": "quan.ly", "password": PASSWORD})
        assert client.get(PAGE).status_code == 200
    return clients


@pytest.fixture
def key(user):
    """A key of the user for another system."""
    actor = actor_of(user, on=timezone.localdate(), at=now())
    secret = make_key(name="Phần mềm văn bản", expires_on=None, by=actor, at=now())[1]
    assert called(secret) == 200
    return secret


def called(secret: str) -> int:
    return Client().get("/api/v1/units", headers={"X-API-Key": secret}).status_code


def opened(clients: list[Client], path: str) -> list[str]:
    """The answer of each session in a word."""
    answers = [client.get(path) for client in clients]
    return [
        "login"
        if answer.status_code == 302 and "/dang-nhap/" in answer["Location"]
        else str(answer.status_code)
        for answer in answers
    ]


def end_the_grant(user):
    end_grant(grant=Grant.objects.get(user=user), reason="Chuyển công tác", by=by(), at=now())


def end_the_post(user):
    end_post(post=Post.objects.get(person=user.person), on=timezone.localdate(), by=by(), at=now())


@pytest.mark.parametrize("ended", [end_the_grant, end_the_post])
def test_with_the_grant_or_post_goes_every_function_in_open_sessions_and_by_key(user, sessions, key, ended):
    ended(user)

    assert opened(sessions, PAGE) == ["403", "403"]
    assert called(key) == 403


def test_who_leaves_is_nobody_in_open_sessions_by_key_and_at_sign_in(user, sessions, key):
    leave(person=user.person, on=timezone.localdate(), by=by(), at=now())

    assert opened(sessions, PAGE) == ["login", "login"]
    assert opened(sessions, INBOX) == ["login", "login"]
    assert called(key) == 401
    again = Client().post("/tai-khoan/dang-nhap/", {"login": "quan.ly", "password": PASSWORD}, follow=True)
    assert "Tài khoản này không còn được sử dụng" in again.content.decode()
    assert SignIn.objects.latest("id").outcome == SignIn.Outcome.FAILED
    send_password_link(str(user.pk))
    assert mail.outbox == []


def test_a_closed_account_is_nobody_in_open_sessions_and_by_key(user, sessions, key):
    deactivate(user=user, reason="Nghỉ việc", by=by(), at=now())

    assert opened(sessions, INBOX) == ["login", "login"]
    assert called(key) == 401


def test_who_leaves_at_the_end_of_the_month_works_until_then(user, sessions, key):
    leave(person=user.person, on=timezone.localdate() + timedelta(days=9), by=by(), at=now())

    assert opened(sessions, INBOX) == ["200", "200"]
    assert called(key) == 200
