"""What people ask a list for, and the counts of secret work."""

from typing import Any

from django import forms

from caicach.foundation.ui.fields import DayField

from ..queries import SORTS, Wanted
from ..rules import LABELS
from ..states import AREAS, GIVER_LABELS, STATUS_LABELS
from .fields import DirectoryForm, UnitField, choices_with


class FilterForm(DirectoryForm):
    """Lọc danh sách nhiệm vụ."""

    q = forms.CharField(label="Nội dung", required=False, max_length=200)
    don_vi = UnitField(label="Cơ quan chủ trì", required=False)
    nguoi_giao = forms.ChoiceField(
        label="Người giao", required=False, choices=choices_with("Tất cả", GIVER_LABELS)
    )
    noi_dung = forms.ChoiceField(
        label="Nội dung CCHC",
        required=False,
        choices=choices_with("Tất cả", {k: f"{k}. {v}" for k, v in AREAS.items()}),
    )
    van_ban = forms.CharField(label="Số, ký hiệu văn bản", required=False, max_length=100)
    tinh_trang = forms.ChoiceField(label="Tình trạng", required=False, choices=choices_with("Tất cả", LABELS))
    trang_thai = forms.ChoiceField(
        label="Bước xử lý",
        required=False,
        choices=[
            ("", "Tất cả"),
            ("open", "Chưa kết thúc"),
            *((k.value, v) for k, v in STATUS_LABELS.items()),
        ],
    )
    tu_ngay = DayField(label="Thời hạn từ ngày", required=False)
    den_ngay = DayField(label="Thời hạn đến ngày", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, label_suffix="", **options)
        for field in self.fields.values():
            css = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.widget.attrs["class"] = css

    def wanted(self, sort: str = "") -> Wanted:
        """The question as the queries understand it; what was not understood is left out."""
        self.is_valid()
        told = self.cleaned_data
        unit = told.get("don_vi")
        return Wanted(
            text=told.get("q") or "",
            giver=told.get("nguoi_giao") or "",
            unit_id=unit.unit_id if unit else None,
            area_code=told.get("noi_dung") or "",
            document=told.get("van_ban") or "",
            standing=told.get("tinh_trang") or "",
            status=told.get("trang_thai") or "",
            due_from=told.get("tu_ngay"),
            due_until=told.get("den_ngay"),
            sort=sort if sort in SORTS else "due_on",
        )


class SecretCountForm(DirectoryForm):
    """Số lượng nhiệm vụ mật: a unit, a month, a number."""

    unit = UnitField(label="Cơ quan, đơn vị")
    month = DayField(label="Tháng", help_text="Chọn một ngày bất kỳ trong tháng.")
    count = forms.IntegerField(label="Số nhiệm vụ mật", min_value=0, max_value=10_000)
