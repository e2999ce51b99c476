"""What an eye would find wrong on a page."""

from pathlib import Path
from typing import Any

LOOK = Path(__file__).with_name("look.js").read_text().strip().removesuffix(";")


def look_faults(page: Any, *widths: int) -> list[str]:
    """What is wrong on the page shown, at each width of the window, as “width: fault”."""
    height, faults = page.viewport_size["height"], []
    for width in widths:
        page.set_viewport_size({"width": width, "height": height})
        faults += [f"{width}: {fault}" for fault in page.evaluate(LOOK)]
    return faults
