"""The limits on sign-in count over all web processes, and cost other pages nothing."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from caicach.organisation.access.models import SharedMemory
from tests.factories.access import PASSWORD as OWN
from tests.factories.access import user_as
from tests.foundation.running.installation import PASSWORD
from tests.organisation.access.identity import Citizen


def test_wrong_passwords_at_one_web_process_count_at_the_other(installation):
    with installation.served() as one, installation.served() as other:
        for served in (one, other, one, other, one):
            refused = Citizen(served.url).signs_in("khanh", "khong-phai-mat-khau")
            assert "mật khẩu không đúng" in refused.text

        answers = [Citizen(served.url).signs_in("khanh", PASSWORD) for served in (one, other)]
        someone_else = Citizen(other.url).signs_in("mai", PASSWORD)

        assert ["Đăng nhập sai quá nhiều lần" in answer.text for answer in answers] == [True, True]
        assert [answer.is_signed_in() for answer in (*answers, someone_else)] == [False, False, True]


@pytest.mark.django_db
def test_only_signing_in_asks_the_shared_memory(settings, client_of):
    settings.PASSWORD_HASHERS = ["tests.factories.access.QuickArgon2"]
    client = client_of(role="administrator")

    def asked(path: str, browser: Client) -> int:
        with CaptureQueriesContext(
            connection,
        ) as statements:
            browser.get(path, follow=True)
        return sum(SharedMemory._meta.db_table in statement["sql"] for statement in statements)

    pages = ["/", "/thong-bao/", "/quan-tri/tai-khoan/", "/quan-tri/dang-nhap/"]
    assert [asked(path, client) for path in pages] == [0, 0, 0, 0]
    assert asked(reverse("account_login"), Client()) == 0

    user = user_as("focal_officer")
    user.set_password(OWN)
    user.save()
    Client().post(reverse("account_login"), {"login": user.username, "password": OWN})

    assert SharedMemory.objects.filter(cache_key__contains=":login:").exists()
