"""Tabler icons as inline SVG, read once from the vendor folder."""

import re
from functools import lru_cache

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

_NAME = re.compile(r"[a-z0-9-]+")
_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_FRAME = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'  # an invisible square in every Tabler icon


@lru_cache(maxsize=512)
def _drawing(name: str) -> str:
    """The inside of the icon's SVG. Raises FileNotFoundError for an icon that Tabler does not have."""
    if not _NAME.fullmatch(name):
        raise FileNotFoundError(name)
    text = (settings.VENDOR_ROOT / "icons" / f"{name}.svg").read_text()
    found = _BODY.search(text)
    return " ".join(found[1].replace(_FRAME, "").split()) if found else ""


@lru_cache
def _installed() -> bool:
    return (settings.VENDOR_ROOT / "icons").is_dir()


@lru_cache(maxsize=1024)
def svg(name: str, css: str = "") -> SafeString:
    """The icon as decoration (hidden from screen readers); nothing while the assets are not installed."""
    if not _installed():
        return SafeString("")
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        "{}</svg>",
        f" {css}" if css else "",
        SafeString(_drawing(name)),
    )
