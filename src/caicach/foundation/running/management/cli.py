"""Commands: assets, setup, demo, init, serve, doctor, backup, restore."""

import argparse
import sys
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from caicach.foundation.kernel.actor import Actor, system
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.home import CHECKOUT, vendor
from caicach.foundation.records.setup import demo_accounts, init_files
from caicach.foundation.running import archive, health, installing, serving
from caicach.foundation.ui.assets import copy_assets


def register(subparsers: Any) -> None:
    """Add the commands of running."""
    assets = subparsers.add_parser("assets", help="chép tài nguyên trình duyệt từ node_modules")
    assets.add_argument("--modules", type=Path, default=CHECKOUT / "node_modules")
    assets.set_defaults(run=_assets)

    setup = subparsers.add_parser("setup", help="tạo bảng, nạp dữ liệu dùng chung và dữ liệu mẫu")
    setup.add_argument("--fresh", action="store_true", help="không tạo dữ liệu mẫu")
    setup.set_defaults(run=_setup)

    demo = subparsers.add_parser("demo", help="cài đặt (nếu chưa) rồi chạy trên máy này với dữ liệu mẫu")
    _where(demo)
    demo.set_defaults(run=_demo)

    init = subparsers.add_parser("init", help="bắt đầu cho một tỉnh khác, không có dữ liệu mẫu")
    init.add_argument("--province", required=True, help="tên tỉnh, thành phố")
    init.add_argument("--province-code", default="", help="mã tỉnh của cơ quan thống kê")
    init.add_argument("--agency-code", default="", help="mã định danh, ví dụ H38")
    init.add_argument("--letterhead", default="", help="tên cơ quan ban hành trên văn bản")
    init.add_argument("--letterhead-parent", default="", help="cơ quan chủ quản trên văn bản")
    init.add_argument("--place", default="", help="địa danh trên văn bản")
    init.add_argument("--blocks", default="party,state,front", help="các khối: party,state,front")
    for file in init_files():
        init.add_argument(f"--{file.option}", type=Path, metavar="FILE", help=file.label)
    init.set_defaults(run=_init)

    doctor = subparsers.add_parser("doctor", help="kiểm tra sức khỏe hệ thống; mã 1 khi có chỗ hỏng")
    doctor.add_argument("--json", action="store_true")
    doctor.set_defaults(run=_doctor)

    save = subparsers.add_parser(
        "backup", help="sao lưu cơ sở dữ liệu và tệp vào một tệp, trong khi hệ thống chạy"
    )
    save.add_argument("file", metavar="FILE", type=Path)
    save.set_defaults(run=_backup)

    load = subparsers.add_parser("restore", help="phục hồi từ tệp sao lưu vào cơ sở dữ liệu trống")
    load.add_argument("file", metavar="FILE", type=Path)
    load.set_defaults(run=_restore)

    serve = subparsers.add_parser("serve", help="chạy máy chủ web")
    _where(serve)
    serve.add_argument("--with-worker", action="store_true", help="chạy kèm một tiến trình việc nền")
    serve.set_defaults(run=_serve)


def _where(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--processes", type=int, default=1, help="số tiến trình web")
    parser.add_argument("--threads", type=int, default=8, help="số luồng của mỗi tiến trình")


def _assets(options: argparse.Namespace) -> None:
    try:
        copy_assets(options.modules, vendor())
    except FileNotFoundError as error:
        raise Refused(f"Thiếu tệp {error.filename}. Hãy chạy `npm ci --ignore-scripts` trước.") from error


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _now() -> tuple[Actor, datetime]:
    return system(timezone.localdate()), timezone.now()


def _setup(options: argparse.Namespace) -> None:
    by, at = _now()
    place = installing.set_up(sample=not options.fresh, by=by, at=at, say=_say)
    kind = "dữ liệu mẫu" if place.is_sample else "không có dữ liệu mẫu"
    _say(f"Đã cài đặt: {place.province} ({kind}).")
    if options.fresh and place.is_sample:
        _say("Cơ sở dữ liệu này đã có dữ liệu mẫu từ trước; --fresh chỉ có tác dụng với cơ sở dữ liệu trống.")


def _demo(options: argparse.Namespace) -> None:
    by, at = _now()
    place = installing.set_up(sample=True, by=by, at=at, say=_say)
    if place.is_sample:
        _print_accounts()
    else:
        _say("Cơ sở dữ liệu này không phải dữ liệu mẫu nên không có tài khoản dùng thử.")
    options.with_worker = True
    _serve(options)


def _print_accounts() -> None:
    accounts = demo_accounts()
    rows = [("Vai trò", "Cơ quan, đơn vị", "Tên đăng nhập", "Mật khẩu")]
    rows += [(a.role, a.unit, a.username, a.password) for a in accounts]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    _say("\nTài khoản dùng thử:")
    for row in rows:
        _say("  " + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


def _init(options: argparse.Namespace) -> None:
    by, at = _now()
    given = {file: getattr(options, file.option.replace("-", "_")) for file in init_files()}
    installing.start_elsewhere(
        province=options.province,
        province_code=options.province_code,
        agency_code=options.agency_code,
        letterhead=options.letterhead or options.province.upper(),
        letterhead_parent=options.letterhead_parent,
        place=options.place,
        blocks=[block.strip() for block in options.blocks.split(",") if block.strip()],
        files={file: path for file, path in given.items() if path},
        by=by,
        at=at,
        say=_say,
    )
    _say("Tiếp theo: tạo tài khoản quản trị bằng `caicach createadmin`, rồi chạy `caicach serve`.")


MARKS = {"ok": "✓", "warn": "!", "fail": "✗"}


def _doctor(options: argparse.Namespace) -> Any:
    checks = health.check_all()
    options.exit_code = 1 if health.is_broken(checks) else 0
    if options.json:
        return health.as_json(checks)
    lines = [
        f"{MARKS[check.status]} {name}: {check.message}"
        + (f"\n    → {check.what_to_do}" if check.what_to_do else "")
        for name, check in checks.items()
    ]
    return "\n".join(lines)


def _backup(options: argparse.Namespace) -> None:
    saved = archive.backup(options.file.absolute(), at=timezone.localtime())
    _say(f"Đã sao lưu vào {saved.path}: {saved.size / 1024**2:.1f} MB, {saved.files} tệp kèm theo.")


def _restore(options: argparse.Namespace) -> None:
    manifest = archive.restore(options.file)
    installing.migrate(_say)
    installing.gather_statistics()
    _say(
        f"Đã phục hồi bản sao lưu lập lúc {manifest['made_at']} ({len(manifest['members']) - 1} tệp kèm theo)."
    )


def _serve(options: argparse.Namespace) -> None:
    with serving.companion_worker() if options.with_worker else nullcontext():
        _say(f"\ncaicach đang chạy tại http://{options.host}:{options.port} (dừng: Ctrl+C)")
        serving.serve(
            host=options.host, port=options.port, processes=options.processes, threads=options.threads
        )
