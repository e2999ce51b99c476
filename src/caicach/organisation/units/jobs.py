"""What units do by the clock."""

from django.utils import timezone

from caicach.foundation.jobs.registry import periodic
from caicach.foundation.kernel.actor import SYSTEM
from caicach.organisation.units.operations import hand_over_due


@periodic("units.hand_over", "Bàn giao việc theo ngày hiệu lực sắp xếp", cron="5 0 * * *")
def hand_over(timestamp: int) -> None:
    """Every night: hand over the work of units whose reorganisation takes effect today."""
    hand_over_due(by=SYSTEM, at=timezone.now())
