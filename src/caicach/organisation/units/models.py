"""Units and their versions through time."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat

from caicach.foundation.kernel.models import Revised, Row, no_overlap
from caicach.foundation.kernel.text_sql import Fold
from caicach.organisation.units.states import Block, Change, Level


class TextRange(Func):
    """`textrange(code, code, '[]')`: compares codes in an exclusion constraint without contrib extensions."""

    function = "textrange"


def _one_bearer(code: str, label: str) -> ExclusionConstraint:
    """A code belongs to one unit on a day: statistics codes are re-used, so every code needs a day."""
    return ExclusionConstraint(
        name=f"unit_{code}_once_a_day",
        expressions=[
            (TextRange(F(code), F(code), Value("[]")), RangeOperators.OVERLAPS),
            ("during", RangeOperators.OVERLAPS),
        ],
        condition=~Q(**{code: ""}),
        violation_error_message=f"{label} này đang thuộc một cơ quan, đơn vị khác trong thời gian đó.",
    )


class Unit(Row):
    """A unit with a stable identity through renamings and moves; everything else is in its versions.

    `reference` is its key in the shipped files, "" for units made on the spot.
    """

    reference = models.CharField(max_length=100, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], condition=~Q(reference=""), name="unit_reference_once"
            ),
        ]

    def __str__(self) -> str:
        return self.reference or str(self.pk)


class UnitVersion(Revised):
    """What a unit is called, where it stands and what its codes are, during a period.

    A deferred trigger (migration 0001) keeps every version inside the life of its parent.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    during = DateRangeField()
    name = models.CharField(max_length=300)
    short_name = models.CharField(max_length=100, default="", blank=True)
    kind = models.CharField(max_length=50)
    block = models.CharField(max_length=10, default="", blank=True)
    level = models.CharField(max_length=10)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="child_versions")
    position = models.PositiveIntegerField(default=0)
    statistics_code = models.CharField(max_length=20, default="", blank=True)
    agency_code = models.CharField(max_length=30, default="", blank=True)
    own_code = models.CharField(max_length=50, default="", blank=True)
    administrative = models.BooleanField(default=False)
    legal_basis = models.TextField(default="", blank=True)
    date_status = models.CharField(max_length=50, default="", blank=True)
    folded = models.GeneratedField(
        expression=Fold(Concat(F("name"), Value(" "), F("short_name"), Value(" "), F("own_code"))),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            no_overlap("unit_versions_apart", "unit", message="Thời gian của các phiên bản bị chồng nhau."),
            _one_bearer("statistics_code", "Mã thống kê"),
            _one_bearer("agency_code", "Mã định danh cơ quan"),
            _one_bearer("own_code", "Mã riêng"),
            models.CheckConstraint(
                condition=~Q(parent=F("unit")),
                name="unit_not_its_own_parent",
                violation_error_message="Cơ quan, đơn vị không thể trực thuộc chính mình.",
            ),
            models.CheckConstraint(
                condition=Q(block__in=["", *(b.value for b in Block)])
                & Q(level__in=[lv.value for lv in Level]),
                name="unit_block_and_level_known",
                violation_error_message="Khối hoặc cấp không có trong danh mục.",
            ),
            models.CheckConstraint(
                condition=Q(administrative=False)
                | (Q(block="") & ~Q(statistics_code="") & ~Q(level=Level.VILLAGE.value)),
                name="unit_area_has_code_no_block",
                violation_error_message="Đơn vị hành chính phải có mã thống kê, không thuộc khối nào; thôn, tổ dân phố "
                "không phải đơn vị hành chính.",
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "position"])
        ]  # none on `during`: most versions hold on most days

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """The code that the unit is spoken of by: statistics code, else agency code, else own code."""
        return self.statistics_code or self.agency_code or self.own_code

    @property
    def short(self) -> str:
        """Short name where there is one."""
        return self.short_name or self.name


class Succession(Row):
    """One unit continues another from a day on (cơ quan kế thừa), by a legal basis.

    Predecessor = successor says that the unit lives on through the event; no successor: it ends (giải thể, kết thúc
    hoạt động). Open work goes to the `heir` among the successors; `handed_over_at`: when it went. `share`: how much of
    a unit that was split the successor continues, in percent, where the decision says so.
    """

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions_out")
    successor = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="successions_in")
    kind = models.CharField(max_length=20)
    on = models.DateField()
    legal_basis = models.TextField(default="", blank=True)
    date_status = models.CharField(max_length=50, default="", blank=True)
    heir = models.BooleanField(default=True)
    share = models.DecimalField("tỷ lệ kế thừa, %", max_digits=5, decimal_places=2, null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "on"], nulls_distinct=False, name="succession_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[c.value for c in Change])
                & (Q(kind=Change.ABOLISH.value) | Q(successor__isnull=False)),
                name="succession_goes_somewhere",
                violation_error_message="Chỉ khi giải thể, kết thúc hoạt động mới không có cơ quan kế thừa.",
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=100),
                name="succession_share_is_a_part",
                violation_error_message="Tỷ lệ kế thừa phải lớn hơn 0 và không quá 100 %.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} -> {self.successor_id}"


class UnitPath(Row):
    """Derived: who stands above whom, during which period; `operations.rebuild_paths` makes it anew."""

    ancestor = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    descendant = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    depth = models.PositiveSmallIntegerField()
    during = DateRangeField()

    class Meta:
        indexes = [models.Index(fields=["ancestor", "depth"]), models.Index(fields=["descendant"])]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id}"


class FunctionTransfer(Row):
    """A function moves between two living units from a day on (chuyển giao chức năng, nhiệm vụ)."""

    function = models.CharField(max_length=300)
    giver = models.ForeignKey(Unit, models.PROTECT, related_name="functions_given")
    receiver = models.ForeignKey(Unit, models.PROTECT, related_name="functions_received")
    on = models.DateField()
    legal_basis = models.TextField(default="", blank=True)
    date_status = models.CharField(max_length=50, default="", blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["function", "giver", "on"], name="function_given_once"),
            models.CheckConstraint(
                condition=~Q(giver=F("receiver")),
                name="function_goes_elsewhere",
                violation_error_message="Đơn vị giao và đơn vị nhận phải khác nhau.",
            ),
        ]

    def __str__(self) -> str:
        return self.function


class Group(Row):
    """A named set of units, as documents address them ("Các sở, ban, ngành"); its members depend on the day."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class GroupRule(Row):
    """One rule of a group: units of these kinds, blocks and levels below the province, or one named unit."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="rules")
    during = DateRangeField()
    kinds = ArrayField(models.CharField(max_length=50), default=list)
    blocks = ArrayField(models.CharField(max_length=10), default=list)
    levels = ArrayField(models.CharField(max_length=10), default=list)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.group_id}: {self.kinds or self.unit_id}"


class Alias(Row):
    """Another way in which documents write a unit's or group's name; `scope` limits it to a province's documents."""

    text = models.CharField(max_length=300)
    scope = models.CharField(max_length=50, default="", blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="aliases")
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="aliases")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["text", "scope", "unit", "group"], nulls_distinct=False, name="alias_once"
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=True) ^ Q(group__isnull=True), name="alias_of_a_unit_or_a_group"
            ),
        ]

    def __str__(self) -> str:
        return self.text
