"""What every template knows: the actor, the menu, and what apps above tell about the installation."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from caicach.foundation.ui.navigation import menu_for

Provider = Callable[[HttpRequest], dict[str, Any]]
_PROVIDERS: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """Let an app above tell every page something: called once a request, when a page first asks for `installation`.

    Keys the base page reads: `is_sample` (ribbon), `province` and `name` (brand).
    """
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)
    return provider


def _facts(request: HttpRequest) -> dict[str, Any]:
    facts: dict[str, Any] = {"is_sample": False, "province": "", "name": "caicach"}
    for provider in _PROVIDERS:
        facts |= provider(request)
    return facts


def site(request: HttpRequest) -> dict[str, Any]:
    """`actor`, `installation` (its facts) and `menu` (what the actor may open).

    Not "site": allauth tells its pages something else by that name.
    """
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "installation": SimpleLazyObject(lambda: _facts(request)),
        "menu": SimpleLazyObject(lambda: menu_for(actor, request.path) if actor is not None else []),
    }
