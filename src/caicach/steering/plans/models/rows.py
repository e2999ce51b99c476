"""What a version holds, frozen with it: areas, objectives, tasks, activities and money, as the paper prints them."""

from django.db import models
from django.db.models import F, Q

from caicach.foundation.kernel.ids import new_id
from caicach.foundation.kernel.models import Revised, Row
from caicach.foundation.kernel.published import freeze_with
from caicach.law.legislation.models import Document
from caicach.organisation.units.models import Unit
from caicach.steering.indicators.models import Target
from caicach.steering.plans.states import BLOCKS, TASK_KIND_LABELS, TaskKind

from .plan import PlanVersion

FROZEN = freeze_with("version", "plans_planversion")

# `db_index=False`: a unique constraint begins with the column and serves as its index


class Item(Revised):
    """A row of a version. `origin` stays the same in every version: progress and links hang on it."""

    origin = models.UUIDField(default=new_id, db_index=True)
    position = models.PositiveIntegerField("thứ tự", default=0)
    line_from = models.PositiveIntegerField("từ dòng", null=True, blank=True)
    line_to = models.PositiveIntegerField("đến dòng", null=True, blank=True)
    doubt = models.TextField("điểm cần xác minh", default="", blank=True)

    class Meta:
        abstract = True


class LegalBasis(Row):
    """Căn cứ pháp lý of a version."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="legal_bases")
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField("căn cứ")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        triggers = FROZEN

    def __str__(self) -> str:
        return self.text[:100]


class Area(Item):
    """Nội dung CCHC của kế hoạch: the six reform areas, direction and communication; data, not code."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="areas")
    code = models.CharField("mã", max_length=10)
    name = models.CharField("nội dung", max_length=300)
    printed_code = models.CharField("số thứ tự như in", max_length=10, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="area_code_in_version")]
        triggers = FROZEN

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"


class Objective(Item):
    """Mục tiêu với chỉ tiêu: points at its target in `indicators`, keeps no copy of the numbers.

    `answers` is the origin of the higher plan's objective that this one makes concrete (cụ thể hóa).
    """

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="objectives", db_index=False)
    code = models.CharField("mã", max_length=30)
    area_code = models.CharField("nội dung CCHC", max_length=10, default="", blank=True)
    block = models.CharField("khối", max_length=5, choices=list(BLOCKS.items()), default="all")
    text = models.TextField("mục tiêu, chỉ tiêu")
    target = models.ForeignKey(Target, models.PROTECT, null=True, blank=True, related_name="objectives")
    annex = models.CharField("dòng trong phụ lục", max_length=30, default="", blank=True)
    baseline_note = models.CharField("ghi chú số liệu năm gốc", max_length=300, default="", blank=True)
    binds_group = models.CharField("nhóm cơ quan, đơn vị thực hiện", max_length=50, default="", blank=True)
    answers = models.UUIDField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"],
                name="objective_code_in_version",
                violation_error_message="Mã mục tiêu này đã có trong kế hoạch.",
            )
        ]
        triggers = FROZEN

    def __str__(self) -> str:
        return f"{self.code} {self.text}"[:200]


