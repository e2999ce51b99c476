"""Tags of notices for the pages of other apps."""

from typing import Any
from uuid import UUID

from django import template
from django.template import Context

from caicach.foundation.records import Ref
from caicach.organisation.notices.queries import Receipt, receipt_of, unseen_count

register = template.Library()


@register.simple_tag(takes_context=True)
def unseen(context: Context) -> int:
    """How many notices the signed-in person has not opened."""
    request = context["request"]
    counted = getattr(request.user, "unseen_notices", None)  # None in the request that signs in
    return unseen_count(request.actor) if counted is None else int(counted)


@register.simple_tag
def receipt(kind: str, ref_id: UUID) -> Receipt:
    """`{% receipt "assignments.assignment" row.pk as told %}`: how many were told of a row, how many opened it."""
    return receipt_of(Ref(kind, ref_id))


@register.inclusion_tag("notices/_copy.html")
def copy_text(text: str, label: str = "Sao chép lời nhắn") -> dict[str, Any]:
    """`{% copy_text words %}`: a text for the Zalo group, with a button that copies it."""
    return {"text": text, "label": label}
