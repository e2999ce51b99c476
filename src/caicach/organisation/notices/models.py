"""Notices, who got them, what people want to get, and which reminders went out."""

from django.db import models
from django.db.models import Q

from caicach.foundation.kernel.models import Row
from caicach.organisation.notices.states import Channel, Mail
from caicach.organisation.personnel.models import Person
from caicach.organisation.units.models import Unit


class Notice(Row):
    """Something that people are told (thông báo), about a row of any app: `ref_kind` and `ref_id`."""

    kind = models.CharField(max_length=100)
    title = models.CharField(max_length=500)
    text = models.TextField(default="", blank=True)
    url = models.CharField(max_length=500, default="", blank=True)
    ref_kind = models.CharField(max_length=100, default="", blank=True)
    ref_id = models.UUIDField(null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    sender = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="notices_sent")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ref_id", "ref_kind"]), models.Index(fields=["unit", "-at"])]
        constraints = [
            models.CheckConstraint(
                name="notice_address_is_ours",
                condition=Q(url="") | (Q(url__startswith="/") & ~Q(url__startswith="//")),
                violation_error_message="Thông báo chỉ dẫn tới trang của hệ thống.",
            ),
            models.CheckConstraint(
                name="notice_ref_whole",
                condition=Q(ref_kind="", ref_id__isnull=True) | (~Q(ref_kind="") & Q(ref_id__isnull=False)),
                violation_error_message="Thông báo phải nêu đủ loại và mã của nội dung.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(Row):
    """A notice to one person: when they opened it, and what became of the e-mail.

    `for_unit` is the unit in whose name the person got it.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    person = models.ForeignKey(Person, models.PROTECT, related_name="deliveries")
    for_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    in_inbox = models.BooleanField(default=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=10, default=Mail.NONE)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "person"], name="told_once"),
            models.CheckConstraint(
                name="mail_state_known",
                condition=Q(mail__in=[m.value for m in Mail]),
                violation_error_message="Tình trạng gửi thư không hợp lệ.",
            ),
            models.CheckConstraint(
                name="mail_sent_has_moment",
                condition=Q(mail=Mail.SENT.value, mailed_at__isnull=False)
                | (~Q(mail=Mail.SENT.value) & Q(mailed_at__isnull=True)),
                violation_error_message="Thư đã gửi phải có thời điểm gửi.",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"]),
            models.Index(fields=["person"], condition=Q(seen_at__isnull=True, in_inbox=True), name="unseen"),
            models.Index(fields=["mail", "id"], condition=Q(mail__in=["waiting", "digest"]), name="to_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.person_id}"


class Preference(Row):
    """How a person wants to be told of a kind (tùy chọn nhận thông báo)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notice_preferences")
    kind = models.CharField(max_length=100)
    in_inbox = models.BooleanField(default=True)
    mail = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="preference_once"),
            models.CheckConstraint(
                name="preference_channel_known",
                condition=Q(mail__in=[c.value for c in Channel]),
                violation_error_message="Cách nhận thư không hợp lệ.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class Reminder(Row):
    """A rung of reminding that a person has been sent for an item and its due date: each once."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    ref_kind = models.CharField(max_length=100)
    ref_id = models.UUIDField()
    due_on = models.DateField()
    rung = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "ref_kind", "ref_id", "due_on", "rung"], name="reminded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref_kind} {self.due_on} {self.rung}"
