"""An identity provider of its own process, and people who click through its pages with a browser without a screen."""

import html
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import requests


@contextmanager
def identity_provider(*people: dict[str, object]) -> Iterator[str]:
    """An OpenID Connect provider on loopback that knows `people` by their claims; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("oidc-provider-mock")), "--port", str(port)]
    for person in people:
        command += ["--user-claims", json.dumps(person)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int) -> None:
    for _ in range(120):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.25)
    raise AssertionError("the identity provider does not answer")


class Citizen:
    """Somebody at a browser without a screen: follows redirects, keeps cookies, sends the forms of pages."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = requests.Session()
        self.answer: requests.Response | None = None

    def opens(self, path: str) -> "Citizen":
        """Go to a page."""
        self.answer = self._session.get(urljoin(self.url, path), timeout=30)
        return self

    def sends(self, to: str = "", /, **fields: str) -> "Citizen":
        """Send the form of the page shown that leads to an address with `to` in it, filled with `fields`."""
        shown = self.answer
        fitting = [form for form in _forms(shown.text) if to in form[0]]
        assert fitting, f"no form to {to!r} at {shown.url}: {shown.text[:2000]}"
        address, inner = fitting[0]
        self.answer = self._session.post(
            urljoin(shown.url, address) if address else shown.url,
            data=_hidden(inner) | fields, headers={"Referer": shown.url}, timeout=30,
        )  # fmt: skip
        return self

    def signs_in(self, login: str, password: str) -> "Citizen":
        """By password."""
        return self.opens("/tai-khoan/dang-nhap/").sends("dang-nhap", login=login, password=password)

    @property
    def text(self) -> str:
        """The page shown."""
        return self.answer.text

    @property
    def place(self) -> str:
        """Its path, with the query."""
        return self.answer.url.removeprefix(self.url)

    def is_signed_in(self) -> bool:
        """Whether a page for people who are signed in opens."""
        return "/dang-nhap/" not in self.opens("/thong-bao/").place


def _forms(page: str) -> list[tuple[str, str]]:
    found = []
    page = page.partition("<main")[2] or page
    for tag, inner in re.findall(r"<form([^>]*)>(.*?)</form>", page, re.DOTALL):
        address = re.search(r'action="([^"]*)"', tag)
        found.append((html.unescape(address[1]) if address else "", inner))
    return found


def _hidden(form: str) -> dict[str, str]:
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        if 'type="hidden"' in tag and (name := re.search(r'name="([^"]+)"', tag)):
            value = re.search(r'value="([^"]*)"', tag)
            fields[name[1]] = html.unescape(value[1]) if value else ""
    return fields
