"""`caicach units tree` and `caicach units successors`."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from typing import Any

from django.utils import timezone

from caicach.organisation.units import queries


def register(subparsers: Any) -> None:
    """Add the commands of units."""
    commands = subparsers.add_parser("units", help="cơ quan, đơn vị").add_subparsers(
        required=True, metavar="COMMAND"
    )
    tree: ArgumentParser = commands.add_parser("tree", help="cây đơn vị của một ngày")
    tree.add_argument("--on", type=_day, default=None, metavar="YYYY-MM-DD", help="mặc định: hôm nay")
    tree.add_argument("--under", default="", metavar="CODE", help="chỉ đơn vị này và các đơn vị bên dưới")
    tree.add_argument("--administrative", action="store_true", help="chỉ đơn vị hành chính")
    tree.add_argument("--json", action="store_true")
    tree.set_defaults(run=_tree)
    successors: ArgumentParser = commands.add_parser("successors", help="cơ quan, đơn vị kế thừa từ một ngày")
    successors.add_argument("code", metavar="CODE")
    successors.add_argument("--on", type=_day, required=True, metavar="YYYY-MM-DD")
    successors.add_argument("--json", action="store_true")
    successors.set_defaults(run=_successors)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” không phải là ngày dạng 2025-06-30") from None


def _tree(options: Namespace) -> Any:
    on = options.on or timezone.localdate()
    rows = queries.tree(on, under=options.under, administrative=options.administrative)
    if not options.json:
        return "\n".join(f"{'  ' * row.depth}{row.code}  {row.name}" for row in rows)
    return [
        {
            "code": row.code,
            "name": row.name,
            "kind": row.kind,
            "block": row.block,
            "level": row.level,
            "parent": row.parent,
            "valid_from": row.valid_from.isoformat(),
            "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        }
        for row in rows
    ]


def _successors(options: Namespace) -> Any:
    rows = queries.successors(options.code, options.on)
    if not options.json:
        return "\n".join(f"{row.code}  {row.name}  ({row.kind})" for row in rows)
    return [
        {"code": row.code, "name": row.name, "level": row.level, "kind": row.kind, "on": row.on.isoformat()}
        for row in rows
    ]
