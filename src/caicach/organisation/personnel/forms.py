"""Forms of the pages of people."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.ui.suggesting import SuggestInput
from caicach.organisation.personnel.models import Person
from caicach.organisation.personnel.queries import unit_named, working_in


class DayInput(forms.DateInput):
    """A day, by the browser's own calendar."""

    def __init__(self, **attrs: str) -> None:
        super().__init__({"type": "date"} | attrs, format="%Y-%m-%d")


def today() -> date:
    """The day on which a form is shown."""
    return timezone.localdate()


class UnitField(forms.CharField):
    """A unit of today by its code or name; cleans to its version."""

    def __init__(self, **options: Any) -> None:
        widget = SuggestInput(reverse_lazy("units:suggest"), placeholder="Mã hoặc tên, ví dụ: SNV")
        super().__init__(max_length=400, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return unit_named(text, today())
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused


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
    don_vi = forms.CharField(
        label="Cơ quan, đơn vị",
        required=False,
        max_length=400,
        widget=SuggestInput(
            reverse_lazy("units:suggest"), **{"class": "form-control", "placeholder": "Mã hoặc tên"}
        ),
    )


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
    since = forms.DateField(label="Từ ngày", widget=DayInput(), initial=today)
    until = forms.DateField(
        label="Thôi giữ từ ngày",
        widget=DayInput(),
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

    on = forms.DateField(label="Kể từ ngày", widget=DayInput(), initial=today)


class AbsenceForm(forms.Form):
    """Ghi nhận vắng mặt."""

    since = forms.DateField(label="Vắng mặt từ ngày", widget=DayInput(), initial=today)
    back_on = forms.DateField(label="Trở lại làm việc ngày", widget=DayInput())
    substitute = PersonChoice(
        label="Người làm thay",
        required=False,
        help_text="Trong thời gian này người làm thay có các quyền của người vắng mặt; nhật ký ghi cả hai người.",
    )
    reason = forms.CharField(label="Lý do", max_length=300, required=False)

    def __init__(self, *args: Any, person: Person, units: list[UUID], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["substitute"].queryset = working_in(units, on=today()).exclude(pk=person.pk)


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
        self.fields["receiver"].queryset = working_in([unit], on=today()).exclude(pk=giver.pk)
