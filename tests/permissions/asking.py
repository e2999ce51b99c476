"""Every page and API operation, asked by every role about the own and the other unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from caicach.sites.api.api import api
from tests.permissions.examples import QUERIES, example_for
from tests.permissions.world import SECRET, World

LOGIN = "/tai-khoan/dang-nhap/"
UNASKED = ("account_", "mfa_", "socialaccount_", "openid_", "access_switch")
"""Sign-in and the own account: tested in organisation/access."""


@dataclass(frozen=True)
class View:
    """One line of the address table."""

    name: str
    method: str
    permission: str | None
    has_parts: bool


def views() -> Iterator[View]:
    """All views but those of signing in; an API operation once for each of its methods."""
    for name, pattern in _walk(get_resolver().url_patterns, ""):
        if name.startswith(UNASKED):
            continue
        declared = getattr(pattern.callback, "declared", None)
        parts = bool(pattern.pattern.converters) or "<" in str(pattern.pattern)
        if declared is None:
            for method in sorted(_api_methods().get(name.partition(":")[2], ())):
                yield View(name, method, None, parts)
        elif declared.kind != "public":
            yield View(name, "POST" if declared.kind == "action" else "GET", declared.permission, parts)


def _walk(patterns: list[Any], space: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}", pattern


@cache
def _api_methods() -> dict[str, set[str]]:
    """Operations of the API by the name of their function, as their addresses are named."""
    paths = [path for _, router in api._routers for path in router.path_operations.values()]
    return {
        operation.view_func.__name__: set(operation.methods)
        for path in paths
        for operation in path.operations
    }


def ask(client: Client, view: View, rows: dict[str, Any], *, told: list[str]) -> str:
    """The answer in a word: 200, 302, 403, 404, …, "login"; nothing stays written.

    Names the view in `told` when the answer holds what only the other unit may read.
    """
    make = example_for(view.name)
    address = reverse(view.name, kwargs=make(rows) if view.has_parts and make else None)
    if view.name in QUERIES:
        address += f"?{urlencode(QUERIES[view.name](rows))}"
    with transaction.atomic():
        answer = client.generic(view.method, address, content_type="application/x-www-form-urlencoded")
        if (
            answer.status_code == 200
            and not answer.streaming
            and SECRET in answer.content.decode(errors="replace")
        ):
            told.append(view.name)
        read_out(answer)
        transaction.set_rollback(True)
    if answer.status_code == 302 and answer["Location"].startswith(LOGIN):
        return "login"
    return str(answer.status_code)


def read_out(answer: Any) -> None:
    """Take what is streamed: a file that nobody reads stays open."""
    if answer.streaming:
        for _ in answer.streaming_content:
            pass


def signed_in(world: World, role: str) -> Client:
    """A client of the role's user; none for "anonymous"."""
    client = Client(raise_request_exception=False)
    if role != "anonymous":
        client.force_login(world.users[role])
    return client
