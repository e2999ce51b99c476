"""The filters of the run log."""

from typing import Any

from django import forms

from caicach.foundation.jobs.queries import STATUSES, task_names

LOOK = {"class": "form-select"}


class RunFilter(forms.Form):
    """Which jobs to list; everything is optional."""

    trang_thai = forms.ChoiceField(label="Trạng thái", required=False, widget=forms.Select(attrs=LOOK))
    viec = forms.ChoiceField(label="Việc", required=False, widget=forms.Select(attrs=LOOK))
    truoc = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(code, word.capitalize()) for code, word in STATUSES.items()]
        self.fields["trang_thai"].choices = [("", "Tất cả"), *words]
        self.fields["viec"].choices = [("", "Tất cả"), *((name, name) for name in task_names())]

    def wanted(self) -> dict[str, Any]:
        """The valid filters as arguments of `queries.runs`."""
        if not self.is_bound:
            return {}
        self.is_valid()
        given = self.cleaned_data
        return {
            "status": given.get("trang_thai") or "",
            "task": given.get("viec") or "",
            "before": given.get("truoc"),
        }
