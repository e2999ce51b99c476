"""Tags about people, for the pages of other apps."""

from datetime import date
from typing import Any
from uuid import UUID

from django import template
from django.template import Context

from caicach.organisation.personnel import permissions
from caicach.organisation.personnel.queries import people_of_unit

register = template.Library()


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    """`{{ names|item:unit_id }}`: the value of a key, "" if there is none."""
    return mapping.get(key, "")


@register.simple_tag(takes_context=True)
def unit_people(context: Context, unit_id: UUID, on: date) -> dict[str, Any]:
    """Who works in a unit on a day, if the actor may see its people."""
    actor = context["request"].actor
    allowed = actor.may(permissions.VIEW, at_unit=unit_id)
    return {"allowed": allowed, "posts": people_of_unit(unit_id, on=on) if allowed else []}
