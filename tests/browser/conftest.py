"""A served platform and Chromium: people who sign in and whose pages are watched for errors."""

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from caicach.foundation.kernel.home import CHECKOUT
from caicach.foundation.ui.assets import copy_assets

WIDE, NARROW = 1280, 390
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-gpu"]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Playwright keeps an event loop in the thread of the test, where factories use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives Chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def _assets() -> None:
    """The browser assets in the home of the test run."""
    target, ready = settings.VENDOR_ROOT, CHECKOUT / "var" / "vendor"
    if (target / "icons").is_dir():
        return
    if (ready / "icons").is_dir():
        shutil.copytree(ready, target, dirs_exist_ok=True)
    else:
        copy_assets(CHECKOUT / "node_modules", target)


@pytest.fixture(scope="session")
def chromium(_assets: None) -> Iterator[Browser]:
    """The system's Chromium, started once."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail(f"no Chromium on this machine: looked for {', '.join(BROWSERS)}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Person:
    """Somebody at a browser: `page`, and every error the browser's console wrote."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.errors: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.errors.append(f"{self.page.url}: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{self.page.url}: {message.text}")

    def opens(self, path: str) -> Page:
        """Go to an address of the platform; the answer must be 200."""
        answer = self.page.goto(path if path.startswith("http") else self.address + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        return self.page

    def violations(self) -> list[str]:
        """What axe-core finds on the page shown, as “rule: element”."""
        if not self.page.evaluate("() => Boolean(window.axe)"):
            self.page.evaluate(AXE)
        found: list[dict[str, Any]] = self.page.evaluate(
            "async (tags) => (await axe.run(document, {runOnly: tags})).violations", RULES
        )
        return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]

    def overflow(self) -> int:
        """How many pixels the page is wider than the window."""
        return int(self.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth"))


@pytest.fixture
def person(live_server: Any, chromium: Browser) -> Iterator[Callable[..., Person]]:
    """`person(user, width=…)`: signed in; at the end of the test no console may have written an error.

    A violation of the content security policy is such an error.
    """
    people: list[Person] = []

    def at_the_browser(user: Any = None, *, width: int = WIDE, javascript: bool = True) -> Person:
        context = chromium.new_context(
            viewport={"width": width, "height": 844}, java_script_enabled=javascript, locale="vi-VN"
        )
        if user is not None:
            client = Client()
            client.force_login(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
            )
        people.append(Person(context, live_server.url))
        return people[-1]

    yield at_the_browser

    for one in people:
        one.context.close()
    assert [error for one in people for error in one.errors] == []
