"""Tables of the working calendar."""

from uuid import UUID

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from caicach.foundation.kernel.ids import new_id
from caicach.foundation.kernel.models import Revised, Row, during_field, no_overlap
from caicach.foundation.kernel.published import Version, freeze_published, freeze_with
from caicach.foundation.kernel.triggers import Stays

from .rules import VERIFICATIONS, hours


def valid_hours(text: str) -> None:
    """Refuse text that is not "07:30-11:30, 13:30-17:30"."""
    try:
        hours(text)
    except ValueError as error:
        raise ValidationError(f"Giờ làm việc “{text}” chưa đúng: {error}.") from error


class WorkCalendar(Revised):
    """Lịch làm việc, by its short code ("vn").

    `assumed` holds the days off of years whose notice is not yet published, as {"2027": {"2027-01-01": name}};
    every date that rests on them is provisional. `stamp` changes with every change of the calendar, so that a
    process knows when its compiled copy is out of date.
    """

    code = models.SlugField("mã", max_length=30, unique=True)
    name = models.CharField("tên lịch", max_length=200)
    assumes = models.BooleanField("lấy tạm ngày nghỉ lễ khi chưa có thông báo", default=True)
    rolls = models.BooleanField("hết hạn vào ngày nghỉ thì chuyển sang ngày làm việc tiếp theo", default=True)
    assumed = models.JSONField(default=dict, blank=True, editable=False)
    stamp = models.UUIDField(default=new_id, editable=False)

    notices: "models.QuerySet[YearNotice]"
    weeks: "models.QuerySet[OfficeWeek]"
    local_days: "models.QuerySet[LocalDays]"

    def __str__(self) -> str:
        return self.name


class YearNotice(Version):
    """Thông báo lịch nghỉ một năm: a draft until published, then frozen; a correction is a later edition."""

    calendar = models.ForeignKey(WorkCalendar, models.PROTECT, related_name="notices")
    year = models.PositiveSmallIntegerField("năm")
    paper = models.CharField("văn bản", max_length=300, blank=True, default="")
    source = models.CharField("nguồn", max_length=500, blank=True, default="")
    verification = models.CharField(
        "mức độ đối chiếu", max_length=20, choices=list(VERIFICATIONS.items()), default="unverified"
    )
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)

    calendar_id: UUID
    days: "models.QuerySet[NoticeDay]"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "year"],
                condition=Q(published_at__isnull=True),
                name="notice_one_draft",
                violation_error_message="Năm này đã có bản dự thảo.",
            ),
            models.UniqueConstraint(
                fields=["calendar", "year"],
                condition=Q(published_at__isnull=False, superseded_at__isnull=True),
                name="notice_one_in_force",
                violation_error_message="Năm này đã có thông báo đang có hiệu lực.",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(published_at__isnull=False),
                name="notice_superseded_was_published",
                violation_error_message="Bản dự thảo không thể bị thay thế.",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(paper=""),
                name="notice_published_names_its_paper",
                violation_error_message="Phải ghi văn bản thông báo trước khi công bố.",
            ),
        ]
        triggers = freeze_published("superseded_at")

    def __str__(self) -> str:
        return f"Lịch nghỉ năm {self.year}"


class NoticeDay(Row):
    """A day off or a make-up day (ngày làm bù) of a yearly notice."""

    OFF, MAKEUP = "off", "makeup"
    KINDS = [(OFF, "Nghỉ"), (MAKEUP, "Làm bù")]

    notice = models.ForeignKey(YearNotice, models.CASCADE, related_name="days")
    day = models.DateField("ngày")
    kind = models.CharField("loại", max_length=10, choices=KINDS)
    name = models.CharField("tên", max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "day"],
                name="notice_day_once",
                violation_error_message="Một ngày chỉ được ghi một lần trong thông báo.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["off", "makeup"]),
                name="notice_day_kind",
                violation_error_message="Loại ngày phải là nghỉ hoặc làm bù.",
            ),
        ]
        triggers = freeze_with("notice", "worktime_yearnotice")

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"


