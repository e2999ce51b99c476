"""Tags of the workspace, for the pages of other apps."""

from uuid import UUID

from django import template
from django.template import Context

from caicach.sites.workspace.permissions import VIEW
from caicach.steering.plans import permissions as plan_permissions

register = template.Library()


@register.simple_tag(takes_context=True)
def may_overview(context: Context, unit_id: UUID) -> bool:
    """Whether the actor may open the overview of a unit."""
    actor = context["request"].actor
    return bool(actor.has(VIEW) and actor.may(plan_permissions.VIEW, at_unit=unit_id))
