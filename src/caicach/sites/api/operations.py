"""Keys are made, used and revoked."""

import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import NotPermitted, Refused

from . import permissions
from .models import ApiKey
from .queries import PREFIX_LENGTH, hash_of


@transaction.atomic
def make_key(*, name: str, expires_on: date | None, by: Actor, at: datetime) -> tuple[ApiKey, str]:
    """Cấp khóa cho chính mình; returns the key and its secret, which is shown this once and never again."""
    if not by.has(permissions.KEYS) or by.user_id is None:
        raise NotPermitted("Bạn chưa được phân quyền cấp khóa kết nối API.")
    if not name.strip():
        raise Refused("Hãy ghi khóa dùng cho hệ thống nào.", field="name")
    if expires_on and expires_on <= localdate(at):
        raise Refused("Ngày hết hạn phải sau hôm nay.", field="expires_on")
    secret = secrets.token_urlsafe(36)
    key = ApiKey.objects.create(
        user_id=by.user_id,
        name=name.strip()[:200],
        prefix=secret[:PREFIX_LENGTH],
        secret_hash=hash_of(secret),
        created_at=at,
        expires_on=expires_on,
    )
    record("api.key_made", key, by=by, at=at, prefix=key.prefix)
    return key, secret


@transaction.atomic
def revoke_key(*, key: ApiKey, by: Actor, at: datetime) -> ApiKey:
    """Thu hồi khóa: from now on it opens nothing."""
    key = ApiKey.claim(key.pk)
    if key.user_id != by.user_id:
        raise NotPermitted("Chỉ thu hồi được khóa của mình.")
    if key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at", "revision"])
        record("api.key_revoked", key, by=by, at=at)
    return key
