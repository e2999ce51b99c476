"""Forms that were sent, so that one sent twice is carried out once."""

from django.db import models


class Submission(models.Model):
    """One accepted form: its key, who sent it, and where the person was led afterwards."""

    key = models.UUIDField(primary_key=True)
    user_id = models.UUIDField()
    location = models.CharField(max_length=2000, default="", blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return str(self.key)
