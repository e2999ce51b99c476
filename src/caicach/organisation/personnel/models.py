"""People, the posts they hold, who stands in for them, and what was handed over."""

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower

from caicach.foundation.kernel.models import Revised, Row, no_overlap
from caicach.foundation.kernel.text_sql import Fold, VietnameseSortKey
from caicach.foundation.kernel.triggers import Stays
from caicach.organisation.units.models import Unit


def not_empty(name: str, message: str) -> models.CheckConstraint:
    """A period `during` with at least one day and a first day."""
    return models.CheckConstraint(
        name=name,
        condition=Q(during__isempty=False, during__startswith__isnull=False),
        violation_error_message=message,
    )


class GivenName(Func):
    """The last word of a full name: Vietnamese lists of people are ordered by it."""

    function = "substring"
    template = "%(function)s(%(expressions)s from '[^ ]+$')"
    output_field = models.TextField()


class PersonQuerySet(models.QuerySet["Person"]):
    def in_order(self) -> "PersonQuerySet":
        """By given name, then full name, in the order of the Vietnamese alphabet."""
        return self.order_by(VietnameseSortKey(GivenName("full_name")), VietnameseSortKey("full_name"), "pk")


class Person(Revised):
    """A person who works in the administration (cán bộ, công chức, viên chức).

    `code` is the agency's own number for the person, "" if it has none. From `left_on` on the person no longer works
    here and nothing is open to them.
    """

    full_name = models.CharField("họ và tên", max_length=200)
    code = models.CharField("mã công chức, viên chức", max_length=50, default="", blank=True)
    email = models.EmailField("thư điện tử", default="", blank=True)
    phone = models.CharField("điện thoại", max_length=30, default="", blank=True)
    left_on = models.DateField("ngày thôi công tác", null=True, blank=True)
    folded = models.GeneratedField(
        expression=Fold(F("full_name")), output_field=models.TextField(), db_persist=True
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("code"),
                condition=~Q(code=""),
                name="person_code_once",
                violation_error_message="Mã công chức, viên chức này đã có.",
            ),
            models.CheckConstraint(
                name="person_has_name",
                condition=~Q(full_name=""),
                violation_error_message="Chưa nhập họ và tên.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


class Post(Revised):
    """A person holds a post in a unit during a period (vị trí công tác).

    `ended_at` is the moment the post was ended, if it was ended before its planned last day.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title = models.CharField("chức vụ, chức danh", max_length=200)
    is_head = models.BooleanField("là người đứng đầu", default=False)
    during = DateRangeField()
    legal_basis = models.TextField("quyết định", default="", blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            not_empty("post_lasts", "Ngày thôi giữ vị trí phải sau ngày nhận."),
            no_overlap(
                "unit_has_one_head",
                "unit",
                message="Cơ quan, đơn vị đã có người đứng đầu trong thời gian này.",
                condition=Q(is_head=True, ended_at__isnull=True),
            ),
            no_overlap(
                "post_once_a_unit",
                "person",
                "unit",
                message="Người này đã giữ một vị trí tại cơ quan, đơn vị trong thời gian đó.",
                condition=Q(ended_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["unit", "person"])]

    def __str__(self) -> str:
        return self.title


class Absence(Revised):
    """A person is away (vắng mặt); the substitute (người làm thay) may do their work meanwhile."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(
        Person, models.PROTECT, related_name="substitutions", null=True, blank=True
    )
    during = DateRangeField()
    reason = models.CharField("lý do", max_length=300, default="", blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            not_empty("absence_lasts", "Ngày trở lại phải sau ngày bắt đầu vắng mặt."),
            models.CheckConstraint(
                name="substitute_is_another",
                condition=Q(substitute__isnull=True) | ~Q(substitute=F("person")),
                violation_error_message="Người làm thay phải là người khác.",
            ),
            no_overlap(
                "absent_once_a_day",
                "person",
                message="Người này đã được ghi vắng mặt trong thời gian đó.",
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.during)


class HandOver(Row):
    """A hand-over of open work (bàn giao) from one person to another; `items` lists it as it was then.

    An item is `{kind, id, label, title, url, due_on}`. Minutes are not edited afterwards.
    """

    giver = models.ForeignKey(Person, models.PROTECT, related_name="hand_overs_given")
    receiver = models.ForeignKey(Person, models.PROTECT, related_name="hand_overs_received")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="hand_overs")
    at = models.DateTimeField()
    reason = models.CharField("lý do", max_length=300)
    papers = models.TextField("hồ sơ, tài liệu, tài sản kèm theo", default="", blank=True)
    witness = models.CharField("người chứng kiến", max_length=200, default="", blank=True)
    items = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hand_over_to_another",
                condition=~Q(giver=F("receiver")),
                violation_error_message="Người nhận bàn giao phải là người khác.",
            ),
        ]
        triggers = [
            Stays(name="minutes_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.at)
