"""Forms of indicators: a value for a period, a revision of a target."""

from typing import Any

from django import forms

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.measures import Period
from caicach.foundation.ui.fields import DayField
from caicach.steering.indicators.rules.numbers import NumberError, parse_number
from caicach.steering.indicators.rules.targets import OPERATOR_LABELS


class VietnameseNumberField(forms.CharField):
    """A number typed the Vietnamese way: "2,5", "1.234", "100%"."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: str) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_number(text.removesuffix("%").strip())
        except NumberError as error:
            raise forms.ValidationError("Hãy nhập số, ví dụ 97,5 hoặc 1.234.") from error


class PeriodField(forms.CharField):
    """A period: 2026, 2026-Q3, 2026-09 or FROM..UNTIL."""

    def clean(self, value: str) -> Period:
        try:
            return Period.parse(super().clean(value))
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused


class ValueForm(forms.Form):
    """Nhập số liệu của chỉ số."""

    unit = forms.ChoiceField(label="Cơ quan, đơn vị, địa phương")
    period = PeriodField(label="Kỳ (ví dụ 2026, 2026-Q3, 2026-09)")
    value = VietnameseNumberField(label="Giá trị")
    note = forms.CharField(
        label="Ghi chú, cách tính", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    evidence = forms.FileField(label="Tài liệu kiểm chứng", required=False)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = units


class RevisionForm(forms.Form):
    """Điều chỉnh chỉ tiêu theo quyết định."""

    operator = forms.ChoiceField(
        label="Phép so sánh", choices=[(o.value, label) for o, label in OPERATOR_LABELS.items()]
    )
    value = VietnameseNumberField(label="Giá trị mới")
    value2 = VietnameseNumberField(label="Đến (nếu là khoảng)", required=False)
    decision = forms.CharField(label="Số, ký hiệu quyết định", max_length=100)
    decided_on = DayField(label="Ngày quyết định")
    effective_on = DayField(label="Ngày hiệu lực")
    reason = forms.CharField(label="Lý do", required=False, widget=forms.Textarea(attrs={"rows": 2}))
