"""The filters of the run log."""

from typing import Any

from django import forms

from caicach.foundation.jobs.queries import STATUSES, task_names
from caicach.foundation.jobs.registry import label_of
from caicach.foundation.kernel.text import sort_key

LOOK = {"class": "form-select"}


class RunFilter(forms.Form):
    """Which jobs to list; everything is optional."""

    trang_thai = forms.ChoiceField(label="Trạng thái", required=False, widget=forms.Select(attrs=LOOK))
    viec = forms.ChoiceField(label="Việc", required=False, widget=forms.Select(attrs=LOOK))
    dinh_ky = forms.BooleanField(
        label="Cả lần chạy định kỳ bình thường",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    truoc = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(code, word.capitalize()) for code, word in STATUSES.items()]
        self.fields["trang_thai"].choices = [("", "Tất cả"), *words]
        named = sorted(((name, label_of(name)) for name in task_names()), key=lambda pair: sort_key(pair[1]))
        self.fields["viec"].choices = [("", "Tất cả"), *named]

    def wanted(self) -> dict[str, Any]:
        """The valid filters as arguments of `queries.runs`."""
        if not self.is_bound:
            return {"routine": False}
        self.is_valid()
        given = self.cleaned_data
        return {
            "status": given.get("trang_thai") or "",
            "task": given.get("viec") or "",
            "routine": bool(given.get("dinh_ky") or given.get("viec")),
            "before": given.get("truoc"),
        }
