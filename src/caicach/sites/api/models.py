"""Keys with which other systems sign in."""

from django.db import models
from django.db.models import Q

from caicach.foundation.kernel.models import Revised
from caicach.organisation.access.models import User


class ApiKey(Revised):
    """Khóa kết nối: acts as its user. Only the hash is kept; `prefix` lets people tell keys apart."""

    user = models.ForeignKey(User, models.PROTECT, related_name="api_keys")
    name = models.CharField("dùng cho hệ thống", max_length=200)
    prefix = models.CharField(max_length=12, unique=True)
    secret_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_on = models.DateField("hết hạn", null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="api_key_named",
                violation_error_message="Hãy ghi khóa dùng cho hệ thống nào.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"
