"""Forms of the pages of people."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone

from caicach.foundation.ui.fields import DayField
from caicach.foundation.ui.suggesting import SuggestField
from caicach.organisation.personnel.models import Person
from caicach.organisation.personnel.queries import working_in
from caicach.organisation.units.queries import unit_named

UnitField = partial(
    SuggestField, reverse_lazy("units:suggest"), unit_named, placeholder="Mã hoặc tên, ví dụ: SNV"
)
"""A unit of today; cleans to its version."""


class PersonChoice(forms.ModelChoiceField):
    """One of the people of the units given."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Person.objects.none(), empty_label="– chọn người –", **options)


class PeopleFilter(forms.Form):
    """Điều kiện lọc danh sách nhân sự."""

    tim = forms.CharField(
        label="Họ và tên",
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"type": "search", "class": "form-control", "placeholder": "nguyen van…"}
        ),
    )
    don_vi = UnitField(label="Cơ quan, đơn vị", required=False)


class PersonForm(forms.Form):
    """Thông tin của một người."""

    full_name = forms.CharField(label="Họ và tên", max_length=200)
    code = forms.CharField(label="Mã công chức, viên chức", max_length=50, required=False)
    email = forms.EmailField(label="Thư điện tử công vụ", required=False)
    phone = forms.CharField(label="Điện thoại", max_length=30, required=False)


class AppointForm(forms.Form):
    """Giao vị trí công tác."""

    unit = UnitField(label="Cơ quan, đơn vị")
    title = forms.CharField(label="Chức vụ, chức danh", max_length=200)
    is_head = forms.BooleanField(label="Là người đứng đầu", required=False)
    since = DayField(label="Từ ngày", initial=timezone.localdate)
    until = DayField(
        label="Thôi giữ từ ngày",
        required=False,
        help_text="Để trống nếu chưa có thời hạn.",
    )
    legal_basis = forms.CharField(
        label="Quyết định", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Số, ký hiệu, ngày, cơ quan ban hành.",
    )  # fmt: skip


class NewPersonForm(AppointForm, PersonForm):
    """Người mới cùng vị trí công tác đầu tiên."""

    field_order = ("full_name", "code", "email", "phone", "unit", "title")


class EndForm(forms.Form):
    """Thôi giữ vị trí, thôi công tác, trở lại: the first day on which it is so."""

    on = DayField(label="Kể từ ngày", initial=timezone.localdate)


class AbsenceForm(forms.Form):
    """Ghi nhận vắng mặt."""

    since = DayField(label="Vắng mặt từ ngày", initial=timezone.localdate)
    back_on = DayField(label="Trở lại làm việc ngày")
    substitute = PersonChoice(
        label="Người làm thay",
        required=False,
        help_text="Trong thời gian này người làm thay có các quyền của người vắng mặt; nhật ký ghi cả hai người.",
    )
    reason = forms.CharField(label="Lý do", max_length=300, required=False)

    def __init__(self, *args: Any, person: Person, units: list[UUID], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["substitute"].queryset = working_in(units, on=timezone.localdate()).exclude(pk=person.pk)


class HandOverForm(forms.Form):
    """Bàn giao công việc."""

    receiver = PersonChoice(label="Người nhận bàn giao")
    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        help_text="Ví dụ: chuyển công tác theo Quyết định số …, nghỉ hưu, phân công lại.",
    )
    papers = forms.CharField(
        label="Hồ sơ, tài liệu, tài sản kèm theo", required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    witness = forms.CharField(label="Người chứng kiến", max_length=200, required=False)

    def __init__(self, *args: Any, giver: Person, unit: UUID, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["receiver"].queryset = working_in([unit], on=timezone.localdate()).exclude(pk=giver.pk)
