"""Pictures of the documentation, taken from the running system: `make screenshots`.

Sets up the sample installation if need be, serves it on a port of its own, signs in as the reform officer and writes
docs/screenshots/NAME-WIDTH.png for a desk and a telephone, in 256 colours: a third of the size, and no eye tells.
"""

import base64
import shutil
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zlib
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

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

FEW_COLOURS = r"""async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const pixels = canvas.getImageData(0, 0, image.width, image.height).data;
  const key = (i) => ((pixels[i] >> 3) << 10) | ((pixels[i + 1] >> 3) << 5) | (pixels[i + 2] >> 3);
  const sums = new Map();
  for (let i = 0; i < pixels.length; i += 4) {
    const sum = sums.get(key(i)) || [0, 0, 0, 0];
    for (let c = 0; c < 3; c += 1) sum[c] += pixels[i + c];
    sum[3] += 1;
    sums.set(key(i), sum);
  }
  const palette = [...sums.values()].sort((a, b) => b[3] - a[3]).slice(0, 256)
    .map(([r, g, b, n]) => [r / n, g / n, b / n]);
  const nearest = new Map([...sums].map(([name, [r, g, b, n]]) => {
    let best = 0, least = Infinity;
    palette.forEach((colour, at) => {
      const far = (colour[0] - r / n) ** 2 + (colour[1] - g / n) ** 2 + (colour[2] - b / n) ** 2;
      if (far < least) [best, least] = [at, far];
    });
    return [name, best];
  }));
  let indices = "";
  for (let i = 0; i < pixels.length; i += 4) indices += String.fromCharCode(nearest.get(key(i)));
  return { width: image.width, height: image.height, palette: palette.flat().map(Math.round), indices: btoa(indices) };
}"""


def few_colours(page: Page, png: bytes) -> bytes:
    """The picture with a palette of its 256 most frequent colours; the browser counts them."""
    told = page.evaluate(FEW_COLOURS, base64.b64encode(png).decode())
    width, indices = told["width"], base64.b64decode(told["indices"])
    rows = b"".join(b"\0" + indices[at : at + width] for at in range(0, len(indices), width))
    header = struct.pack(">IIBBBBB", width, told["height"], 8, 3, 0, 0, 0)
    parts = [
        (b"IHDR", header),
        (b"PLTE", bytes(told["palette"])),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


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
    page, artist = context.new_page(), context.new_page()
    page.goto(f"{BASE}/tai-khoan/dang-nhap/")
    page.fill("[name=login]", "canbo.cchc")
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    for name, path in PAGES.items():
        answer = page.goto(BASE + path)
        if answer is None or answer.status != 200:
            raise SystemExit(f"{path} cannot be taken: {answer and answer.status}")
        (INTO / f"{name}-{width}.png").write_bytes(few_colours(artist, page.screenshot()))
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
