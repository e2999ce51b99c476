"""The command `search rebuild`."""

import argparse
from typing import Any

from django.utils import timezone


def register(subparsers: Any) -> None:
    """Add the command."""
    search = subparsers.add_parser("search", help="chỉ mục tìm kiếm")
    actions = search.add_subparsers(dest="action", required=True)
    rebuild = actions.add_parser("rebuild", help="lập lại toàn bộ chỉ mục")
    rebuild.add_argument("--json", action="store_true", help="in JSON")
    rebuild.set_defaults(run=_rebuild)


def _rebuild(options: argparse.Namespace) -> dict[str, int]:
    from caicach.foundation.kernel.actor import SYSTEM  # deferred: needs the app registry
    from caicach.foundation.search.operations import rebuild  # deferred: needs the app registry

    return rebuild(by=SYSTEM, at=timezone.now())
