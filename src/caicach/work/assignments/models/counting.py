"""Numbers without assignments: how much secret work there is, and how often anything has changed."""

from django.db import models
from django.db.models import Q

from caicach.foundation.kernel.models import Row
from caicach.organisation.units.models import Unit


class SecretCount(Row):
    """Số lượng nhiệm vụ mật of a unit in a month: a number and nothing else."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = models.DateField("tháng")
    count = models.PositiveIntegerField("số nhiệm vụ mật")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="secret_count_once"),
            models.CheckConstraint(
                name="secret_count_month",
                condition=Q(month__day=1),
                violation_error_message="Kỳ ghi số lượng là tháng: lấy ngày đầu tháng.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}: {self.count}"


class Beat(models.Model):
    """A counter of changes, spread over slots so that writers rarely wait for each other; boards compare its sum."""

    slot = models.PositiveSmallIntegerField(primary_key=True)
    changes = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.slot}: {self.changes}"
