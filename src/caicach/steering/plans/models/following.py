"""What follows an issued plan, by `origin` of its rows: who leads, money decided, progress; and files to import."""

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.models import Revised, Row
from caicach.foundation.kernel.scope import scoped
from caicach.foundation.measures.rules import Period
from caicach.organisation.units.models import Unit
from caicach.steering.plans import permissions
from caicach.steering.plans.rules.quarters import quarter_of
from caicach.steering.plans.states import MONEY_STAGE_LABELS, PROGRESS_LABELS, MoneyStage, ProgressStatus

from .plan import Plan, PlanVersion


class LeadChange(Row):
    """Đổi cơ quan chủ trì of a task (by `origin`) from a day on: reorganisation, transfer of a function, decision.

    The published version keeps what it printed; who is responsible on a day is the last change up to that day.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="lead_changes")
    origin = models.UUIDField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="cơ quan chủ trì mới")
    from_on = models.DateField("từ ngày")
    legal_basis = models.TextField("căn cứ", default="", blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "origin", "from_on"],
                name="one_lead_change_a_day",
                violation_error_message="Nhiệm vụ đã đổi cơ quan chủ trì trong ngày này.",
            )
        ]
        indexes = [models.Index(fields=["unit", "from_on"])]

    def __str__(self) -> str:
        return f"{self.origin} -> {self.unit_id}"


class MoneyDecision(Row):
    """Thẩm định dự toán, giao dự toán, kinh phí thực hiện of an activity (by `origin`): who decided, by which paper.

    Never changed: a correction is a further row with the difference (may be negative).
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="money_decisions")
    origin = models.UUIDField(db_index=True)
    year = models.PositiveSmallIntegerField("năm")
    source = models.CharField("nguồn", max_length=60, default="ngân sách địa phương")
    stage = models.CharField(
        "bước",
        max_length=12,
        choices=[(s.value, v) for s, v in MONEY_STAGE_LABELS.items() if s is not MoneyStage.ESTIMATE],
    )
    amount = models.DecimalField("số tiền (triệu đồng)", max_digits=14, decimal_places=3)
    decided_by = models.CharField("cơ quan quyết định", max_length=300)
    document_number = models.CharField("số, ký hiệu văn bản", max_length=100)
    decided_on = models.DateField("ngày")
    note = models.TextField("ghi chú", default="", blank=True)
    recorded_by_name = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["plan", "stage", "year"])]

    def __str__(self) -> str:
        return f"{self.stage} {self.year}: {self.amount}"


class ProgressQuerySet(models.QuerySet["Progress"]):
    def visible_to(self, actor: Actor) -> "ProgressQuerySet":
        return self.filter(scoped(actor, permissions.VIEW, area="area_code"))


class Progress(Revised):
    """Báo cáo tiến độ of a unit on a task (by `origin`); every report stays, the last confirmed one counts.

    Percent by hand only where no assignment carries out the task. Evidence hangs on the row in `files`. `period` is the
    quarter it is about ("2026-Q1"); without one, the quarter of the day on which it was sent.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="progress")
    origin = models.UUIDField(db_index=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=10, default="", blank=True)
    period = models.CharField("kỳ báo cáo", max_length=7, default="", blank=True)
    percent = models.PositiveSmallIntegerField("tỷ lệ hoàn thành (%)")
    text = models.TextField("kết quả thực hiện")
    blocked = models.BooleanField("đang vướng mắc", default=False)
    because = models.TextField("nguyên nhân, vướng mắc", default="", blank=True)
    status = models.CharField(
        max_length=12,
        choices=[(s.value, v) for s, v in PROGRESS_LABELS.items()],
        default=ProgressStatus.REPORTED,
    )
    reported_by = models.UUIDField(null=True)
    reported_by_name = models.CharField(max_length=200)
    reported_at = models.DateTimeField()
    decided_by_name = models.CharField(max_length=200, default="", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.TextField("lý do trả lại", default="", blank=True)
    is_sample = models.BooleanField(default=False)

    objects = ProgressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(period__regex=r"^(\d{4}-Q[1-4])?$"),
                name="progress_period_is_a_quarter",
                violation_error_message="Kỳ báo cáo phải là một quý.",
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="progress_percent_range",
                violation_error_message="Tỷ lệ hoàn thành phải từ 0 đến 100.",
            ),
            models.CheckConstraint(
                condition=Q(blocked=False) | ~Q(because=""),
                name="progress_blocked_because",
                violation_error_message="Nhiệm vụ đang vướng mắc phải nêu nguyên nhân.",
            ),
            models.CheckConstraint(
                condition=Q(status="reported", decided_at__isnull=True) | Q(decided_at__isnull=False),
                name="progress_decision_has_its_moment",
                violation_error_message="Báo cáo đã xác nhận hoặc trả lại phải có thời điểm.",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(returned_reason=""),
                name="progress_returned_with_reason",
                violation_error_message="Trả lại báo cáo phải nêu lý do.",
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "origin", "reported_at"]),
            models.Index(fields=["unit", "status"]),
        ]

    @property
    def quarter(self) -> str:
        """The quarter it is about: "2026-Q1"."""
        return self.period or quarter_of(localdate(self.reported_at))

    @property
    def quarter_words(self) -> str:
        """The same in words: "Quý I/2026"."""
        return Period.parse(self.quarter).text

    def __str__(self) -> str:
        return f"{self.origin} {self.percent} %"


class StagedImport(Row):
    """Tệp đang chờ nhập: the file between the steps of an import, kept after it as proof of what was imported.

    `mapping` says which field each column holds; `outcome` is the digest of what the preview showed, so that a
    preview that is no longer true is found; `imported_at` is empty until confirmed.
    """

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="imports")
    kind = models.CharField("loại dữ liệu", max_length=12)
    file_name = models.CharField("tên tệp", max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    mapping = models.JSONField(default=dict)
    outcome = models.CharField(max_length=64, default="", blank=True)
    rows = models.PositiveIntegerField("số dòng", default=0)
    staged_by = models.UUIDField(null=True)
    staged_by_name = models.CharField(max_length=200)
    staged_at = models.DateTimeField()
    imported_at = models.DateTimeField("nhập lúc", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["version", "kind", "sha256"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"
