"""Pictures of the documentation, taken from the running system: `make screenshots`.

Sets up the sample installation if need be, serves it on a port of its own, signs in as the reform officer and writes
docs/screenshots/NAME-WIDTH.png for a desk and a telephone.
"""

import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
INTO = ROOT / "docs" / "screenshots"
PORT = 8019
BASE = f"http://127.0.0.1:{PORT}"
WIDTHS = {1280: 860, 390: 844}
PAGES = {
    "my-work": "/viec-cua-toi/",
    "overview": "/tong-quan/",
    "programme": "/ke-hoach/lao-cai-2021-2025/",
    "board": "/nhiem-vu/bang/",
    "units": "/don-vi/",
}
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-gpu"]


def caicach(*arguments: str) -> list[str]:
    """The command line of this environment."""
    return [sys.executable, "-m", "caicach.cli", *arguments]


def wait() -> None:
    """Until the server answers."""
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"{BASE}/health", timeout=5):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.5)
    raise SystemExit("the server does not answer")


def take(browser: Browser, password: str, width: int) -> None:
    """All pages at one width."""
    context = browser.new_context(viewport={"width": width, "height": WIDTHS[width]}, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{BASE}/tai-khoan/dang-nhap/")
    page.fill("[name=login]", "canbo.cchc")
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    for name, path in PAGES.items():
        answer = page.goto(BASE + path)
        if answer is None or answer.status != 200:
            raise SystemExit(f"{path} cannot be taken: {answer and answer.status}")
        page.screenshot(path=INTO / f"{name}-{width}.png")
        print(f"{name}-{width}.png", file=sys.stderr)
    context.close()


def main() -> None:
    """Take them all."""
    from caicach.foundation.kernel.home import home  # deferred: after the checkout is known to be set up

    subprocess.run(caicach("setup"), check=True)
    INTO.mkdir(parents=True, exist_ok=True)
    server = subprocess.Popen(caicach("serve", "--port", str(PORT)))
    try:
        wait()
        password = (home() / "sample_password").read_text().strip()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for width in WIDTHS:
                take(browser, password, width)
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=60)


if __name__ == "__main__":
    main()
