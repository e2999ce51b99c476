"""Tags about the signed-in person and accounts."""

from typing import Any
from uuid import UUID

from django import template
from django.template import Context

from caicach.organisation.access.models import User
from caicach.organisation.access.queries import visible_users

register = template.Library()


@register.simple_tag(takes_context=True)
def working_places(context: Context) -> dict[str, Any]:
    """Where the person may work, whom they substitute, and what is chosen now."""
    standing = context["request"].standing
    actor, units = standing.actor, standing.units
    return {
        "units": list(units.items()),
        "here": units.get(actor.unit_id, ""),
        "absent": standing.absent,
        "for_whom": next((p.full_name for p in standing.absent if p.pk == actor.acting_for), ""),
    }


@register.simple_tag(takes_context=True)
def account_of(context: Context, person_id: UUID) -> User | None:
    """The account of a person, if the actor may see it."""
    return visible_users(context["request"].actor).filter(person=person_id).first()
