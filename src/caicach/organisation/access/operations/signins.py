"""The log of sign-ins."""

from datetime import datetime

from caicach.organisation.access.models import SignIn, User


def note_sign_in(
    *, outcome: str, user: User | None, username: str, address: str | None, browser: str, at: datetime
) -> SignIn:
    """Ghi lịch sử đăng nhập: an attempt or the end of a session; `username` as it was typed."""
    return SignIn.objects.create(
        outcome=outcome,
        user=user,
        username=username[:150].replace("\x00", ""),
        address=address,
        browser=browser[:300],
        at=at,
    )
