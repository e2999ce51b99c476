"""Many open boards against one web process: how long after a commit a change stands on each of them.

Every board asks as the browser does: every `EVERY` seconds after the last answer, with the tag that it has. The boards
belong to as many accounts as there are, so that few show the same. The change is a report on an assignment; counted
are the boards on which it shows.
"""

import asyncio
import os
import random
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from benchmarks.memory import wait_for_server

PORT = 8792
CHANGES = 5
PATHS = ("/nhiem-vu/bang/phan/", "/nhiem-vu/bang/phan/?theo=area", "/nhiem-vu/bang/phan/?man_hinh=1")
WALLS = 20
"""One board in so many hangs on a wall and turns its pages."""


@dataclass
class _Board:
    """One open board: its tag, and when it got each new one."""

    path: str
    cookie: str
    every: float
    tag: str = ""
    drawn: list[float] = field(default_factory=list)
    asked: int = 0
    knows: float = 0.0  # everything committed before this moment stands on it

    async def live(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        await asyncio.sleep(random.uniform(0, self.every))
        while True:
            begun = time.monotonic()
            writer.write(self._question())
            status, headers = await _answer(reader)
            self.asked += 1
            if status == 200:
                self.drawn.append(time.monotonic())
                self.tag = headers.get("etag", "")
            elif status != 304:
                raise RuntimeError(f"{self.path} answered {status}")
            self.knows = begun
            await asyncio.sleep(self.every)

    def _question(self) -> bytes:
        lines = [f"GET {self.path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {self.cookie}", "HX-Request: true"]
        if self.tag:
            lines.append(f"If-None-Match: {self.tag}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    status = int((await reader.readline()).split()[1])
    headers: dict[str, str] = {}
    while line := (await reader.readline()).decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    await reader.readexactly(int(headers.get("content-length", "0")))
    return status, headers


def _path(number: int) -> str:
    return PATHS[2] if number % WALLS == 0 else PATHS[number % 2]


def measure(boards: int) -> dict[str, Any]:
    """Seconds from commit to drawn (median, p95, longest) over all boards and changes, and questions a second."""
    from caicach.work.assignments.views.boards import EVERY  # deferred: after set-up

    command = [sys.executable, "-m", "caicach.cli", "serve", "--port", str(PORT), "--processes", "1"]
    server = subprocess.Popen(command, env=os.environ, stderr=subprocess.DEVNULL)
    try:
        wait_for_server(PORT)
        cookies = _cookies(boards)
        opened = [_Board(_path(n), cookie, EVERY) for n, cookie in enumerate(cookies)]
        return asyncio.run(_watched(opened, EVERY))
    finally:
        server.terminate()
        server.wait(timeout=30)


async def _watched(boards: list[_Board], every: float) -> dict[str, Any]:
    living = [asyncio.create_task(board.live()) for board in boards]
    while not all(board.drawn for board in boards):  # everybody has opened their board
        await asyncio.sleep(0.2)
        _stop_on_error(living)
    begun, asked = time.monotonic(), sum(board.asked for board in boards)
    delays: list[float] = []
    for _ in range(CHANGES):
        await asyncio.sleep(random.uniform(1, every))
        committed = await asyncio.to_thread(_change)
        while not all(board.knows > committed for board in boards):
            await asyncio.sleep(0.1)
            _stop_on_error(living)
        redrawn = [[t for t in board.drawn if t > committed] for board in boards]
        delays += [times[0] - committed for times in redrawn if times]
    rate = (sum(board.asked for board in boards) - asked) / (time.monotonic() - begun)
    for task in living:
        task.cancel()
    delays.sort()
    return {
        "boards": len(boards),
        "redrawn_by_a_change": len(delays) / CHANGES,
        "accounts": len({board.cookie for board in boards}),
        "median_s": statistics.median(delays),
        "p95_s": delays[int(len(delays) * 0.95) - 1],
        "longest_s": delays[-1],
        "questions_per_s": rate,
    }


def _stop_on_error(living: list[asyncio.Task[None]]) -> None:
    for task in living:
        if task.done():
            task.result()


def _cookies(count: int) -> list[str]:
    """Sessions of as many accounts as may see boards, one after the other."""
    from django.test import Client  # deferred: after set-up

    from caicach.organisation.access.models import User  # deferred: after set-up

    users = User.objects.filter(
        is_active=True, grants__role__permissions__contains=["assignments.view"]
    ).distinct()[:count]
    made = []
    for user in users:
        client = Client()
        client.force_login(user)
        made.append(f"sessionid={client.cookies['sessionid'].value}")
    return [made[n % len(made)] for n in range(count)]


def _change() -> float:
    """Report on some assignment; the moment after its commit."""
    from django.db import connection  # deferred: after set-up
    from django.utils import timezone  # deferred: after set-up

    from caicach.foundation.kernel.actor import system  # deferred: after set-up
    from caicach.work.assignments.models import Assignment  # deferred: after set-up
    from caicach.work.assignments.operations import report  # deferred: after set-up

    row = Assignment.objects.filter(status="accepted").order_by("changed_at").first()
    at = timezone.now()
    report(assignment=row, percent=50, text="Đo tốc độ", by=system(timezone.localdate(at)), at=at)
    connection.close()
    return time.monotonic()
