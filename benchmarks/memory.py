"""Resident memory of a web process after every measured page was opened over the network."""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

PORT = 8791


def resident_mb(paths: list[str], cookie: str) -> float:
    """Start `caicach serve` with one process, open the pages ten times each, and read its largest child's RSS."""
    command = [sys.executable, "-m", "caicach.cli", "serve", "--port", str(PORT), "--processes", "1"]
    server = subprocess.Popen(command, env=os.environ, stderr=subprocess.DEVNULL)
    try:
        wait_for_server(PORT)
        for path in paths * 10:
            request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", headers={"Cookie": cookie})
            urllib.request.urlopen(request, timeout=30).read()
        return max(_rss(pid) for pid in _family(server.pid))
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for_server(port: int) -> None:
    """Return when the server on a port answers; RuntimeError after a minute."""
    for _ in range(120):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).read()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise RuntimeError("the server did not start")


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(below for child in children for below in _family(int(child)))]


def _rss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0
