"""Which unit and period a reading is asked for."""

from datetime import date
from typing import Any

from django import forms

from caicach.foundation.kernel.errors import Refused

from .registry import Place, places
from .rules import Period


class ReadingForm(forms.Form):
    """Kỳ số liệu and unit of a reading page; what is not understood says so at its field."""

    ky = forms.CharField(label="Kỳ", max_length=30, required=False, help_text="")
    don_vi = forms.CharField(label="Mã cơ quan, đơn vị", max_length=60, required=False)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, label_suffix="", **options)
        self.today = today
        self.period = Period.parse(f"{today.year}")
        self.place: Place | None = None
        self.fields["ky"].widget.attrs |= {
            "class": "form-control",
            "list": "ky-so-lieu",
            "placeholder": self.period.code,
        }
        self.fields["don_vi"].widget.attrs |= {"class": "form-control", "placeholder": "Toàn tỉnh"}

    def clean(self) -> dict[str, Any]:
        """Read the period, then the unit's code on the period's last day."""
        told = super().clean() or {}
        try:
            self.period = Period.parse(told.get("ky") or self.period.code)
        except Refused as refused:
            self.add_error("ky", refused.message)
        day = self.period.until_day(self.today).last_day
        code = (told.get("don_vi") or "").strip()
        try:
            self.place = places().by_code(code, day) if code else places().top(day)
        except Refused as refused:
            self.add_error("don_vi", refused.message)
        return told
