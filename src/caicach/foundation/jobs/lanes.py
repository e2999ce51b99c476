"""Luồng việc nền: each lane has workers of its own, so that what one lane waits for holds up no other."""

import asyncio
import signal
import threading
from collections.abc import Sequence
from typing import Any

from procrastinate import App

LANES = {
    "default": "việc thường",
    "mail": "gửi thư",
    "papers": "văn bản, biểu đồ",
    "slow": "việc dài ban đêm",
}
"""The lanes and what runs in them; a job names its lane with `queue`."""

GRACE = 25  # seconds a job may still take when the worker is told to stop; systemd waits longer


def work(app: App, *, lanes: Sequence[str], concurrency: int, once: bool) -> None:
    """Carry out jobs of the lanes until SIGINT or SIGTERM, `default` with `concurrency` at a time, others one by one.

    With `once`, all that waits is carried out, whatever lane it is in, and then it ends.
    """
    if once:
        app.run_worker(queues=list(lanes), concurrency=concurrency, wait=False, **_OPTIONS)
    else:
        slots = {lane: concurrency if lane == "default" else 1 for lane in lanes}
        asyncio.run(work_side_by_side(app, slots))


_OPTIONS: dict[str, Any] = {"shutdown_graceful_timeout": GRACE, "delete_jobs": "never"}


async def work_side_by_side(app: App, lanes: dict[str, int]) -> None:
    """A worker for each lane with so many slots, until a signal or until this is cancelled; raises what ended one."""
    async with app.open_async():
        workers = [
            asyncio.create_task(
                app.run_worker_async(
                    name=lane, queues=[lane], concurrency=slots, install_signal_handlers=False, **_OPTIONS
                )
            )
            for lane, slots in lanes.items()
        ]
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, _stop, workers)
        try:
            # one that ends has failed or was told to: the others end too, and whoever started this starts it anew
            await asyncio.wait(workers, return_when=asyncio.FIRST_COMPLETED)
        finally:
            _stop(workers)
            outcomes = await asyncio.gather(*workers, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome


def _stop(workers: Sequence["asyncio.Task[None]"]) -> None:
    """Tell the workers to stop: a cancelled one first lets its running jobs end."""
    for worker in workers:
        worker.cancel()
