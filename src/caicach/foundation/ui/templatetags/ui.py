"""Template tags of the house (builtin in every template); the gallery `/ui/` shows each with an example."""

from django import template
from django.template import Context, TemplateDoesNotExist
from django.utils.html import format_html
from django.utils.safestring import SafeString

from caicach.foundation.kernel.ids import new_id
from caicach.foundation.ui import icons

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """A hidden key that makes a form count once, however often it is sent."""
    return format_html('<input type="hidden" name="_once" value="{}">', new_id())


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """`{% icon "bell" %}`: a Tabler icon as inline SVG, hidden from screen readers: words stand beside it."""
    return icons.svg(name, css)


@register.simple_tag(takes_context=True)
def slot(context: Context, *names: str) -> SafeString:
    """`{% slot "notices/_bell.html" %}`: the first of these templates that an app above brings, else nothing."""
    try:
        found = context.template.engine.select_template(list(names))
    except TemplateDoesNotExist:
        return SafeString("")
    with context.push():
        return found.render(context)
