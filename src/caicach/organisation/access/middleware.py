"""Puts the `Actor` of the signed-in person on the request."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from caicach.foundation.kernel.actor import Actor
from caicach.organisation.access.queries import actor_of

UNIT_KEY = "working_unit"
ACTING_KEY = "acting_for"


def _actor(request: HttpRequest) -> Actor:
    at = timezone.now()
    chosen = request.session.get(UNIT_KEY)
    return actor_of(
        request.user,
        on=timezone.localdate(at),
        at=at,
        unit=UUID(chosen) if chosen else None,
        acting=request.session.get(ACTING_KEY, ""),
    )


class ActorMiddleware:
    """`request.actor`: built when first asked for, from the grants of that moment."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))
        return self.get_response(request)
