"""Addresses that let somebody set a password."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from caicach.organisation.access.models import User


def password_link(user: User) -> str:
    """An address at which the user sets a password once, within 24 hours."""
    place = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.BASE_URL.rstrip("/") + reverse("account_reset_password_from_key", kwargs=place)
