"""Browser assets: which files of the npm packages become static files under `vendor/`."""

import shutil
from pathlib import Path

PACKAGES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "sse.js": "htmx-ext-sse/sse.js",
}
FONT = "@fontsource/be-vietnam-pro/files"
FONT_WEIGHTS = (400, 500, 600, 700)
FONT_SUBSETS = ("latin", "latin-ext", "vietnamese")


def copy_assets(modules: Path, into: Path) -> list[str]:
    """Copy the assets of `modules` (node_modules) into the folder `into`; returns the names of the files.

    Raises FileNotFoundError naming the first file that is missing.
    """
    wanted = dict(PACKAGES)
    for weight in FONT_WEIGHTS:
        for subset in FONT_SUBSETS:
            name = f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
            wanted[f"fonts/{name}"] = f"{FONT}/{name}"
    for name, source in wanted.items():
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / source, target)
    icons = into / "icons"
    shutil.copytree(modules / "@tabler/icons/icons/outline", icons, dirs_exist_ok=True)
    return [*wanted, "icons/"]
