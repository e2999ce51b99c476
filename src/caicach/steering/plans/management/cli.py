"""`caicach plans check PROGRAMME` and `caicach plans import FILE`."""

import argparse
from pathlib import Path
from typing import Any

from django.utils import timezone

from caicach.foundation.kernel.actor import system
from caicach.steering.plans.operations.importing import import_file
from caicach.steering.plans.queries.source import findings_of, version_to_read
from caicach.steering.plans.rules.columns import ImportKind
from caicach.steering.plans.rules.totals import totals_of

Subparsers = Any


def register(subparsers: Subparsers) -> None:
    """Add the commands."""
    plans = subparsers.add_parser("plans", help="chương trình, kế hoạch CCHC")
    commands = plans.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="đối chiếu số liệu của một chương trình, kế hoạch")
    check.add_argument("programme", metavar="PROGRAMME")
    check.add_argument("--draft", action="store_true", help="bản dự thảo đang soạn thay cho bản đã ban hành")
    check.add_argument("--json", action="store_true", help="in kết quả dạng JSON (mặc định)")
    check.set_defaults(run=run_check)
    bring_in = commands.add_parser("import", help="nhập mục tiêu, nhiệm vụ, hoạt động từ tệp CSV, XLSX")
    bring_in.add_argument("file", metavar="FILE", type=Path)
    bring_in.add_argument("--programme", metavar="CODE", required=True)
    bring_in.add_argument("--kind", choices=[str(kind) for kind in ImportKind], required=True)
    bring_in.add_argument("--dry-run", action="store_true", help="chỉ xem trước, không ghi")
    bring_in.add_argument("--json", action="store_true", help="in kết quả dạng JSON (mặc định)")
    bring_in.set_defaults(run=run_import)


def run_check(parsed: argparse.Namespace) -> dict[str, Any]:
    """`{programme, totals, findings}`: sums of the rows, and what the cross-checks found.

    Of the version in force; with `--draft`, or where none is issued yet, of the draft.
    """
    programme, findings = findings_of(version_to_read(parsed.programme, draft=parsed.draft))
    return {
        "programme": programme.code,
        "totals": totals_of(programme).as_json(),
        "findings": [finding.as_json() for finding in findings],
    }


def run_import(parsed: argparse.Namespace) -> dict[str, Any]:
    """Import into the draft of a plan; every error with row and column, and nothing written if there is one."""
    at = timezone.now()
    outcome = import_file(
        path=parsed.file,
        code=parsed.programme,
        kind=ImportKind(parsed.kind),
        dry_run=parsed.dry_run,
        check=True,
        by=system(timezone.localdate(at), name="Dòng lệnh"),
        at=at,
    )
    parsed.exit_code = 0 if outcome.is_clean else 1
    return outcome.as_json()
