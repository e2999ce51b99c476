"""Assignments and everything that happened to them."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.models import Revised, Row
from caicach.foundation.kernel.scope import EVERYTHING, scoped
from caicach.law.legislation.models import Clause, Document
from caicach.organisation.personnel.models import Person
from caicach.organisation.units.models import Unit

from . import permissions
from .states import AREAS, BLOCKS, OPEN, Answer, Giver, RemarkKind, ReportKind, Status, Urgency


def _choices(words: type[Any]) -> list[tuple[str, str]]:
    return [(word.value, word.label) for word in words]


_STEPS = {
    Status.GIVEN: "to_accept",
    Status.RETURNED: "returned",
    Status.ACCEPTED: "accepted",
    Status.HANDED_IN: "to_confirm",
    Status.DONE: "done",
    Status.WITHDRAWN: "withdrawn",
}


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Chainable filters of assignments."""

    def visible_to(self, actor: Actor) -> "AssignmentQuerySet":
        """What the actor may see: of the units they see as lead, giver or coordinating unit, and their own work."""
        theirs = scoped(actor, permissions.VIEW, area="area_code")
        if theirs == EVERYTHING:
            return self
        theirs |= scoped(actor, permissions.VIEW, unit="giver_unit_id", area="area_code")
        shared = Coordination.objects.filter(
            scoped(actor, permissions.VIEW, unit="unit_id", area="assignment__area_code")
        )
        theirs |= Q(pk__in=shared.values("assignment_id"))
        persons = [person for person in (actor.person_id, actor.acting_for) if person]
        if persons:
            theirs |= Q(person_id__in=persons)
        return self.filter(theirs)

    def open(self) -> "AssignmentQuerySet":
        return self.filter(status__in=OPEN)

    def first_hand(self) -> "AssignmentQuerySet":
        """Without what was delegated further: a piece of work is counted once."""
        return self.filter(parent__isnull=True)


