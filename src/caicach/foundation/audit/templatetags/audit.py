"""`{% history_of object %}` and `{% readers_of object %}`: what happened to an object and who read it, on its page."""

from typing import Any

from django import template
from django.template import Context

from caicach.foundation.audit import permissions
from caicach.foundation.audit.queries import history, visible_reads
from caicach.foundation.audit.telling import told, told_reads
from caicach.foundation.kernel.actor import Actor

register = template.Library()
MOST = 100
READS = 5


@register.inclusion_tag("audit/_history.html", takes_context=True)
def history_of(context: Context, obj: Any) -> dict[str, Any]:
    """The latest events of `obj`. The page must have checked that the reader may see the object."""
    actor: Actor = context["request"].actor
    events = told(history(obj.pk)[:MOST], reader=None)
    entries = [{"at": e.at, "title": e.what, "who": e.who, "text": e.text, "url": ""} for e in events]
    return {"entries": entries, "object": obj, "may_see_reads": actor.has(permissions.VIEW)}


@register.inclusion_tag("audit/_readers.html", takes_context=True)
def readers_of(context: Context, obj: Any) -> dict[str, Any]:
    """A card with the latest reads of `obj`, for those who may read the log; nothing for others."""
    actor: Actor = context["request"].actor
    if not actor.has(permissions.VIEW):
        return {}
    reads = visible_reads(actor).filter(object_id=obj.pk).order_by("-id")[:READS]
    return {"shown": True, "object": obj, "reads": told_reads(reads, reader=None)}
