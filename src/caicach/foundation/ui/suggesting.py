"""Text fields that suggest while one types; the text alone works without JavaScript."""

from typing import Any

from django import forms
from django.utils.safestring import SafeString


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
