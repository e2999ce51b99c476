"""Takes the pictures of the documentation from the running system: docs/screenshots/NAME-WIDTH.png.

Usage: tools/screenshots.py [--address http://127.0.0.1:8000]. Without an address it starts `caicach demo` itself.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "screenshots"
PORT = 8765
SIZES = {1280: 860, 390: 844}
MOST = 150_000
"""Bytes of one picture: the repository stays small."""

LEADER, OFFICER, FOCAL = "provincial_leader", "reform_officer", "focal_officer"
PLAN = "/ke-hoach/lao-cai-2026/"

# name of the picture, whose account, address, and the links to press from there
PICTURES = (
    ("overview", LEADER, "/tong-quan/", ()),
    ("my-work", OFFICER, "/viec-cua-toi/", ()),
    ("programme", OFFICER, PLAN, ()),
    ("annex", OFFICER, f"{PLAN}phu-luc/", ()),
    ("target", OFFICER, PLAN, ("MT.06",)),
    ("source", OFFICER, "/ke-hoach/lao-cai-2021-2025/", ("main a[href*='/muc-tieu/']", "main a[href*='#L']")),
    ("board", LEADER, "/nhiem-vu/bang/", ()),
    ("assignment", OFFICER, "/nhiem-vu/?tinh_trang=overdue", ("main td a",)),
    ("units", OFFICER, "/don-vi/", ()),
)


def main() -> int:
    """Take every picture in both widths; 1 when one of them is too big."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="")
    asked = parser.parse_args()
    TARGET.mkdir(parents=True, exist_ok=True)
    with running(asked.address) as address:
        take_all(address, accounts())
    big = [file.name for file in TARGET.glob("*.png") if file.stat().st_size > MOST]
    if big:
        print(f"over {MOST} bytes: {', '.join(big)}", file=sys.stderr)
    return 1 if big else 0


def accounts() -> dict[str, tuple[str, str]]:
    """User name and password of one demo account of each role, by the code of the role."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caicach.settings")
    import django  # deferred: after the environment is set

    django.setup()
    from caicach.foundation.records.setup import demo_accounts  # deferred: needs the app registry
    from caicach.organisation.access.models import Role  # deferred: needs the app registry

    codes = {role.name: role.code for role in Role.objects.all()}
    found: dict[str, tuple[str, str]] = {}
    for account in demo_accounts():
        found.setdefault(codes.get(account.role, account.role), (account.username, account.password))
    return found


@contextmanager
def running(address: str) -> Iterator[str]:
    """The address of the system: the given one, or a demo started here and ended afterwards."""
    if address:
        yield address.rstrip("/")
        return
    command = [str(Path(sys.executable).parent / "caicach"), "demo", "--port", str(PORT)]
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        address = f"http://127.0.0.1:{PORT}"
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        try:
            with urlopen(f"{address}/tai-khoan/dang-nhap/"):
                return
        except URLError:
            if server.poll() is not None:
                raise SystemExit("caicach demo ended before it served a page") from None
            time.sleep(0.5)
    raise SystemExit("caicach demo did not answer within ten minutes")


def take_all(address: str, people: dict[str, tuple[str, str]]) -> None:
    """Every picture, each person signed in once a width."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-quic", "--disable-background-networking"],
        )
        for width, height in SIZES.items():
            for role in dict.fromkeys(picture[1] for picture in PICTURES):
                context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
                page = context.new_page()
                sign_in(page, address, *people[role])
                for name, whose, path, links in PICTURES:
                    if whose == role:
                        take(page, f"{name}-{width}", address + path, links)
                context.close()
        browser.close()


def sign_in(page: Page, address: str, username: str, password: str) -> None:
    """Sign in as people do."""
    page.goto(f"{address}/tai-khoan/dang-nhap/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(password)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(lambda url: "dang-nhap" not in url)


def take(page: Page, name: str, address: str, links: tuple[str, ...]) -> None:
    """Open an address, press the links one after the other, and keep what the window shows."""
    page.goto(address)
    for link in links:
        css = any(sign in link for sign in "[> ")
        (page.locator(link) if css else page.get_by_role("link", name=link)).first.click()
        page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=TARGET / f"{name}.png")
    print(f"{name}.png", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
