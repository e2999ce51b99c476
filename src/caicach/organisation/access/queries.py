"""From grants to the actor."""

from datetime import date
from typing import Any

from caicach.foundation.kernel.actor import Actor, Scope
from caicach.organisation.access.models import Grant


def actor_of(user: Any, *, on: date) -> Actor:
    """The actor of a signed-in user on a day; without any permission for others."""
    if not user.is_authenticated or not user.is_active:
        return Actor(name="", on=on)
    grants = Grant.objects.filter(user=user, during__contains=on).select_related("role")
    scopes = tuple(Scope(frozenset(g.role.permissions), frozenset({g.unit_id}), g.area) for g in grants)
    name = user.person.full_name if user.person_id else user.username
    return Actor(name=name, on=on, user_id=user.pk, person_id=user.person_id, scopes=scopes)
