"""The filters of the log page."""

from typing import Any
from uuid import UUID

from django import forms

from caicach.foundation.audit.telling import words

LOOK = {"class": "form-select"}
DAY = {"class": "form-control", "type": "date"}


class EventFilter(forms.Form):
    """Which events to list. Everything is optional; a wrong value is told and leaves its filter out."""

    loai = forms.ChoiceField(label="Loại sự kiện", required=False, widget=forms.Select(attrs=LOOK))
    tu = forms.DateField(label="Từ ngày", required=False, widget=forms.DateInput(attrs=DAY))
    den = forms.DateField(label="Đến ngày", required=False, widget=forms.DateInput(attrs=DAY))
    don_vi = forms.UUIDField(required=False, widget=forms.HiddenInput)
    nguoi = forms.UUIDField(required=False, widget=forms.HiddenInput)
    doi_tuong = forms.UUIDField(required=False, widget=forms.HiddenInput)
    truoc = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["loai"].choices = [("", "Tất cả"), *words().items()]

    def wanted(self) -> dict[str, Any]:
        """The valid filters as arguments of `queries.listed`."""
        self.is_valid()
        given = self.cleaned_data
        names = {"kind": "loai", "since": "tu", "until": "den", "unit": "don_vi", "actor": "nguoi"}
        names |= {"object_id": "doi_tuong", "before": "truoc"}
        return {name: given.get(field) or None for name, field in names.items()}

    def narrowed(self) -> dict[str, UUID]:
        """The filters that come from a click on a name, not from a field."""
        self.is_valid()
        return {
            name: value for name in ("don_vi", "nguoi", "doi_tuong") if (value := self.cleaned_data.get(name))
        }
