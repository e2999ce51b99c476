"""Every night the figures of the running year are read from their measures."""

from django.utils import timezone

from caicach.foundation.jobs import periodic
from caicach.foundation.kernel.actor import system
from caicach.steering.indicators.operations import take_readings
from caicach.steering.plans.queries.responsible import plans_in_force


@periodic("plans.take_readings", "Lấy số liệu từ số đo", cron="20 1 * * *", queue="slow")
def take_readings_of_plans(timestamp: int) -> None:
    """Lấy số liệu từ số đo for the units whose plans are in force."""
    now = timezone.now()
    units = plans_in_force(timezone.localdate(now)).values_list("unit_id", flat=True).distinct()
    take_readings(unit_ids=list(units), by=system(timezone.localdate(now)), at=now)
