"""Where this installation keeps its own things: the embedded database, stored files, secrets, logs."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[4]


def home() -> Path:
    """`CAICACH_HOME`, or `var/` of the checkout, or the user's data folder."""
    named = os.environ.get("CAICACH_HOME")
    if named:
        place = Path(named)
    elif (CHECKOUT / "pyproject.toml").exists():
        place = CHECKOUT / "var"
    else:
        place = Path.home() / ".local" / "share" / "caicach"
    place.mkdir(parents=True, exist_ok=True)
    return place


def reference() -> Path:
    """The folder of shipped reference data."""
    return Path(os.environ.get("CAICACH_REFERENCE", CHECKOUT / "reference"))


def vendor() -> Path:
    """The folder of browser assets: they belong to the checkout, else to the installation."""
    place = (CHECKOUT / "var" if (CHECKOUT / "pyproject.toml").exists() else home()) / "vendor"
    place.mkdir(parents=True, exist_ok=True)
    return place


def name_of_database(named: Mapping[str, Any]) -> str:
    """One folder name for each database, from the parts of its address: server, port, name; without the password."""
    host = str(named.get("host") or "local")
    host = "local" if host in ("127.0.0.1", "localhost", "::1") else host
    name = f"{host}-{named.get('port') or 5432}-{named.get('dbname') or named.get('user') or 'postgres'}"
    return re.sub(r"[^\w.-]", "_", name)
