"""What every template knows."""

from typing import Any

from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The actor beside Django's own values."""
    return {"actor": getattr(request, "actor", None)}
