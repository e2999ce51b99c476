"""The command `worker`."""

import argparse
import logging
import sys
from typing import Any

from procrastinate.contrib.django import app

from caicach.foundation.jobs.lanes import LANES, work
from caicach.foundation.jobs.registry import prepare_work


def register(subparsers: Any) -> None:
    """Add the command."""
    worker = subparsers.add_parser("worker", help="chạy các việc nền (thông báo, biểu đồ, văn bản, nhật ký)")
    worker.add_argument("--concurrency", type=int, default=2, help="số việc thường chạy cùng lúc")
    worker.add_argument(
        "--lane",
        action="append",
        choices=list(LANES),
        help="chỉ chạy luồng này (lặp lại được; mặc định: mọi luồng)",
    )
    worker.add_argument("--once", action="store_true", help="chạy hết việc đang chờ rồi dừng")
    worker.set_defaults(run=_work)


def _work(options: argparse.Namespace) -> None:
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    prepare_work()
    print("Tiến trình việc nền đang chạy.", file=sys.stderr, flush=True)
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        lanes = options.lane or list(LANES)
        work(worker_app, lanes=lanes, concurrency=options.concurrency, once=options.once)
