"""Indicators, their targets with every revision, and their values."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.models import Revised, Row, no_overlap
from caicach.foundation.kernel.scope import scoped
from caicach.organisation.units.models import Unit
from caicach.steering.indicators import permissions
from caicach.steering.indicators.rules.targets import OPERATOR_LABELS, Direction, Operator
from caicach.steering.indicators.rules.targets import Target as TargetRule
from caicach.steering.indicators.states import VALUE_LABELS, ValueStatus


class Indicator(Revised):
    """Chỉ số: `measure` names the measure that gives its value; "" means entered with evidence and approved."""

    key = models.CharField("mã chỉ số", max_length=150, unique=True)
    name = models.CharField("tên chỉ số", max_length=500)
    unit_label = models.CharField("đơn vị tính", max_length=40, default="%", blank=True)
    direction = models.CharField(
        "chiều tốt",
        max_length=4,
        choices=[("up", "càng cao càng tốt"), ("down", "càng thấp càng tốt")],
        default="up",
    )
    definition = models.TextField("cách tính", default="", blank=True)
    measure = models.CharField("số đo", max_length=100, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=[d.value for d in Direction]),
                name="indicator_direction_known",
                violation_error_message="Chiều tốt của chỉ số phải là “up” hoặc “down”.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Target(Revised):
    """Chỉ tiêu: the value of an indicator wanted for a level of government, at a year.

    The columns hold what was decided last, `effective_on` since when; `TargetRevision` keeps what it was before, with
    the decision. `queries.rules_in_force` tells what holds on a day.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets", verbose_name="chỉ số")
    operator = models.CharField(
        "phép so sánh", max_length=15, choices=[(o.value, label) for o, label in OPERATOR_LABELS.items()]
    )
    value = models.DecimalField("giá trị", max_digits=18, decimal_places=4)
    value2 = models.DecimalField("đến", max_digits=18, decimal_places=4, null=True, blank=True)
    unit_label = models.CharField("đơn vị tính", max_length=40, default="%", blank=True)
    level = models.CharField("cấp", max_length=60, default="", blank=True)
    year = models.PositiveSmallIntegerField("năm", null=True, blank=True)
    baseline = models.DecimalField("số liệu năm gốc", max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField("năm gốc", null=True, blank=True)
    effective_on = models.DateField("ngày hiệu lực của lần điều chỉnh gần nhất", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(operator__in=[o.value for o in Operator]),
                name="target_operator_known",
                violation_error_message="Phép so sánh của chỉ tiêu không có trong danh mục.",
            ),
            models.CheckConstraint(
                condition=~Q(operator="range") | Q(value2__isnull=False, value2__gte=F("value")),
                name="target_range_has_both_ends",
                violation_error_message="Chỉ tiêu “trong khoảng” cần hai giá trị, xếp từ nhỏ đến lớn.",
            ),
        ]
        indexes = [models.Index(fields=["indicator", "year"])]

    def __str__(self) -> str:
        return self.as_rule().describe()

    def as_rule(self) -> TargetRule:
        """The target as a plain value for the rules."""
        return TargetRule(
            operator=Operator(self.operator),
            value=self.value,
            value2=self.value2,
            unit=self.unit_label,
            level=self.level,
            year=self.year,
            baseline=self.baseline,
            baseline_year=self.baseline_year,
        )


class TargetRevision(Row):
    """Điều chỉnh chỉ tiêu: what the target was until a decision changed it."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="revisions")
    old_operator = models.CharField(max_length=15)
    old_value = models.DecimalField(max_digits=18, decimal_places=4)
    old_value2 = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    new_operator = models.CharField(max_length=15)
    new_value = models.DecimalField(max_digits=18, decimal_places=4)
    new_value2 = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    decision = models.CharField("số, ký hiệu quyết định", max_length=100)
    decided_on = models.DateField("ngày quyết định")
    effective_on = models.DateField("ngày hiệu lực")
    reason = models.TextField("lý do", default="", blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.decision}: {self.old_value} -> {self.new_value}"


class ValueQuerySet(models.QuerySet["Value"]):
    def visible_to(self, actor: Actor) -> "ValueQuerySet":
        """Values of units the actor may see."""
        return self.filter(scoped(actor, permissions.VIEW))

    def approved(self) -> "ValueQuerySet":
        return self.filter(status=ValueStatus.APPROVED)


class Value(Revised):
    """Số liệu của chỉ số tại một đơn vị trong một kỳ; in the display unit (97.5 means 97.5 %).

    `source`: measure (with numerator and denominator) or entered (evidence hangs on the row in `files`).
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values", verbose_name="chỉ số")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="cơ quan, đơn vị")
    during = DateRangeField("kỳ")
    value = models.DecimalField("giá trị", max_digits=18, decimal_places=4)
    numerator = models.DecimalField("tử số", max_digits=18, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField("mẫu số", max_digits=18, decimal_places=4, null=True, blank=True)
    source = models.CharField(max_length=20, default="entered")
    note = models.TextField("ghi chú", default="", blank=True)
    status = models.CharField(
        max_length=20,
        choices=[(s.value, label) for s, label in VALUE_LABELS.items()],
        default=ValueStatus.SUBMITTED,
    )
    entered_by = models.UUIDField(null=True, editable=False)
    entered_by_name = models.CharField(max_length=200, default="", blank=True)
    entered_at = models.DateTimeField()
    decided_by_name = models.CharField(max_length=200, default="", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.TextField("lý do trả lại", default="", blank=True)
    is_sample = models.BooleanField(default=False)

    objects = ValueQuerySet.as_manager()

    class Meta:
        constraints = [
            no_overlap(
                "one_approved_value_a_period",
                "indicator",
                "unit",
                message="Chỉ số này đã có số liệu được phê duyệt trong kỳ. Hãy điều chỉnh số liệu đã có.",
                condition=Q(status="approved"),
            ),
            models.CheckConstraint(
                condition=Q(status="submitted", decided_at__isnull=True) | Q(decided_at__isnull=False),
                name="value_decision_has_its_moment",
                violation_error_message="Số liệu đã phê duyệt hoặc trả lại phải có thời điểm.",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(returned_reason=""),
                name="value_returned_with_reason",
                violation_error_message="Trả lại số liệu phải nêu lý do.",
            ),
        ]
        indexes = [models.Index(fields=["indicator", "unit"]), models.Index(fields=["unit", "status"])]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.during}: {self.value}"
