"""Whoever follows the links of the pages, from the first on, gets everywhere, and no page asks the database much."""

import logging
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from caicach.foundation.records.models import Installation
from caicach.organisation.units.models import Group
from tests.factories.access import PASSWORD
from tests.permissions.asking import signed_in
from tests.permissions.furnished import furnish
from tests.permissions.world import AT, World, build

pytestmark = pytest.mark.django_db

ROLES = (
    "reform_officer", "administrator", "focal_officer", "provincial_leader", "inspector", "content_lead",
    "records_clerk",
)  # fmt: skip
MOST = 12
"""Statements of one page, the lines of the read log and of slow statements aside."""
ADDRESSES_OF_A_VIEW = 3
LINK = re.compile(r'(?:href|data-live|hx-get)="([^"#]+)')
RIBBON = b'<aside class="sample"'
LEAVES = "/tai-khoan/dang-xuat/"
UNCOUNTED = ("SAVEPOINT", "RELEASE", 'INSERT INTO "audit_read"', "INSERT INTO running_slowstatement")


@dataclass
class Walk:
    """What somebody met who followed every link."""

    wrong: list[str] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)
    """Pages that do not say that the data are samples."""
    statements: Counter[str] = field(default_factory=Counter)


@pytest.fixture
def world() -> World:
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    made = build()
    Group.objects.create(code="all", name="Mọi cơ quan, đơn vị")
    Installation.objects.create(province="Tỉnh Mẫu", is_sample=True, created_at=AT)
    made.full = furnish(made)
    return made


@pytest.mark.parametrize("role", ROLES)
def test_every_link_opens_says_that_data_are_samples_and_asks_at_most_twelve_statements(world, role):
    world.users[role].set_password(PASSWORD)
    world.users[role].save()
    client = signed_in(world, role)
    walk = walked(client)
    full = {address: asked(client, address)[1] for address in world.full}

    assert walk.wrong == []
    assert walk.unmarked == []
    assert {v: n for v, n in walk.statements.items() if n > MOST} == {}
    assert {address: n for address, n in full.items() if n > MOST} == {}
    assert len(walk.statements) > 40


def walked(client: Client) -> Walk:
    """Follow links from the first page, at most `ADDRESSES_OF_A_VIEW` of each view with and without a query."""
    walk, seen = Walk(), Counter[str]()
    waiting, known = deque([("/", "")]), {"/"}
    while waiting:
        address, on = waiting.popleft()
        path, query = urlsplit(address).path, urlsplit(address).query
        try:
            view = resolve(path).view_name
        except Resolver404:
            walk.wrong.append(f"{address} on {on}: no such page")
            continue
        key = f"{view}?" if query else view
        if path == LEAVES or seen[key] >= ADDRESSES_OF_A_VIEW:
            continue
        seen[key] += 1
        answer, count = asked(client, address)
        if answer.status_code >= 400:
            walk.wrong.append(f"{address} on {on}: {answer.status_code}")
        if is_whole_page(answer) and RIBBON not in answer.content:
            walk.unmarked.append(address)
        walk.statements[view] = max(walk.statements[view], count)
        for link in links(answer, address):
            if link not in known:
                known.add(link)
                waiting.append((link, address))
    return walk


def asked(client: Client, address: str):
    """The answer and its statements; of a page that asks many, those when the process has its memory."""
    for _ in range(2):
        reset_queries()  # it keeps 9,000 statements, and counts none beyond them
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        count = sum(not query["sql"].lstrip().startswith(UNCOUNTED) for query in captured.captured_queries)
        for close in answer._resource_closers:  # not `answer.close()`: that ends the connection of the test
            close()
        if count <= MOST:
            break
    return answer, count


def is_whole_page(answer) -> bool:
    return not answer.streaming and b"</html>" in answer.content


def links(answer, address: str) -> Iterator[str]:
    """Where a page leads within the platform."""
    if answer.status_code in (301, 302):
        yield urljoin(address, answer["Location"])
    elif answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
        found = (urljoin(address, unescape(link)) for link in LINK.findall(answer.content.decode()))
        yield from (link for link in found if link.startswith("/") and not link.startswith("/static/"))
