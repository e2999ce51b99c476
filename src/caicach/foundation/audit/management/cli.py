"""The commands `audit verify`, `audit prove`, `audit root` and `audit export-roots`."""

import argparse
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from caicach.foundation.audit.exporting import export_roots
from caicach.foundation.audit.operations import take_root
from caicach.foundation.audit.queries import facts, proof
from caicach.foundation.audit.stamping import verify_stamps
from caicach.foundation.audit.verifying import exported_roots, verify
from caicach.foundation.kernel.errors import Refused


def register(subparsers: Any) -> None:
    """Add the commands."""
    audit = subparsers.add_parser("audit", help="kiểm tra nhật ký, lập và xuất gốc xác thực")
    commands = audit.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("verify", help="kiểm tra toàn bộ nhật ký; mã 1 khi phát hiện sai lệch")
    check.add_argument(
        "--roots", type=Path, default=settings.AUDIT_EXPORT, help="tệp gốc đã xuất để đối chiếu"
    )
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=_verify)

    prove = commands.add_parser("prove", help="bằng chứng một sự kiện hoặc lượt xem nằm trong nhật ký")
    prove.add_argument("event", metavar="EVENT", type=UUID)
    prove.add_argument("--json", action="store_true")
    prove.set_defaults(run=lambda options: proof(options.event))

    root = commands.add_parser("root", help="lập gốc xác thực ngay và xuất ra tệp")
    root.add_argument("--json", action="store_true")
    root.set_defaults(run=_root)

    export = commands.add_parser("export-roots", help="xuất các gốc xác thực ra tệp")
    export.add_argument("file", nargs="?", metavar="FILE", type=Path, default=settings.AUDIT_EXPORT)
    export.add_argument("--json", action="store_true")
    export.set_defaults(run=_export)


def _verify(options: argparse.Namespace) -> Any:
    if options.roots != settings.AUDIT_EXPORT and not options.roots.exists():
        raise Refused(f"Không tìm thấy tệp {options.roots}.")
    outcome = verify(exported_roots(options.roots))
    verify_stamps(options.roots, outcome)
    options.exit_code = 1 if outcome.broken else 0
    if options.json:
        return {
            "events": outcome.events,
            "roots": outcome.roots,
            "unproven": outcome.unproven,
            "broken": outcome.broken,
        }
    found = [", ".join(f"{name}: {value}" for name, value in finding.items()) for finding in outcome.broken]
    return "\n".join(
        [
            f"Sự kiện: {outcome.events}; gốc xác thực: {outcome.roots}; chưa được chứng thực: {outcome.unproven}.",
            f"Lượt xem: {outcome.reads}; chưa được chứng thực: {outcome.unproven_reads}.",
            f"Sai lệch: {outcome.broken_count}." if found else "Không phát hiện sai lệch.",
            *found,
        ]
    )


def _root(options: argparse.Namespace) -> Any:
    made = take_root(at=timezone.now())
    export_roots(settings.AUDIT_EXPORT)
    if made is None:
        raise Refused("Không có sự kiện mới kể từ gốc xác thực trước.")
    return facts(made).exported()


def _export(options: argparse.Namespace) -> Any:
    return {"exported": export_roots(options.file), "file": str(options.file)}
