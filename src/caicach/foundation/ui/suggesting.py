"""Text fields that suggest while one types; the text alone works without JavaScript."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.safestring import SafeString

from caicach.foundation.kernel.errors import Refused


class SuggestInput(forms.TextInput):
    """A text input with suggestions from `url`, which answers `<option>`s for the text it is sent."""

    def __init__(self, url: Any, **attrs: str) -> None:
        fixed = {
            "autocomplete": "off",
            "hx-get": url,
            "hx-trigger": "input changed delay:200ms",
            "hx-params": "*",
        }
        super().__init__(fixed | attrs)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The input and its own list of suggestions."""
        own = f"goi-y-{(attrs or {}).get('id', name)}"
        shown = super().render(name, value, {**(attrs or {}), "list": own, "hx-target": f"#{own}"}, renderer)
        return SafeString(f'{shown}<datalist id="{own}"></datalist>')


class SuggestField(forms.CharField):
    """A thing of today by its code or name; cleans to what `find(text, day)` gives, None for an empty field.

    `find` refuses (`Refused`) a text it does not know; its message is the error of the field.
    """

    def __init__(
        self, url: Any, find: Callable[[str, date], Any], *, placeholder: str = "", **options: Any
    ) -> None:
        self.find = find
        super().__init__(max_length=400, widget=SuggestInput(url, placeholder=placeholder), **options)

    def clean(self, value: Any) -> Any:
        """What the text names."""
        text = super().clean(value)
        try:
            return self.find(text, timezone.localdate()) if text else None
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused
