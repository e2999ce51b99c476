"""Forms of notices."""

from typing import Any

from django import forms
from django.utils import timezone

from caicach.foundation.kernel.errors import Refused
from caicach.organisation.units.queries import unit_named


class UrgeForm(forms.Form):
    """Đôn đốc: to whom, about what."""

    units = forms.CharField(
        label="Gửi tới", widget=forms.Textarea({"rows": 4}),
        help_text="Mỗi dòng một cơ quan, đơn vị: mã hoặc tên.",
    )  # fmt: skip
    title = forms.CharField(label="Việc cần làm", max_length=300)
    text = forms.CharField(
        label="Nội dung", required=False, max_length=4000, widget=forms.Textarea({"rows": 5})
    )

    def clean_units(self) -> list[Any]:
        """Versions of the units named, each once; an unknown line is an error that names it."""
        found = {}
        for line in self.cleaned_data["units"].splitlines():
            if not line.strip():
                continue
            try:
                version = unit_named(line.strip(), timezone.localdate())
            except Refused as refused:
                raise forms.ValidationError(refused.message) from refused
            found[version.unit_id] = version
        return list(found.values())
