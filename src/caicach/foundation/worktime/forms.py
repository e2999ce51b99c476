"""Forms of the working calendar: they read and check, they do not save."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django import forms

from caicach.foundation.kernel.errors import Refused

from .models import WorkCalendar, valid_hours
from .rules import VERIFICATIONS, Pause, Unit
from .rules.reading import read_named_days, read_pauses

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_SHORT_LINES = {"rows": 3, "spellcheck": "false"}


def _date(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **options)


Units = Iterable[tuple[UUID | None, str]]
"""Units with their names; None stands for everybody."""


def _unit_choices(units: Units) -> list[tuple[str, str]]:
    return [(str(unit_id or ""), name) for unit_id, name in units]


class CalculatorForm(forms.Form):
    """Tính thời hạn: start, amount, unit, pauses."""

    start = forms.DateTimeField(
        label="Bắt đầu từ",
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    amount = forms.CharField(
        label="Thời hạn", max_length=12, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    unit = forms.ChoiceField(label="Đơn vị tính", choices=[(unit.value, unit.label) for unit in Unit])
    calendar = forms.ModelChoiceField(
        label="Lịch", queryset=WorkCalendar.objects.order_by("name"), to_field_name="code", empty_label=None
    )
    at_unit = forms.ChoiceField(label="Theo lịch riêng của", required=False)
    pauses = forms.CharField(
        label="Tạm dừng",
        required=False,
        widget=forms.Textarea(
            attrs=_SHORT_LINES | {"placeholder": "5/11/2025 – 12/11/2025: chờ bổ sung hồ sơ"}
        ),
        help_text="Mỗi dòng một lần: từ ngày – đến ngày, sau dấu hai chấm là lý do. Có thể ghi giờ: 08:30 5/11/2025.",
    )

    def __init__(self, *args: Any, units: Units = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at_unit"].choices = _unit_choices([(None, "Lịch chung"), *units])

    def clean_amount(self) -> Decimal:
        """0,5 and 0.5 are both understood."""
        try:
            amount = Decimal(self.cleaned_data["amount"].strip().replace(",", "."))
        except InvalidOperation:
            raise forms.ValidationError("Thời hạn phải là một số, ví dụ 10 hoặc 0,5.") from None
        if not amount.is_finite():
            raise forms.ValidationError("Thời hạn phải là một số, ví dụ 10 hoặc 0,5.")
        return amount

    def clean_pauses(self) -> list[Pause]:
        """Lines as pauses."""
        try:
            return [Pause(*pause) for pause in read_pauses(self.cleaned_data["pauses"])]
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused


class NoticeForm(forms.Form):
    """Soạn thông báo lịch nghỉ năm."""

    paper = forms.CharField(
        label="Văn bản thông báo (số, ký hiệu, ngày, trích yếu)",
        max_length=300,
        required=False,
        help_text="Bắt buộc khi công bố.",
    )
    source = forms.CharField(label="Nguồn, ghi chú", max_length=500, required=False)
    verification = forms.ChoiceField(label="Mức độ đối chiếu", choices=list(VERIFICATIONS.items()))
    off = forms.CharField(
        label="Ngày nghỉ",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="Mỗi dòng một kỳ nghỉ: 4/2/2027 – 12/2/2027: Tết Nguyên đán. Ngày nghỉ bù, hoán đổi cũng ghi ở đây.",
    )
    makeup = forms.CharField(
        label="Ngày làm bù",
        required=False,
        widget=forms.Textarea(attrs=_SHORT_LINES),
        help_text="Thứ Bảy, Chủ nhật đi làm, ví dụ: 20/2/2027: làm bù cho ngày 12/2/2027.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def clean_off(self) -> dict[date, str]:
        """Lines as days."""
        return self._days("off")

    def clean_makeup(self) -> dict[date, str]:
        """Lines as days."""
        return self._days("makeup")

    def _days(self, field: str) -> dict[date, str]:
        try:
            return read_named_days(self.cleaned_data[field])
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused


class RevisionForm(forms.Form):
    """A confirmation that remembers which state of the row the person saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class LocalDaysForm(forms.Form):
    """Khai ngày riêng."""

    at_unit = forms.ChoiceField(label="Áp dụng cho", required=False)
    since = _date("Từ ngày")
    until = _date("Đến hết ngày")
    hours = forms.CharField(
        label="Giờ làm việc trong các ngày này",
        required=False,
        max_length=60,
        validators=[valid_hours],
        help_text="Để trống là nghỉ cả ngày. Ví dụ: 07:30-11:30",
    )
    counts = forms.BooleanField(label="Tính là ngày làm việc khi tính thời hạn theo ngày", required=False)
    reason = forms.CharField(label="Lý do, căn cứ", max_length=300)

    def __init__(self, *args: Any, units: Units = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at_unit"].choices = _unit_choices(units)


class OfficeHoursForm(forms.Form):
    """Đặt giờ làm việc trong tuần."""

    at_unit = forms.ChoiceField(label="Áp dụng cho", required=False)
    since = _date("Từ ngày")
    cut_off = forms.TimeField(
        label="Giờ chốt nhận trong ngày",
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text="Nhận sau giờ này thì tính vào ngày làm việc tiếp theo. Để trống là hết giờ làm việc.",
    )
    saturday_counts = forms.BooleanField(
        label="Thứ Bảy, Chủ nhật có giờ mở cửa thì tính là ngày làm việc",
        required=False,
        help_text="Không chọn: buổi trực thêm chỉ tính giờ làm việc, không tính ngày làm việc.",
    )
    reason = forms.CharField(label="Căn cứ", max_length=300, required=False)

    def __init__(self, *args: Any, units: Units = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at_unit"].choices = _unit_choices(units)
        for number, weekday in enumerate(WEEKDAYS):
            self.fields[f"day_{number}"] = forms.CharField(
                label=weekday, required=False, max_length=60, validators=[valid_hours]
            )
        self.order_fields(["at_unit", "since", *(f"day_{number}" for number in range(7))])

    @property
    def week(self) -> list[str]:
        """The hours of Monday to Sunday as entered."""
        return [self.cleaned_data[f"day_{number}"] for number in range(7)]

    @property
    def counted(self) -> set[int]:
        """The weekdays that are working days."""
        return set(range(7 if self.cleaned_data["saturday_counts"] else 5))