class Task(Item):
    """Nhiệm vụ, giải pháp: the columns of the yearly plan's annex.

    `lead_text` and `coordinating_text` are as printed; `lead_unit` and `coordinating` are the units they mean.
    `answers`: origin of the higher plan's task; `carried_from`: origin of last year's task (nhiệm vụ chuyển tiếp).
    `serves`: origins of the objectives it works for. `due_on` null with `due_text` "Thường xuyên": regular.
    """

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="tasks", db_index=False)
    code = models.CharField("STT", max_length=30)
    area_code = models.CharField("nội dung CCHC", max_length=10, default="", blank=True)
    block = models.CharField("khối", max_length=5, choices=list(BLOCKS.items()), default="all")
    kind = models.CharField(
        "loại",
        max_length=10,
        choices=[(k.value, v) for k, v in TASK_KIND_LABELS.items()],
        default=TaskKind.TASK,
    )
    text = models.TextField("nhiệm vụ")
    product = models.TextField("sản phẩm", default="", blank=True)
    lead_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan chủ trì"
    )
    lead_text = models.CharField("cơ quan chủ trì (như in)", max_length=500, default="", blank=True)
    coordinating = models.ManyToManyField(
        Unit, through="TaskCoordination", related_name="+", verbose_name="cơ quan phối hợp"
    )
    coordinating_text = models.TextField("cơ quan phối hợp (như in)", default="", blank=True)
    starts_on = models.DateField("bắt đầu", null=True, blank=True)
    due_on = models.DateField("thời gian hoàn thành", null=True, blank=True)
    due_text = models.CharField("thời gian (như in)", max_length=200, default="", blank=True)
    money = models.DecimalField(
        "kinh phí (triệu đồng)", max_digits=14, decimal_places=3, null=True, blank=True
    )
    money_text = models.CharField("kinh phí (như in)", max_length=200, default="", blank=True)
    person_id = models.UUIDField("người phụ trách", null=True, blank=True)
    weight = models.DecimalField(
        "tỷ trọng trong kế hoạch (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    binds_group = models.CharField("nhóm cơ quan, đơn vị thực hiện", max_length=50, default="", blank=True)
    answers = models.UUIDField(null=True, blank=True, db_index=True)
    carried_from = models.UUIDField(null=True, blank=True)
    serves = models.JSONField("phục vụ mục tiêu", default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"],
                name="task_code_in_version",
                violation_error_message="Số thứ tự nhiệm vụ này đã có trong kế hoạch.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                name="task_days_in_order",
                violation_error_message="Thời gian hoàn thành không được trước thời gian bắt đầu.",
            ),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__gte=0, weight__lte=100),
                name="task_weight_range",
                violation_error_message="Tỷ trọng phải từ 0 đến 100%.",
            ),
        ]
        indexes = [
            models.Index(fields=["lead_unit", "due_on"]),
            models.Index(fields=["version", "position"]),
        ]
        triggers = FROZEN

    def __str__(self) -> str:
        return f"{self.code} {self.text}"[:200]


class TaskCoordination(Row):
    """Cơ quan phối hợp of a task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="coordinations", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="coordinates_once")]
        triggers = freeze_with("task", "plans_planversion", through=("plans_task", "version"))

    def __str__(self) -> str:
        return f"{self.task_id} {self.unit_id}"


class Activity(Item):
    """Hoạt động có kinh phí: the rough estimate (khái toán) by year and source is in `ActivityMoney`."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="activities", db_index=False)
    code = models.CharField("STT", max_length=30)
    area_code = models.CharField("nội dung CCHC", max_length=10, default="", blank=True)
    block = models.CharField("khối", max_length=5, choices=list(BLOCKS.items()), default="state")
    name = models.TextField("hoạt động")
    formula = models.TextField("cách tính", default="", blank=True)
    printed_total = models.DecimalField(
        "tổng in trong văn bản (triệu đồng)", max_digits=14, decimal_places=3, null=True, blank=True
    )
    printed_sources = models.JSONField("tổng theo nguồn như in", default=dict, blank=True)
    lead_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan chủ trì"
    )
    lead_text = models.CharField("cơ quan chủ trì (như in)", max_length=500, default="", blank=True)
    coordinating_text = models.TextField("cơ quan phối hợp (như in)", default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"],
                name="activity_code_in_version",
                violation_error_message="Số thứ tự hoạt động này đã có trong kế hoạch.",
            )
        ]
        indexes = [models.Index(fields=["version", "position"])]
        triggers = FROZEN

    def __str__(self) -> str:
        return f"{self.code} {self.name}"[:200]


class ActivityMoney(Row):
    """Khái toán of an activity in a year from a source, triệu đồng: part of the version."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="amounts", db_index=False)
    year = models.PositiveSmallIntegerField("năm")
    source = models.CharField("nguồn", max_length=60, default="ngân sách địa phương")
    amount = models.DecimalField("số tiền (triệu đồng)", max_digits=14, decimal_places=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "year", "source"], name="money_once_a_year_and_source"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="activity_money_not_negative",
                violation_error_message="Số tiền không được âm.",
            ),
        ]
        triggers = freeze_with("activity", "plans_planversion", through=("plans_activity", "version"))

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"


class PrintedTotal(Row):
    """Số tổng in trong văn bản, triệu đồng; what the cross-checks compare with. Columns as in `rules.programme`."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="printed_totals")
    scope = models.CharField(max_length=10)
    code = models.CharField(max_length=30, default="", blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=3)
    printed = models.CharField(max_length=60, default="", blank=True)
    unit_label = models.CharField(max_length=30, default="triệu đồng")
    in_table = models.BooleanField(default=True)
    label = models.CharField(max_length=300, default="", blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        triggers = FROZEN

    def __str__(self) -> str:
        return f"{self.scope} {self.code} {self.year}: {self.amount}"
