"""Every address says who may open it."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from caicach.foundation.kernel.permissions import declared


def ours(resolver=None):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from ours(entry)
        elif isinstance(entry, URLPattern) and entry.callback.__module__.startswith("caicach."):
            yield entry.callback


@pytest.mark.django_db
def test_every_view_is_declared_page_action_or_public():
    undeclared = sorted({f"{v.__module__}.{v.__qualname__}" for v in ours() if not hasattr(v, "declared")})

    assert undeclared == []


def test_every_view_names_a_permission_that_exists():
    unknown = sorted(
        {
            f"{view.__qualname__}: {view.declared.permission}"
            for view in ours()
            if getattr(view, "declared", None) and view.declared.permission not in {"", *declared()}
        }
    )

    assert unknown == []
