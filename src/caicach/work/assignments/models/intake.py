"""Papers that are read into assignments."""

from django.db import models

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.models import Revised
from caicach.foundation.kernel.scope import scoped
from caicach.organisation.units.models import Unit

from .. import permissions
from ..states import Giver
from .assignment import choices


class IntakeQuerySet(models.QuerySet["Intake"]):
    """Papers being read."""

    def visible_to(self, actor: Actor) -> "IntakeQuerySet":
        """Those of the units in whose name the actor may give."""
        may = scoped(actor, permissions.ASSIGN, unit="giver_unit_id")
        return self.filter(may | scoped(actor, permissions.IMPORT, unit="giver_unit_id"))


class Intake(Revised):
    """Nhập nhiệm vụ từ văn bản: a paper that was pasted or dropped, and the rows proposed from it."""

    text = models.TextField("toàn văn")
    symbol = models.CharField("số, ký hiệu", max_length=100, default="", blank=True)
    issued_on = models.DateField("ngày văn bản", null=True, blank=True)
    abstract = models.CharField("trích yếu", max_length=1000, default="", blank=True)
    office_number = models.CharField(
        "số trên phần mềm quản lý văn bản", max_length=100, default="", blank=True
    )
    giver = models.CharField("người giao", max_length=30, choices=choices(Giver))
    giver_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="cơ quan theo dõi")
    by_user_id = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    given_at = models.DateTimeField("đã giao lúc", null=True, blank=True, editable=False)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["giver_unit", "-created_at"], name="intake_of_giver")]

    def __str__(self) -> str:
        return self.symbol or self.abstract or "Văn bản chưa có số"

    def get_absolute_url(self) -> str:
        return f"/nhiem-vu/tu-van-ban/{self.pk}/"


class IntakeRow(Revised):
    """A proposed assignment: words as in the paper, to be corrected; `start`, `end` bound them in its text."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    clause = models.CharField("mục", max_length=100, default="", blank=True)
    title = models.TextField("nội dung nhiệm vụ", default="", blank=True)
    lead = models.TextField("cơ quan chủ trì", default="", blank=True)
    coordinating = models.TextField("cơ quan phối hợp", default="", blank=True)
    product = models.CharField("sản phẩm", max_length=1000, default="", blank=True)
    due = models.CharField("thời hạn", max_length=200, default="", blank=True)
    area_code = models.CharField("nội dung CCHC", max_length=10, default="", blank=True)
    start = models.PositiveIntegerField(default=0, editable=False)
    end = models.PositiveIntegerField(default=0, editable=False)
    dropped = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["intake", "position"], name="intake_row_position"),
        ]

    def __str__(self) -> str:
        return self.title
