"""Who a key belongs to."""

import hashlib
import hmac
from datetime import date

from caicach.organisation.access.models import User

from .models import ApiKey

PREFIX_LENGTH = 12


def hash_of(secret: str) -> str:
    """SHA-256 of a key: keys are long and random, so a slow hash would only slow every call."""
    return hashlib.sha256(secret.encode()).hexdigest()


def user_of_key(secret: str, *, on: date) -> tuple[User, ApiKey] | None:
    """The user whose living key this is, with the key; None for any other text and where the account is shut."""
    key = ApiKey.objects.select_related("user__person").filter(prefix=secret[:PREFIX_LENGTH]).first()
    if key is None or not hmac.compare_digest(key.secret_hash, hash_of(secret)):
        return None
    if key.revoked_at or (key.expires_on and key.expires_on < on) or not key.user.is_open_on(on):
        return None
    return key.user, key
