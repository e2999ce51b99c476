"""What access does later: letters to account holders."""

from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from caicach.foundation.jobs import job
from caicach.organisation.access.models import User


def password_link(user: User) -> str:
    """An address at which the user sets a password once, within 24 hours."""
    place = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.BASE_URL.rstrip("/") + reverse("account_reset_password_from_key", kwargs=place)


@job("access.send_password_link")
def send_password_link(user_id: str) -> None:
    """Gửi đường dẫn đặt mật khẩu; nothing to an account that is closed or has no address."""
    user = User.objects.select_related("person").filter(pk=UUID(user_id), is_active=True).first()
    if user is None or not user.email:
        return
    words = {"user": user, "link": password_link(user), "address": settings.BASE_URL}
    body = render_to_string("access/email/password_link.txt", words)
    send_mail("Đặt mật khẩu tài khoản cải cách hành chính", body, None, [user.email])
