"""Chạy: the web server, alone or together with a worker as its companion."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from granian.constants import Interfaces
from granian.server import Server

from caicach.foundation.running.timing import forget_ended_processes

APPLICATION = "caicach.foundation.running.wsgi:application"


def serve(*, host: str, port: int, processes: int, threads: int) -> None:
    """Serve the pages until SIGINT or SIGTERM; requests under way are finished first."""
    forget_ended_processes()
    Server(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        websockets=False,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=30,
    ).serve()


@contextmanager
def companion_worker() -> Iterator[None]:
    """A `caicach worker` beside this process, ended with it."""
    worker = subprocess.Popen([sys.executable, "-m", "caicach.cli", "worker"])
    try:
        yield
    finally:
        worker.send_signal(signal.SIGTERM)
        try:
            worker.wait(timeout=20)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()
