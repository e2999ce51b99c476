"""Fields and the base of the forms of assignments."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from caicach.foundation.kernel.errors import Refused
from caicach.organisation.units.models import UnitVersion

from ..queries.directory import Directory

UNIT_LIST = "co-quan-hien-co"
"""Id of the datalist with the names of today's agencies; the page draws it once."""


class UnitField(forms.CharField):
    """An agency by its name, short name or code; the browser suggests from the datalist `UNIT_LIST`."""

    directory: Directory

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"list": UNIT_LIST, "autocomplete": "off"})
        super().__init__(max_length=300, widget=widget, **options)

    def clean(self, value: Any) -> UnitVersion | None:
        text = super().clean(value)
        try:
            return self.directory.one(text) if text else None
        except Refused as refused:
            raise ValidationError(refused.message) from refused


class UnitsField(forms.CharField):
    """Several agencies, separated by semicolons; a group ("các sở, ban, ngành") means all its members."""

    directory: Directory

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2})
        super().__init__(widget=widget, **options)

    def clean(self, value: Any) -> list[UnitVersion]:
        text = super().clean(value)
        try:
            return self.directory.all(text) if text else []
        except Refused as refused:
            raise ValidationError(refused.message) from refused


class DirectoryForm(forms.Form):
    """A form whose unit fields look agencies up in the directory of a day."""

    def __init__(self, *args: Any, directory: Directory, **options: Any) -> None:
        super().__init__(*args, **options)
        self.directory = directory
        for field in self.fields.values():
            if isinstance(field, (UnitField, UnitsField)):
                field.directory = directory


def choices_with(word: str, choices: dict[Any, str]) -> list[tuple[str, str]]:
    """Choices of which the first, with the words `word`, means none of them."""
    return [("", word), *((str(key), label) for key, label in choices.items())]
