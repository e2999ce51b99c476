"""The grants of an actor as a database filter: lists use the same grants as `Actor.may`."""

from django.db.models import Q

from caicach.foundation.kernel.actor import Actor

NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING
"""All rows; unlike the empty `Q()` it stays all rows when it is joined to others by "or"."""


def scoped(actor: Actor, permission: str, *, unit: str = "unit_id", area: str | None = None) -> Q:
    """Rows over which the actor holds `permission`: `unit` and `area` name the row's fields.

    Without an `area` field, grants narrowed to one reform area give nothing, as `Actor.may` does without one.
    """
    allowed = NOTHING
    for grant in actor.scope(permission):
        if grant.area and area is None:
            continue
        part = Q() if grant.units is None else Q(**{f"{unit}__in": grant.units})
        if grant.area:
            part &= Q(**{area or "": grant.area})
        if part == Q():
            return EVERYTHING
        allowed |= part
    return allowed
