"""Plans and their versions."""

from django.db import models
from django.db.models import F, Q

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.models import Revised
from caicach.foundation.kernel.published import freeze_published
from caicach.foundation.kernel.scope import scoped
from caicach.law.legislation.models import Document
from caicach.organisation.units.models import Unit
from caicach.steering.plans import permissions
from caicach.steering.plans.states import PLAN_KIND_LABELS


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
        narrowings = [scope for scope in actor.scope(permissions.VIEW) if scope.area]
        if not narrowings:
            return self.visible_to(actor)
        narrowed = Q(pk__in=[])
        for scope in narrowings:
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
