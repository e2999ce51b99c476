"""Puts the `Actor` of the signed-in person on the request."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from caicach.organisation.access.queries import Standing, standing_of

UNIT_KEY = "working_unit"
ACTING_KEY = "acting_for"


def _standing(request: HttpRequest) -> Standing:
    at = timezone.now()
    chosen = request.session.get(UNIT_KEY)
    return standing_of(
        request.user,
        on=timezone.localdate(at),
        at=at,
        unit=UUID(chosen) if chosen else None,
        acting=request.session.get(ACTING_KEY, ""),
    )


class ActorMiddleware:
    """`request.standing` and its `request.actor`: built when first asked for, from the grants of that moment."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.standing = SimpleLazyObject(lambda: _standing(request))
        request.actor = SimpleLazyObject(lambda: request.standing.actor)
        return self.get_response(request)
