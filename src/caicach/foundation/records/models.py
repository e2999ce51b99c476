"""The one row that says what installation this is."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from caicach.foundation.kernel.models import Revised, Row
from caicach.foundation.kernel.triggers import Stays


class Installation(Revised):
    """Bản cài đặt: whose platform this is (tỉnh nào) and whether its data are samples (dữ liệu mẫu).

    One row at most. `is_sample` is decided when the database is filled and never changes after.
    """

    only = models.BooleanField(default=True, editable=False, unique=True)
    is_sample = models.BooleanField(editable=False)
    province = models.CharField("tên tỉnh, thành phố", max_length=200)
    province_code = models.CharField("mã tỉnh (thống kê)", max_length=10, default="", blank=True)
    agency_code = models.CharField("mã định danh", max_length=30, default="", blank=True)
    letterhead = models.CharField("cơ quan ban hành", max_length=300, default="", blank=True)
    letterhead_parent = models.CharField("cơ quan chủ quản", max_length=300, default="", blank=True)
    place = models.CharField("địa danh trên văn bản", max_length=100, default="", blank=True)
    shipped_reference = models.BooleanField(
        default=True, editable=False
    )  # False: another province's own files
    blocks = ArrayField(models.CharField(max_length=10), default=list)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="installation_only_one",
                condition=Q(only=True),
                violation_error_message="Mỗi cơ sở dữ liệu chỉ có một bản cài đặt.",
            ),
        ]
        triggers = [
            Stays(
                name="sample_for_ever",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("is_sample"),
            ),
            Stays(name="installation_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.province


class LoadedStep(Row):
    """A step of setting up that was carried out here, and from which state of files and code."""

    label = models.CharField(max_length=200)
    sample = models.BooleanField()
    fingerprint = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["label", "sample"], name="loaded_step_once")]

    def __str__(self) -> str:
        return self.label
