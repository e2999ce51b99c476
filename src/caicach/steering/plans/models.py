"""Plans, their versions, and what follows from them: progress, money decided later, what was sent."""

from django.db import models
from django.db.models import F, Q

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.ids import new_id
from caicach.foundation.kernel.models import Revised, Row
from caicach.foundation.kernel.published import freeze_published, freeze_with
from caicach.foundation.kernel.scope import scoped
from caicach.law.legislation.models import Document
from caicach.organisation.units.models import Unit
from caicach.steering.indicators.models import Target
from caicach.steering.plans import permissions
from caicach.steering.plans.states import (
    BLOCKS,
    MONEY_STAGE_LABELS,
    PLAN_KIND_LABELS,
    PROGRESS_LABELS,
    TASK_KIND_LABELS,
    MoneyStage,
    ProgressStatus,
    TaskKind,
)


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, actor: Actor) -> "PlanQuerySet":
        """Published plans of the units the actor may see, and drafts of those whose plans the actor edits.

        A provincial plan (`is_public`) is visible to everybody who may see plans at all.
        """
        if not actor.has(permissions.VIEW):
            return self.none()
        drafts = scoped(actor, permissions.EDIT)
        published = scoped(actor, permissions.VIEW) | Q(is_public=True)
        return self.filter(Q(current__isnull=False) & published | drafts)

    def partly_visible_to(self, actor: Actor) -> "PlanQuerySet":
        """Plans of which the actor sees everything or, by a grant narrowed to a reform area, the rows of that area."""
        narrowed = Q(pk__in=[])
        for scope in actor.scope(permissions.VIEW):
            if scope.area:
                narrowed |= ~Q(pk__in=[]) if scope.units is None else Q(unit_id__in=scope.units)
        whole = self.visible_to(actor).values("pk")
        return self.filter(Q(current__isnull=False) & narrowed | Q(pk__in=whole))


class Plan(Revised):
    """Đề án, chương trình giai đoạn, hoặc kế hoạch CCHC năm of one unit; its content is in its versions.

    `current` is the version in force (the last published). A plan with `is_sample` says so on every page and print.
    """

    code = models.SlugField("mã", max_length=100, unique=True)
    kind = models.CharField(
        "loại", max_length=20, choices=[(k.value, label) for k, label in PLAN_KIND_LABELS.items()]
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="plans", verbose_name="cơ quan, đơn vị ban hành"
    )
    title = models.CharField("tên gọi", max_length=500)
    first_year = models.PositiveSmallIntegerField("từ năm")
    last_year = models.PositiveSmallIntegerField("đến năm")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="cụ thể hóa từ"
    )
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="kế hoạch năm trước"
    )
    current = models.ForeignKey("PlanVersion", models.PROTECT, null=True, blank=True, related_name="+")
    archived = models.BooleanField("đã kết thúc, lưu trữ", default=False)
    is_public = models.BooleanField("toàn tỉnh được xem", default=False)
    is_sample = models.BooleanField("kế hoạch mẫu", default=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")),
                name="plan_years_in_order",
                violation_error_message="Năm kết thúc không được trước năm bắt đầu.",
            ),
            models.UniqueConstraint(
                fields=["unit", "first_year"],
                condition=Q(kind="yearly_plan", archived=False),
                name="one_yearly_plan_a_unit",
                violation_error_message="Cơ quan, đơn vị đã có kế hoạch cải cách hành chính của năm này.",
            ),
        ]
        indexes = [models.Index(fields=["kind", "first_year"]), models.Index(fields=["parent"])]

    def __str__(self) -> str:
        return self.title


class PlanVersion(Revised):
    """Một lần ban hành hoặc điều chỉnh, bổ sung: draft until `published_at`, then frozen.

    Number, date and the signed PDF (`signed_file`, an id in `files`) are recorded after the paper is issued, without
    a new version.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    ordinal = models.PositiveSmallIntegerField("lần")
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by_name = models.CharField(max_length=200, default="", blank=True)
    reason = models.TextField("lý do điều chỉnh, bổ sung", default="", blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    number = models.CharField("số, ký hiệu", max_length=60, default="", blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    signed_file = models.UUIDField("bản ký số", null=True, blank=True)
    printed_facts = models.JSONField("mục, thời kỳ, hiện trạng như in", default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "ordinal"], name="plan_version_ordinal"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(published_at__isnull=True),
                name="one_draft_a_plan",
                violation_error_message="Kế hoạch đang có một bản dự thảo. Hãy sửa tiếp bản dự thảo đó.",
            ),
        ]
        triggers = freeze_published("document_id", "number", "issued_on", "signed_file")

    def __str__(self) -> str:
        return f"{self.plan_id} lần {self.ordinal}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


def _frozen(name: str = "version") -> list[object]:
    return [freeze_with(name, "plans_planversion")]


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
        triggers = _frozen()

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
        triggers = _frozen()

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"


class Objective(Item):
    """Mục tiêu với chỉ tiêu: points at its target in `indicators`, keeps no copy of the numbers.

    `answers` is the origin of the higher plan's objective that this one makes concrete (cụ thể hóa).
    """

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="objectives")
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
        triggers = _frozen()

    def __str__(self) -> str:
        return f"{self.code} {self.text}"[:200]


class Task(Item):
    """Nhiệm vụ, giải pháp: the columns of the yearly plan's annex.

    `lead_text` and `coordinating_text` are as printed; `lead_unit` and `coordinating` are the units they mean.
    `answers`: origin of the higher plan's task; `carried_from`: origin of last year's task (nhiệm vụ chuyển tiếp).
    `serves`: origins of the objectives it works for. `due_on` null with `due_text` "Thường xuyên": regular.
    """

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="tasks")
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
        ]
        indexes = [
            models.Index(fields=["lead_unit", "due_on"]),
            models.Index(fields=["version", "position"]),
        ]
        triggers = _frozen()

    def __str__(self) -> str:
        return f"{self.code} {self.text}"[:200]


class TaskCoordination(Row):
    """Cơ quan phối hợp of a task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="coordinations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="coordinates_once")]
        triggers = [freeze_with("task", "plans_planversion", through=("plans_task", "version"))]

    def __str__(self) -> str:
        return f"{self.task_id} {self.unit_id}"


class Activity(Item):
    """Hoạt động có kinh phí: the rough estimate (khái toán) by year and source is in `ActivityMoney`."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="activities")
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
        triggers = _frozen()

    def __str__(self) -> str:
        return f"{self.code} {self.name}"[:200]


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


class ActivityMoney(Row):
    """Khái toán of an activity in a year from a source, triệu đồng: part of the version."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="amounts")
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
        triggers = [freeze_with("activity", "plans_planversion", through=("plans_activity", "version"))]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"


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
        triggers = _frozen()

    def __str__(self) -> str:
        return f"{self.scope} {self.code} {self.year}: {self.amount}"


class ProgressQuerySet(models.QuerySet["Progress"]):
    def visible_to(self, actor: Actor) -> "ProgressQuerySet":
        return self.filter(scoped(actor, permissions.VIEW, area="area_code"))


class Progress(Revised):
    """Báo cáo tiến độ of a unit on a task (by `origin`); every report stays, the last confirmed one counts.

    Percent by hand only where no assignment carries out the task. Evidence hangs on the row in `files`.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="progress")
    origin = models.UUIDField(db_index=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=10, default="", blank=True)
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
