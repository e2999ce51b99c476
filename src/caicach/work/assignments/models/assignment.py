"""Assignments and the units that work on them."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.models import Revised, Row
from caicach.foundation.kernel.scope import EVERYTHING, scoped
from caicach.law.legislation.models import Clause, Document
from caicach.organisation.personnel.models import Person
from caicach.organisation.units.models import Unit

from .. import permissions
from ..states import AREAS, BLOCKS, OPEN, Giver, Status, Urgency


def choices(words: type[Any]) -> list[tuple[str, str]]:
    """The words of a field: stored value and Vietnamese label."""
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
    giver = models.CharField("người giao", max_length=30, choices=choices(Giver))
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
    urgency = models.CharField("mức độ khẩn", max_length=20, choices=choices(Urgency), default=Urgency.NORMAL)
    regular = models.BooleanField("thường xuyên", default=False)
    original_due_on = models.DateField("thời hạn giao", null=True, blank=True, editable=False)
    due_on = models.DateField("thời hạn hoàn thành", null=True, blank=True, editable=False)
    term_start = models.DateField(null=True, blank=True, editable=False)
    term_amount = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    term_unit = models.CharField(max_length=20, default="", blank=True, editable=False)
    due_provisional = models.BooleanField(default=False, editable=False)
    status = models.CharField(
        "trạng thái", max_length=20, choices=choices(Status), default=Status.GIVEN, editable=False
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
