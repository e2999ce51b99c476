"""`{% load files %}`: lists of evidence in the pages of any app."""

from typing import Any
from uuid import UUID

from django import template
from django.template import Context

from caicach.foundation.files import permissions
from caicach.foundation.files.queries import attachments_of

register = template.Library()


@register.inclusion_tag("files/_evidence.html", takes_context=True)
def evidence(
    context: Context,
    kind: str,
    object_id: UUID,
    *,
    attachments: Any = None,
    unit_id: UUID | None = None,
    add: bool = True,
) -> dict[str, Any]:
    """`{% evidence "plans.task" task.id unit_id=task.unit_id %}`: what hangs on a row, with the way to add more.

    Only on pages whose row was fetched for this person. `attachments` spares the query; `add=False` only lists.
    """
    request = context["request"]
    found = attachments_of(kind, object_id) if attachments is None else attachments
    return {
        "request": request,
        "kind": kind,
        "object_id": object_id,
        "attachments": list(found),
        "may_add": add and request.actor.may(permissions.UPLOAD, at_unit=unit_id),
        "here": request.get_full_path(),
    }
