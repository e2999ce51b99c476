"""The table of events."""

import pgtrigger
from django.db import models

from caicach.foundation.kernel.models import Row


class Event(Row):
    """Something that was done. No foreign keys: it outlives what it speaks of."""

    kind = models.CharField(max_length=100)
    object_kind = models.CharField(max_length=100)
    object_id = models.UUIDField()
    unit_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200, default="", blank=True)
    acting_for = models.UUIDField(null=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["object_id", "id"])]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
