"""The filters of the log pages."""

from typing import Any
from uuid import UUID

from django import forms

from caicach.foundation.audit.models import Way
from caicach.foundation.audit.telling import people_called, words, words_of_reads

LOOK = {"class": "form-select"}
DAY = {"class": "form-control", "type": "date"}
TEXT = {"class": "form-control", "autocomplete": "off"}


class LogFilter(forms.Form):
    """What both lists are filtered by. Everything is optional; a wrong value is told and leaves its filter out."""

    ten = forms.CharField(
        label="Người thực hiện", max_length=100, required=False, widget=forms.TextInput(attrs=TEXT)
    )
    tu = forms.DateField(label="Từ ngày", required=False, widget=forms.DateInput(attrs=DAY))
    den = forms.DateField(label="Đến ngày", required=False, widget=forms.DateInput(attrs=DAY))
    don_vi = forms.UUIDField(required=False, widget=forms.HiddenInput)
    nguoi = forms.UUIDField(required=False, widget=forms.HiddenInput)
    doi_tuong = forms.UUIDField(required=False, widget=forms.HiddenInput)
    truoc = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def wanted(self) -> dict[str, Any]:
        """The valid filters as arguments of `queries.listed`."""
        self.is_valid()
        given = self.cleaned_data
        names = {"since": "tu", "until": "den", "unit": "don_vi", "actor": "nguoi"}
        names |= {"object_id": "doi_tuong", "before": "truoc"}
        found = {name: given.get(field) or None for name, field in names.items()}
        return found | {"actors": people_called(given["ten"]) if given.get("ten") else None}

    def narrowed(self) -> dict[str, UUID]:
        """The filters that come from a click on a name, not from a field."""
        self.is_valid()
        return {
            name: value for name in ("don_vi", "nguoi", "doi_tuong") if (value := self.cleaned_data.get(name))
        }


class EventFilter(LogFilter):
    """Which events to list."""

    loai = forms.ChoiceField(label="Loại sự kiện", required=False, widget=forms.Select(attrs=LOOK))
    field_order = ("loai",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["loai"].choices = [("", "Tất cả"), *words().items()]

    def wanted(self) -> dict[str, Any]:
        """The valid filters, with the kind of event."""
        return {**super().wanted(), "kind": self.cleaned_data.get("loai")}


class ReadFilter(LogFilter):
    """Which reads to list."""

    noi_dung = forms.ChoiceField(label="Nội dung", required=False, widget=forms.Select(attrs=LOOK))
    cach = forms.ChoiceField(
        label="Cách xem",
        choices=[("", "Tất cả"), *Way.choices],
        required=False,
        widget=forms.Select(attrs=LOOK),
    )
    field_order = ("noi_dung", "cach")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ten"].label = "Người xem"
        self.fields["noi_dung"].choices = [("", "Tất cả"), *words_of_reads().items()]

    def wanted(self) -> dict[str, Any]:
        """The valid filters, with what was read and how."""
        given = super().wanted()
        return given | {
            "object_kind": self.cleaned_data.get("noi_dung"),
            "way": self.cleaned_data.get("cach"),
        }
