"""What happened to an assignment: reports, remarks, extensions, hand-overs, other units."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from caicach.foundation.kernel.models import Row
from caicach.organisation.units.models import Unit

from ..states import Answer, RemarkKind, ReportKind
from .assignment import Assignment, choices


class Said(Row):
    """Something a person said about an assignment: who, for which unit and when, kept with the words."""

    by_user_id = models.UUIDField(null=True, editable=False)
    by_name = models.CharField(max_length=200, default="", editable=False)
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Report(Said):
    """Báo cáo tiến độ, or the hand-in of the result; a hand-in that was sent back says why and when."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="reports")
    kind = models.CharField(
        max_length=20, choices=[(ReportKind.PROGRESS, "Báo cáo tiến độ"), (ReportKind.HAND_IN, "Nộp kết quả")]
    )
    percent = models.PositiveSmallIntegerField("tiến độ (%)")
    text = models.TextField("kết quả thực hiện", default="", blank=True)
    blocked_because = models.TextField("khó khăn, vướng mắc", default="", blank=True)
    sent_back_at = models.DateTimeField(null=True, editable=False)
    sent_back_because = models.TextField(default="", blank=True, editable=False)
    sent_back_by = models.CharField(max_length=200, default="", blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="report_percent",
                condition=Q(percent__lte=100),
                violation_error_message="Tiến độ phải từ 0 đến 100%.",
            ),
            models.CheckConstraint(
                name="report_sent_back_whole",
                condition=Q(sent_back_at=None, sent_back_because="")
                | (Q(sent_back_at__isnull=False, kind="hand_in") & ~Q(sent_back_because="")),
                violation_error_message="Trả lại kết quả phải nêu lý do.",
            ),
        ]
        indexes = [models.Index(fields=["assignment", "at"], name="report_of_assignment")]

    def __str__(self) -> str:
        return self.text


class Remark(Said):
    """A reason or note that goes with a move: trả lại, thu hồi, giao lại, sửa nội dung."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=20, choices=choices(RemarkKind))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    text = models.TextField("lý do")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="remark_says_something",
                condition=~Q(text=""),
                violation_error_message="Hãy nêu lý do.",
            )
        ]
        indexes = [
            models.Index(fields=["kind", "at"], name="remark_by_time"),
            models.Index(fields=["assignment"], name="remark_of_assignment"),
        ]

    def __str__(self) -> str:
        return self.text


class Extension(Said):
    """Điều chỉnh thời hạn: asked for by the unit, decided by the giver; both dates stay for ever."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="extensions")
    from_due_on = models.DateField("thời hạn hiện tại")
    wanted_due_on = models.DateField("thời hạn đề nghị")
    reason = models.TextField("lý do")
    answer = models.CharField(max_length=10, choices=choices(Answer), default=Answer.ASKED)
    granted_due_on = models.DateField("thời hạn được đồng ý", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField("người nhập quyết định", max_length=200, default="", blank=True)
    agreed_by = models.CharField("người đồng ý", max_length=200, default="", blank=True)
    decision_note = models.TextField("ý kiến, văn bản đồng ý", default="", blank=True)
    by_calendar = models.BooleanField("do lịch làm việc thay đổi", default=False, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="extension_answer_whole",
                condition=Q(answer="asked", decided_at=None, granted_due_on=None)
                | Q(answer="granted", decided_at__isnull=False, granted_due_on__isnull=False)
                | Q(answer="refused", decided_at__isnull=False, granted_due_on=None),
                violation_error_message="Quyết định điều chỉnh thời hạn phải có ngày và thời điểm.",
            ),
            models.CheckConstraint(
                name="extension_with_reason",
                condition=~Q(reason=""),
                violation_error_message="Hãy nêu lý do đề nghị điều chỉnh thời hạn.",
            ),
            models.CheckConstraint(
                name="extension_says_who_agreed",
                condition=~Q(answer="granted") | ~Q(agreed_by=""),
                violation_error_message="Hãy ghi người đồng ý điều chỉnh thời hạn.",
            ),
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(answer="asked"),
                name="one_extension_asked",
                violation_error_message="Đã có một đề nghị điều chỉnh thời hạn đang chờ quyết định.",
            ),
        ]
        indexes = [models.Index(fields=["assignment", "decided_at"], name="extension_of_assignment")]

    def __str__(self) -> str:
        return f"{self.from_due_on} -> {self.wanted_due_on}"


class Transfer(Said):
    """The assignment went from one unit or person to its successor (bàn giao)."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="transfers")
    role = models.CharField(
        max_length=10, choices=[("lead", "chủ trì"), ("giver", "người giao"), ("person", "")]
    )
    from_id = models.UUIDField()
    to_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["assignment", "role", "at"], name="transfer_of_assignment")]

    def __str__(self) -> str:
        return f"{self.from_id} -> {self.to_id}"


class UnitChange(Said):
    """Đổi cơ quan chủ trì, phối hợp from a day on (`lead`, `coordinating`: None stays as it is).

    It waits until its day; `done_at` is the moment it was carried out, `dropped_because` why it was not.
    """

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="unit_changes")
    from_on = models.DateField("có hiệu lực từ ngày")
    lead = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name="cơ quan chủ trì mới"
    )
    coordinating = ArrayField(models.UUIDField(), null=True, verbose_name="cơ quan phối hợp")
    reason = models.TextField("lý do, văn bản căn cứ")
    done_at = models.DateTimeField(null=True, editable=False)
    dropped_because = models.TextField(default="", blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="unit_change_of_something",
                condition=Q(lead__isnull=False) | Q(coordinating__isnull=False),
                violation_error_message="Hãy chọn cơ quan chủ trì hoặc cơ quan phối hợp mới.",
            ),
            models.CheckConstraint(
                name="unit_change_with_reason",
                condition=~Q(reason=""),
                violation_error_message="Hãy nêu lý do, văn bản căn cứ.",
            ),
            models.CheckConstraint(
                name="unit_change_done_or_dropped",
                condition=Q(done_at=None) | Q(dropped_because=""),
                violation_error_message="Việc đổi cơ quan hoặc đã thực hiện, hoặc đã bỏ.",
            ),
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(done_at=None, dropped_because=""),
                name="one_unit_change_waits",
                violation_error_message="Đã có một lần đổi cơ quan đang chờ đến ngày hiệu lực.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["from_on"], condition=Q(done_at=None, dropped_because=""), name="unit_change_waits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.from_on}"
