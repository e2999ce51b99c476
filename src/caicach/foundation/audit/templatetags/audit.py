"""`{% history_of object %}`: what happened to an object, on its own page."""

from typing import Any

from django import template
from django.template import Context

from caicach.foundation.audit.queries import history
from caicach.foundation.audit.telling import told
from caicach.foundation.kernel.actor import Actor

register = template.Library()
MOST = 100


@register.inclusion_tag("audit/_history.html", takes_context=True)
def history_of(context: Context, obj: Any) -> dict[str, Any]:
    """The latest events of `obj`. The page must have checked that the reader may see the object."""
    actor: Actor = context["request"].actor
    events = told(history(obj.pk)[:MOST], reader=actor)
    entries = [{"at": e.at, "title": e.what, "who": e.who, "text": e.text, "url": ""} for e in events]
    return {"entries": entries}
