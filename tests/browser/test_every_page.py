"""Every page of the platform, whoever may open it: nothing that axe-core or an eye finds, and Tab always goes on."""

import logging
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from tests.browser.conftest import NARROW, WIDE
from tests.browser.looks import look_faults
from tests.permissions.asking import read_out, signed_in, views
from tests.permissions.examples import QUERIES, example_for
from tests.permissions.test_matrix import expected
from tests.permissions.world import ROLES, World, build

pytestmark = pytest.mark.django_db(transaction=True)

OWN_ACCOUNT = ["mfa_index", "mfa_list_webauthn", "socialaccount_connections"]
"""Pages that allauth makes, in our look."""

REFUSED = {"401", "403", "404", "login"}


def pages(world: World) -> Iterator[tuple[str, str]]:
    """(role, address) of every view that answers some role with a whole page: the first that the matrix lets in."""
    let_in: dict[str, str] = {}
    for (name, _, unit), answers in expected().items():
        if unit != "other" and (role := next((r for r in ROLES if answers[r] not in REFUSED), None)):
            let_in.setdefault(name, role)
    parts = {view.name: view.has_parts for view in views()}
    for name, role in let_in.items():
        make = example_for(name)
        address = reverse(name, kwargs=make(world.own.rows) if parts[name] and make else None)
        if name in QUERIES:
            address += f"?{urlencode(QUERIES[name](world.own.rows))}"
        if is_page(signed_in(world, role), address):
            yield role, address
    for name in OWN_ACCOUNT:
        yield "focal_officer", reverse(name)


def is_page(client: Client, address: str) -> bool:
    """Whether the client gets a whole page there, not a file, a part of a page or a refusal."""
    answer = client.get(address)
    read_out(answer)
    if answer.status_code != 200 or answer.streaming or "html" not in answer.headers["Content-Type"]:
        return False
    return b"<html" in answer.content


def test_no_page_has_a_violation_is_hard_to_read_or_stops_the_keyboard(person):
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    world = build()
    found = list(pages(world))
    people = {role: person(world.users[role]) for role in {role for role, _ in found}}
    wrong = []

    for role, address in found:
        page = people[role].opens(address)
        wrong += [f"{address} ({role}): {violation}" for violation in people[role].violations()]
        wrong += [f"{address} ({role}): {fault}" for fault in keyboard_faults(page)]
        wrong += [f"{address} ({role}): {fault}" for fault in look_faults(page, NARROW, WIDE)]

    assert len(found) > 60
    assert wrong == [], "\n".join(wrong)


def keyboard_faults(page) -> list[str]:
    """Tab from the top: the first stop leads to the content, every stop is seen, and none holds the keyboard."""
    if page.locator("[autofocus]").count():  # a search page begins in its field
        return []
    stops = []
    for _ in range(5):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate(
                """() => { const e = document.activeElement, r = e.getBoundingClientRect();
                return [e.outerHTML.slice(0, 80), r.width > 0 && r.height > 0]; }"""
            )
        )
    faults = [f"Tab stops where nothing is seen: {html}" for html, seen in stops if not seen]
    if "#noi-dung" not in stops[0][0]:
        faults.append(f"Tab does not begin with the way to the content: {stops[0][0]}")
    if len({html for html, _ in stops}) < 3:
        faults.append(f"Tab goes round in a circle: {stops[0][0]}")
    return faults