class Assignment(Revised):
    """Nhiệm vụ được giao.

    `original_due_on` is the date of the day it was given and never changes; `due_on` is derived from it and the
    granted extensions (kept for lists; `operations.derive_due` makes it anew). Where the date was given as
    a number of days, `term_…` keep them and `due_provisional` says that it rests on an unpublished calendar.
    `handed_in_at` is the moment of the hand-in that stands, None after a send-back.
    """

    title = models.TextField("nội dung nhiệm vụ")
    product = models.CharField("sản phẩm", max_length=1000, default="", blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name="cơ quan chủ trì")
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name="người thực hiện",
    )
    coordinating = models.ManyToManyField(
        Unit, through="Coordination", related_name="coordinated_assignments"
    )
    giver = models.CharField("người giao", max_length=30, choices=_choices(Giver))
    giver_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="given_assignments", verbose_name="cơ quan theo dõi, xác nhận"
    )
    giver_name = models.CharField("họ tên, chức vụ người giao", max_length=200, default="", blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    subject_kind = models.CharField(max_length=50, default="", blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="văn bản giao"
    )
    clause = models.ForeignKey(
        Clause, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="điểm, khoản"
    )
    source_symbol = models.CharField("số, ký hiệu văn bản", max_length=100, default="", blank=True)
    source_on = models.DateField("ngày văn bản", null=True, blank=True)
    source_abstract = models.CharField("trích yếu", max_length=1000, default="", blank=True)
    source_clause = models.TextField("đoạn giao nhiệm vụ trong văn bản", default="", blank=True)
    office_number = models.CharField(
        "số trên phần mềm quản lý văn bản", max_length=100, default="", blank=True
    )
    area_code = models.CharField(
        "nội dung CCHC", max_length=10, default="", blank=True, choices=list(AREAS.items())
    )
    block = models.CharField("khối", max_length=10, default="", blank=True, choices=list(BLOCKS.items()))
    urgency = models.CharField(
        "mức độ khẩn", max_length=20, choices=_choices(Urgency), default=Urgency.NORMAL
    )
    regular = models.BooleanField("thường xuyên", default=False)
    original_due_on = models.DateField("thời hạn giao", null=True, blank=True, editable=False)
    due_on = models.DateField("thời hạn hoàn thành", null=True, blank=True, editable=False)
    term_start = models.DateField(null=True, blank=True, editable=False)
    term_amount = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    term_unit = models.CharField(max_length=20, default="", blank=True, editable=False)
    due_provisional = models.BooleanField(default=False, editable=False)
    status = models.CharField(
        "trạng thái", max_length=20, choices=_choices(Status), default=Status.GIVEN, editable=False
    )
    percent = models.PositiveSmallIntegerField("tiến độ (%)", default=0, editable=False)
    blocked_because = models.TextField("khó khăn, vướng mắc", default="", blank=True, editable=False)
    sent_back_because = models.TextField("lý do trả lại kết quả", default="", blank=True, editable=False)
    given_at = models.DateTimeField("ngày giao")
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    handed_in_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assignment_due_or_regular",
                condition=Q(regular=True, original_due_on=None, due_on=None)
                | Q(regular=False, original_due_on__isnull=False, due_on__isnull=False),
                violation_error_message="Nhiệm vụ phải có thời hạn hoàn thành hoặc là thường xuyên.",
            ),
            models.CheckConstraint(
                name="assignment_closed_with_moment",
                condition=Q(status__in=["done", "withdrawn"], closed_at__isnull=False)
                | (~Q(status__in=["done", "withdrawn"]) & Q(closed_at=None)),
                violation_error_message="Nhiệm vụ đã kết thúc phải có thời điểm kết thúc.",
            ),
            models.CheckConstraint(
                name="assignment_handed_in_with_moment",
                condition=Q(status__in=["handed_in", "done"], handed_in_at__isnull=False)
                | Q(status="withdrawn")
                | (~Q(status__in=["handed_in", "done", "withdrawn"]) & Q(handed_in_at=None)),
                violation_error_message="Nhiệm vụ đã nộp kết quả phải có thời điểm nộp.",
            ),
            models.CheckConstraint(
                name="assignment_accepted_with_moment",
                condition=Q(status__in=["accepted", "handed_in", "done"], accepted_at__isnull=False)
                | Q(status="withdrawn")
                | Q(status__in=["given", "returned"], accepted_at=None),
                violation_error_message="Nhiệm vụ đã tiếp nhận phải có thời điểm tiếp nhận.",
            ),
            models.CheckConstraint(
                name="assignment_percent",
                condition=Q(percent__lte=100),
                violation_error_message="Tiến độ phải từ 0 đến 100%.",
            ),
            models.CheckConstraint(
                name="assignment_term_whole",
                condition=Q(term_start=None, term_amount=None, term_unit="")
                | Q(
                    term_start__isnull=False,
                    term_amount__gt=0,
                    term_unit__in=["working_days", "days"],
                    regular=False,
                ),
                violation_error_message="Thời hạn tính theo số ngày phải có ngày bắt đầu và số ngày.",
            ),
            models.CheckConstraint(
                name="assignment_subject_whole",
                condition=Q(subject_kind="", subject_id=None)
                | (~Q(subject_kind="") & Q(subject_id__isnull=False)),
                violation_error_message="Nhiệm vụ của kế hoạch phải ghi đủ loại và mã.",
            ),
            models.CheckConstraint(
                name="assignment_title_given",
                condition=~Q(title=""),
                violation_error_message="Hãy ghi nội dung nhiệm vụ.",
            ),
            models.CheckConstraint(
                name="assignment_not_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("id")),
                violation_error_message="Nhiệm vụ không giao lại cho chính nó.",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "status", "due_on"], name="assignment_of_unit"),
            models.Index(fields=["giver_unit", "status", "due_on"], name="assignment_of_giver"),
            models.Index(fields=["person", "status", "due_on"], name="assignment_of_person"),
            models.Index(fields=["subject_kind", "subject_id"], name="assignment_of_subject"),
            models.Index(fields=["due_on", "id"], name="assignment_by_due"),
            models.Index(fields=["given_at"], name="assignment_by_given"),
            models.Index(fields=["closed_at"], name="assignment_by_closed"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/nhiem-vu/{self.pk}/"

    @property
    def state(self) -> Status:
        return Status(self.status)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def step(self) -> str:
        """The name of its state among the looks of `ui.statuses`."""
        return _STEPS[self.state]

    @property
    def was_extended(self) -> bool:
        return self.due_on != self.original_due_on

    @property
    def source_line(self) -> str:
        """The paper it was given by, in one line: "145/TB-UBND ngày 03/03/2025"."""
        if self.document is not None:
            words, on = self.document.number or self.document.kind, self.document.issued_on
        else:
            words, on = self.source_symbol, self.source_on
        return " ngày ".join(part for part in (words, f"{on:%d/%m/%Y}" if on else "") if part)


class Coordination(Row):
    """A unit works on the assignment with the lead unit (cơ quan phối hợp)."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="coordinations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "unit"],
                name="coordination_once",
                violation_error_message="Cơ quan phối hợp đã có trong danh sách.",
            )
        ]

    def __str__(self) -> str:
        return str(self.unit_id)


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
    kind = models.CharField(max_length=20, choices=_choices(RemarkKind))
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
    answer = models.CharField(max_length=10, choices=_choices(Answer), default=Answer.ASKED)
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
    giver = models.CharField("người giao", max_length=30, choices=_choices(Giver))
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
