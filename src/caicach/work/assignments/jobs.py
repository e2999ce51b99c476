"""What assignments do by themselves at night."""

from django.utils import timezone

from caicach.foundation.jobs import periodic
from caicach.foundation.kernel.actor import system

from . import operations


@periodic("assignments.put_into_effect", "Đổi cơ quan chủ trì, phối hợp đến ngày hiệu lực", cron="2 0 * * *")
def put_into_effect(timestamp: int) -> int:
    """Đổi cơ quan chủ trì, phối hợp đến ngày hiệu lực."""
    at = timezone.now()
    return operations.put_into_effect(by=system(timezone.localdate(at)), at=at)


@periodic("assignments.derive_due", "Tính lại thời hạn theo lịch làm việc", cron="10 0 * * *")
def derive_due(timestamp: int) -> int:
    """Tính lại thời hạn theo lịch làm việc đang có hiệu lực; thường không có gì thay đổi."""
    at = timezone.now()
    return operations.derive_due(by=system(timezone.localdate(at)), at=at)
