"""What people type to give assignments, one by one or out of a paper."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.ui.fields import DayField

from ..rules import Order
from ..rules.due_cells import read_when
from ..states import AREAS, BLOCKS, GIVER_LABELS, URGENCY_LABELS, Giver, Urgency
from .fields import DirectoryForm, UnitField, UnitsField, choices_with

_SAME = frozenset(
    [
        "title",
        "product",
        "giver_name",
        "area_code",
        "block",
        "source_symbol",
        "source_on",
        "source_abstract",
        "source_clause",
        "office_number",
    ]
)


class OrderForm(DirectoryForm):
    """Giao nhiệm vụ."""

    title = forms.CharField(
        label="Nội dung nhiệm vụ", max_length=3000, widget=forms.Textarea(attrs={"rows": 3})
    )
    product = forms.CharField(label="Sản phẩm", required=False, max_length=1000)
    units = UnitsField(
        label="Cơ quan chủ trì",
        help_text="Mỗi cơ quan nhận một nhiệm vụ riêng; nhiều cơ quan cách nhau bằng dấu chấm phẩy, hoặc ghi nhóm "
        "“các sở, ban, ngành”.",
    )
    coordinating = UnitsField(label="Cơ quan phối hợp", required=False)
    due = forms.CharField(
        label="Thời hạn hoàn thành",
        max_length=100,
        help_text="Ngày (31/12/2026), số ngày (10 ngày làm việc, tính từ ngày giao), hoặc “thường xuyên”.",
    )
    urgency = forms.ChoiceField(
        label="Mức độ khẩn", choices=[(k.value, v) for k, v in URGENCY_LABELS.items()], required=False
    )
    giver = forms.ChoiceField(label="Người giao", choices=[(k.value, v) for k, v in GIVER_LABELS.items()])
    giver_name = forms.CharField(label="Họ tên, chức vụ người giao", required=False, max_length=200)
    giver_unit = UnitField(
        label="Cơ quan theo dõi, xác nhận",
        help_text="Cơ quan nhận báo cáo, quyết định điều chỉnh thời hạn và xác nhận hoàn thành.",
    )
    area_code = forms.ChoiceField(
        label="Nội dung CCHC",
        required=False,
        choices=choices_with("Không ghi", {k: f"{k}. {v}" for k, v in AREAS.items()}),
    )
    block = forms.ChoiceField(label="Khối", required=False, choices=choices_with("Không ghi", BLOCKS))
    source_symbol = forms.CharField(label="Số, ký hiệu văn bản", required=False, max_length=100)
    source_on = DayField(label="Ngày văn bản", required=False)
    source_abstract = forms.CharField(label="Trích yếu", required=False, max_length=1000)
    source_clause = forms.CharField(
        label="Đoạn giao nhiệm vụ trong văn bản", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    office_number = forms.CharField(label="Số trên phần mềm quản lý văn bản", required=False, max_length=100)

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.on = on

    def clean_due(self) -> Any:
        """The due date as a day, a term or regular."""
        try:
            return read_when(self.cleaned_data["due"], start=self.on)
        except Refused as refused:
            raise ValidationError(refused.message) from refused

    def orders(self, **subject: Any) -> list[Order]:
        """One order for each lead unit."""
        told = self.cleaned_data
        when = told["due"]
        same = [name for name in self.fields if name in _SAME]
        return [
            Order(
                unit_id=unit.unit_id,
                giver_unit_id=told["giver_unit"].unit_id,
                giver=Giver(told["giver"]),
                urgency=Urgency(told["urgency"] or Urgency.NORMAL),
                coordinating=tuple(v.unit_id for v in told["coordinating"] if v.unit_id != unit.unit_id),
                due_on=when.due_on,
                term=when.term,
                regular=when.regular,
                **{name: told[name] for name in same},
                **subject,
            )
            for unit in told["units"]
        ]


class IntakeForm(DirectoryForm):
    """Nhập nhiệm vụ từ văn bản: the paper, as text or as a file, and who gives."""

    file = forms.FileField(label="Tệp văn bản (DOCX hoặc PDF có chữ)", required=False)
    text = forms.CharField(
        label="Hoặc dán toàn văn kết luận, chỉ thị, công văn",
        required=False,
        max_length=300_000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    giver = forms.ChoiceField(label="Người giao", choices=[(k.value, v) for k, v in GIVER_LABELS.items()])
    giver_unit = UnitField(label="Cơ quan theo dõi, xác nhận")
    office_number = forms.CharField(label="Số trên phần mềm quản lý văn bản", required=False, max_length=100)

    def clean(self) -> dict[str, Any]:
        """Something must be there to read."""
        told = super().clean() or {}
        if not told.get("file") and not (told.get("text") or "").strip():
            raise ValidationError("Hãy chọn tệp văn bản hoặc dán toàn văn.")
        return told
