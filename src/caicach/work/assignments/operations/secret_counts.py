"""Nhiệm vụ mật: their number in a month, and nothing else."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused

from .. import permissions
from ..models import SecretCount


@transaction.atomic
def count_secret(*, unit_id: UUID, month: date, count: int, by: Actor, at: datetime) -> SecretCount:
    """Ghi số lượng nhiệm vụ mật của một đơn vị trong tháng: a number, never a word about them."""
    by.require(permissions.COUNT_SECRET, at_unit=unit_id)
    if not 0 <= count <= 10_000:
        raise Refused("Số lượng nhiệm vụ mật phải từ 0 đến 10.000.", field="count")
    row, _ = SecretCount.objects.update_or_create(
        unit_id=unit_id, month=month.replace(day=1), defaults={"count": count, "changed_at": at}
    )
    record("assignments.secret_counted", row, by=by, at=at, unit_id=unit_id, count=count)
    return row
