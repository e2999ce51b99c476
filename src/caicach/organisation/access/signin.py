"""How people sign in: by user name or e-mail, without public sign-up, each attempt noted."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from caicach.organisation.access.models import User


class Backend(AuthenticationBackend):
    """Checks passwords; fetches the person of the session together with the account."""

    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.select_related("person").filter(pk=user_id).first()
        return user if user and user.is_active else None
