"""The command `worker`."""

import argparse
import logging
import sys
from typing import Any

from procrastinate.contrib.django import app

from caicach.foundation.jobs.registry import prepare_work

GRACE = 25  # seconds a job may still take when the worker is told to stop; systemd waits for 30


def register(subparsers: Any) -> None:
    """Add the command."""
    worker = subparsers.add_parser("worker", help="chạy các việc nền (thông báo, biểu đồ, văn bản, nhật ký)")
    worker.add_argument("--concurrency", type=int, default=2, help="số việc chạy cùng lúc")
    worker.add_argument("--once", action="store_true", help="chạy hết việc đang chờ rồi dừng")
    worker.set_defaults(run=_work)


def _work(options: argparse.Namespace) -> None:
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    prepare_work()
    print("Tiến trình việc nền đang chạy.", file=sys.stderr, flush=True)
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        worker_app.run_worker(
            concurrency=options.concurrency,
            wait=not options.once,
            shutdown_graceful_timeout=GRACE,
            delete_jobs="never",
        )
