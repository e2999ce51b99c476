"""Sign-in and the own account: the addresses that other packages' views answer, each with who may open it.

A new address, or a view that an update of allauth brings in, fails here until it stands in the table.
"""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factories.access import PASSWORD, user_as

PUBLIC, OWN, CLOSED = "everybody", "whoever is signed in, for the own account", "nobody"

RULES = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "mfa_authenticate": PUBLIC,  # the second step: whoever has done the first, else back to it
    "mfa_login_webauthn": PUBLIC,
    "openid_connect_login": PUBLIC,
    "openid_connect_callback": PUBLIC,
    "socialaccount_login_cancelled": PUBLIC,
    "socialaccount_login_error": PUBLIC,
    "account_reauthenticate": OWN,
    "account_change_password": OWN,
    "account_set_password": OWN,
    "access_switch": OWN,
    "mfa_index": OWN,
    "mfa_reauthenticate": OWN,
    "mfa_activate_totp": OWN,
    "mfa_deactivate_totp": OWN,
    "mfa_view_recovery_codes": OWN,
    "mfa_generate_recovery_codes": OWN,
    "mfa_download_recovery_codes": OWN,
    "mfa_list_webauthn": OWN,
    "mfa_add_webauthn": OWN,
    "mfa_reauthenticate_webauthn": OWN,
    "mfa_remove_webauthn": OWN,
    "mfa_edit_webauthn": OWN,
    "socialaccount_connections": OWN,
    "account_signup": CLOSED,
    "socialaccount_signup": CLOSED,
    "account_email": CLOSED,
    "account_email_verification_sent": CLOSED,
}
PARTS = {
    "account_reset_password_from_key": {"uidb36": "1", "key": "x-y"},
    "openid_connect_login": {"provider_id": "sso"},
    "openid_connect_callback": {"provider_id": "sso"},
    "mfa_remove_webauthn": {"pk": 1},
    "mfa_edit_webauthn": {"pk": 1},
}
ACCOUNT = "tai-khoan/"
LOGIN = "/tai-khoan/dang-nhap/"


def patterns(entries, before=""):
    """Every address of the platform: its text and its pattern."""
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns, before + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield before + str(entry.pattern), entry


def every():
    return list(patterns(get_resolver().url_patterns))


def named(names):
    return pytest.mark.parametrize("name", [name for name, rule in RULES.items() if rule in names])


def answers(client, name):
    """GET and POST in a word each."""
    address = reverse(name, kwargs=PARTS.get(name))
    both = client.get(address), client.post(address)
    return ["login" if a.get("Location", "").startswith(LOGIN) else str(a.status_code) for a in both]


def test_every_address_of_the_own_account_stands_in_the_table():
    found = {pattern.name for address, pattern in every() if address.startswith(ACCOUNT)}

    assert found == set(RULES)


def test_views_of_other_packages_answer_nowhere_else():
    """Those of the API are Ninja's; who may call what is in the matrix."""
    foreign = {
        address: pattern.callback.__module__
        for address, pattern in every()
        if not address.startswith((ACCOUNT, "api/v1/"))
        and not pattern.callback.__module__.startswith("caicach.")
    }

    assert foreign == {}


def test_every_view_of_another_package_is_declared_as_the_table_says():
    kinds = {PUBLIC: {"public"}, OWN: {"action", "page"}, CLOSED: {"public"}}
    wrong = {
        pattern.name: getattr(pattern.callback, "declared", None)
        for address, pattern in every()
        if address.startswith(ACCOUNT)
        and getattr(getattr(pattern.callback, "declared", None), "kind", "")
        not in kinds[RULES.get(pattern.name, CLOSED)]
    }

    assert wrong == {}


@pytest.mark.django_db
@named({OWN})
def test_the_own_account_is_for_people_who_are_signed_in(name):
    told = answers(Client(), name)

    assert "login" in told
    assert set(told) <= {"login", "405"}


@pytest.mark.django_db
@named({PUBLIC})
def test_signing_in_is_open_and_fails_for_nobody(name):
    assert not {answer[0] for answer in answers(Client(), name)} & {"5"}
    assert not {answer[0] for answer in answers(_signed_in(), name)} & {"5"}


@pytest.mark.django_db
@named({CLOSED})
def test_what_the_platform_does_not_offer_is_not_there(name):
    assert answers(Client(), name) == answers(_signed_in(), name) == ["404", "404"]


@pytest.mark.django_db
@named({OWN})
def test_nobody_fails_over_the_own_account(name):
    assert not {answer[0] for answer in answers(_signed_in(), name)} & {"5"}


def _signed_in() -> Client:
    client = Client()
    client.force_login(user_as("focal_officer"))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["mfa_remove_webauthn", "mfa_edit_webauthn"])
def test_the_key_of_somebody_else_is_not_there(name, settings):
    from allauth.mfa.models import Authenticator  # deferred: needs the app registry

    settings.PASSWORD_HASHERS = ["tests.factories.access.QuickArgon2"]
    me, other = user_as("focal_officer"), user_as("focal_officer")
    me.set_password(PASSWORD)
    me.save()
    client = Client()
    client.post(LOGIN, {"login": me.username, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    own, theirs = (
        Authenticator.objects.create(user=user, type="webauthn", data={"name": "Khóa"})
        for user in (me, other)
    )
    address = reverse(name, kwargs={"pk": theirs.pk})

    assert client.get(reverse(name, kwargs={"pk": own.pk})).status_code == 200
    assert [client.get(address).status_code, client.post(address, {"name": "Của tôi"}).status_code] == [
        404
    ] * 2
    assert Authenticator.objects.get(pk=theirs.pk).data == {"name": "Khóa"}


@pytest.mark.django_db
def test_somebody_without_a_password_is_told_so():
    answer = _signed_in().get(reverse("account_change_password"), follow=True)

    assert answer.status_code == 200
    assert "Tài khoản này không có mật khẩu" in answer.content.decode()
