"""Statements that took long, added up."""

from django.db import models

from caicach.foundation.running.rules import brief


class SlowStatement(models.Model):
    """Câu lệnh chậm: one statement of one page or job (`place`), without its values; times in milliseconds.

    `key` is the hash of text and place.
    """

    key = models.CharField(primary_key=True, max_length=64)
    text = models.TextField()
    place = models.CharField(max_length=120)
    calls = models.PositiveIntegerField()
    total_ms = models.FloatField()
    max_ms = models.FloatField()
    last_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["last_at"], name="slow_statement_last")]

    def __str__(self) -> str:
        return f"{self.place}: {self.text[:80]}"

    @property
    def mean_ms(self) -> float:
        """Milliseconds of one call."""
        return self.total_ms / self.calls

    @property
    def brief(self) -> str:
        """The statement without its long lists of columns."""
        return brief(self.text)