class OfficeWeek(Revised):
    """Giờ làm việc trong tuần, of the whole calendar (`unit_id` null) or of one unit, during a period.

    `week` has the hours of Monday to Sunday as text; `counted` the weekdays (0 is Monday) that are working days.
    """

    calendar = models.ForeignKey(WorkCalendar, models.PROTECT, related_name="weeks")
    unit_id = models.UUIDField(null=True, blank=True)
    during = during_field()
    week = ArrayField(models.CharField(max_length=60, blank=True, validators=[valid_hours]), size=7)
    counted = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    cut_off = models.TimeField("giờ chốt nhận trong ngày", null=True, blank=True)
    reason = models.CharField("căn cứ", max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            no_overlap(
                "office_week_no_overlap",
                "calendar",
                condition=Q(unit_id__isnull=True),
                message="Giờ làm việc chung của lịch đã được khai cho thời gian này.",
            ),
            no_overlap(
                "office_week_unit_no_overlap",
                "calendar",
                "unit_id",
                condition=Q(unit_id__isnull=False),
                message="Giờ làm việc của cơ quan, đơn vị đã được khai cho thời gian này.",
            ),
            models.CheckConstraint(
                condition=Q(week__len=7),
                name="office_week_seven_days",
                violation_error_message="Phải khai giờ cho đủ bảy ngày trong tuần.",
            ),
        ]

    def __str__(self) -> str:
        return f"Giờ làm việc từ {self.during.lower:%d/%m/%Y}"


class LocalDays(Revised):
    """Ngày riêng: days `during` which one unit, or everybody, is closed (`hours` empty) or has other hours.

    It beats the yearly notice. What was entered by mistake is withdrawn, not deleted.
    """

    calendar = models.ForeignKey(WorkCalendar, models.PROTECT, related_name="local_days")
    unit_id = models.UUIDField(null=True, blank=True)
    during = during_field()
    hours = models.CharField("giờ làm việc", max_length=60, blank=True, default="", validators=[valid_hours])
    counts = models.BooleanField("tính là ngày làm việc", default=False)
    reason = models.CharField("lý do, căn cứ", max_length=300)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    calendar_id: UUID

    class Meta:
        constraints = [
            no_overlap(
                "local_days_no_overlap",
                "calendar",
                condition=Q(unit_id__isnull=True, withdrawn_at__isnull=True),
                message="Đã có ngày riêng chung trong thời gian này.",
            ),
            no_overlap(
                "local_days_unit_no_overlap",
                "calendar",
                "unit_id",
                condition=Q(unit_id__isnull=False, withdrawn_at__isnull=True),
                message="Cơ quan, đơn vị đã có ngày riêng trong thời gian này.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="local_days_have_a_reason",
                violation_error_message="Phải ghi lý do của ngày riêng.",
            ),
            models.CheckConstraint(
                condition=Q(counts=False) | ~Q(hours=""),
                name="local_days_counted_are_open",
                violation_error_message="Ngày tính là ngày làm việc thì phải có giờ làm việc.",
            ),
            models.CheckConstraint(
                condition=Q(during__endswith__isnull=False, during__startswith__isnull=False),
                name="local_days_are_bounded",
                violation_error_message="Ngày riêng phải có ngày đầu và ngày cuối.",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Recalculation(Row):
    """Lần tính lại thời hạn: one change of a calendar and what it did to the open items."""

    calendar = models.ForeignKey(WorkCalendar, models.PROTECT, related_name="recalculations")
    cause = models.CharField("nguyên nhân", max_length=300)
    notice = models.ForeignKey(YearNotice, models.PROTECT, null=True, blank=True)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True, blank=True)
    actor_label = models.CharField(max_length=100, blank=True, default="")  # what acts without an account
    changed_days = models.PositiveIntegerField()
    examined = models.PositiveIntegerField()
    affected = models.PositiveIntegerField()
    moved = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(moved__lte=F("affected"), affected__lte=F("examined")),
                name="recalculation_counts_agree",
                violation_error_message="Số liệu lần tính lại không khớp.",
            ),
        ]
        triggers = [Stays(name="recalculation_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.cause


class RecalculatedItem(Row):
    """Dòng nhật ký tính lại: an open item that rested on a changed day, with its old and its new end."""

    recalculation = models.ForeignKey(Recalculation, models.PROTECT, related_name="items")
    kind = models.CharField(max_length=100)
    ref_id = models.UUIDField()
    unit_id = models.UUIDField(null=True, blank=True)
    old_due_on = models.DateField()
    new_due_on = models.DateField()
    new_due_at = models.DateTimeField()
    was_provisional = models.BooleanField()
    is_provisional = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recalculation", "kind", "ref_id"],
                name="recalculated_once",
                violation_error_message="Mỗi việc chỉ được tính lại một lần trong một lần tính.",
            ),
        ]
        indexes = [models.Index(fields=["kind", "ref_id"], name="recalculated_ref")]
        triggers = [Stays(name="recalculated_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind}: {self.old_due_on:%d/%m/%Y} → {self.new_due_on:%d/%m/%Y}"
