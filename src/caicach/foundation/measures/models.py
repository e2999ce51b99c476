"""Closed periods: readings as they were when the period was closed, with the rows they came from."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from caicach.foundation.kernel.models import Row
from caicach.foundation.kernel.triggers import Stays

FROZEN = Stays(name="closed_frozen", operation=pgtrigger.Update | pgtrigger.Delete)


class Closing(Row):
    """Chốt số liệu: one measure over one period, closed by somebody; closing again supersedes, nothing is lost.

    `version` is the measure's version, `rows_hash` the SHA-256 over the sorted lines "unit kind id" of all rows.
    """

    key = models.CharField(max_length=100)
    version = models.PositiveSmallIntegerField()
    start = models.DateField()
    until = models.DateField()
    regime = models.CharField(max_length=50, default="calendar")
    closed_at = models.DateTimeField()
    by_user_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, default="", blank=True)
    row_count = models.PositiveIntegerField()
    rows_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="closing_of_a_period",
                condition=Q(start__lt=F("until")),
                violation_error_message="Kỳ số liệu phải có ngày đầu trước ngày cuối.",
            )
        ]
        indexes = [
            models.Index(fields=["key", "start", "until", "regime", "-closed_at"], name="closing_latest")
        ]
        triggers = [FROZEN]

    def __str__(self) -> str:
        return f"{self.key} {self.start}..{self.until}"


class StoredReading(models.Model):
    """A unit's own reading in a closed period."""

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="readings")
    unit_id = models.UUIDField()
    numerator = models.DecimalField(max_digits=24, decimal_places=6)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    row_count = models.PositiveIntegerField()
    rows_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closing", "unit_id"], name="stored_reading_once")]
        triggers = [FROZEN]

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"


class Fact(models.Model):
    """A row that a closed reading came from."""

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="facts")
    unit_id = models.UUIDField()
    kind = models.CharField(max_length=100)
    row_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["closing", "unit_id"], name="fact_of_reading")]
        triggers = [FROZEN]

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id}"
