"""What access does later: letters to account holders."""

from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone

from caicach.foundation.jobs import job
from caicach.organisation.access.links import password_link
from caicach.organisation.access.models import User


@job("access.send_password_link", "Gửi đường dẫn đặt mật khẩu")
def send_password_link(user_id: str) -> None:
    """Gửi đường dẫn đặt mật khẩu; nothing to an account that is shut or has no address."""
    user = User.objects.select_related("person").filter(pk=UUID(user_id)).first()
    if user is None or not user.email or not user.is_open_on(timezone.localdate()):
        return
    words = {"user": user, "link": password_link(user), "address": settings.BASE_URL}
    body = render_to_string("access/email/password_link.txt", words)
    send_mail("Đặt mật khẩu tài khoản cải cách hành chính", body, None, [user.email])
