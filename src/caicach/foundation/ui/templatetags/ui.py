"""Template tags of the house."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from caicach.foundation.kernel.ids import new_id

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """A hidden key that makes a form count once, however often it is sent."""
    return format_html('<input type="hidden" name="_once" value="{}">', new_id())
