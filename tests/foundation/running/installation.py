"""A whole installation of its own, as an administrator makes one: own home, own processes, the command line."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

ADMIN, PASSWORD = "quan.tri", "mat-khau-thu-nghiem-2026"


class Installation:
    """Runs `caicach` with a home of its own, on the embedded server or on the database given.

    `command` is how `caicach` is called: by default with the Python of this run.
    """

    def __init__(self, home: Path, database_url: str = "", *, command: tuple[str, ...] = ()) -> None:
        self.home = home
        home.mkdir(exist_ok=True)
        self.command = command or (sys.executable, "-m", "caicach.cli")
        self.environment = {**os.environ, "CAICACH_HOME": str(home), "DATABASE_URL": database_url}
        for name in ("PYTEST_CURRENT_TEST", "PROMETHEUS_MULTIPROC_DIR"):  # of this run, not of that one
            self.environment.pop(name, None)

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """One command; its failure fails the test with what it said."""
        done = subprocess.run(
            [*self.command, *arguments],
            env=self.environment, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        if check and done.returncode:
            raise AssertionError(f"caicach {' '.join(arguments)}: {done.returncode}\n{done.stderr[-3000:]}")
        return done

    def answer(self, *arguments: str) -> Any:
        """The JSON that a command answers."""
        return json.loads(self.run(*arguments).stdout)

    def rows(self, sql: str) -> list[list[Any]]:
        """What a query gives, asked in a process of its own."""
        program = (
            "import json, sys, django; django.setup()\n"
            "from django.db import connection\n"
            "with connection.cursor() as c:\n"
            "    c.execute(sys.argv[1]); print(json.dumps(c.fetchall(), default=str))"
        )
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "caicach.settings"}
        done = subprocess.run(
            [sys.executable, "-c", program, sql], env=environment, capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout)

    def start_for_another_province(self) -> None:
        """Tables, three units, an administrator; no samples and nothing of the shipped province."""
        units = Path(__file__).with_name("units.csv")
        self.run("init", "--province", "Tỉnh Thử Nghiệm", "--units", str(units))
        self.environment["CAICACH_ADMIN_PASSWORD"] = PASSWORD
        self.run("createadmin", "--username", ADMIN)

    @contextmanager
    def served(self, command: str = "serve") -> Iterator["Served"]:
        """The web server (or the demo) on a free port, in a process group of its own; answers when it is there.

        What it says meanwhile stands in the file `said` of the home.
        """
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with (self.home / "said").open("w") as said:
            process = subprocess.Popen(
                [*self.command, command, "--port", str(port)],
                env=self.environment, start_new_session=True, stderr=said,
            )  # fmt: skip
        served = Served(f"http://127.0.0.1:{port}", process)
        try:
            served.wait(seconds=60 if command == "serve" else 400)
            yield served
        finally:
            served.kill(signal.SIGTERM)
            try:
                process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                served.kill(signal.SIGKILL)
                process.wait()

    def kill_database(self) -> None:
        """The embedded server dies as in a power cut."""
        pid = int((self.home / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)


class Served:
    """A running web server."""

    def __init__(self, url: str, process: subprocess.Popen[bytes]) -> None:
        self.url = url
        self.process = process

    def wait(self, seconds: int = 60) -> None:
        """Until it answers."""
        for _ in range(4 * seconds):
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=5):
                    return
            except (OSError, urllib.error.URLError):
                time.sleep(0.25)
        raise AssertionError("the server does not answer")

    def kill(self, number: int) -> None:
        """A signal to the server and all of its processes."""
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return

    def visitor(self) -> "Visitor":
        """A signed-in administrator."""
        visitor = Visitor(self.url)
        visitor.post("/tai-khoan/dang-nhap/", login=ADMIN, password=PASSWORD)
        return visitor


class Visitor:
    """A browser without a screen: keeps cookies, sends the token of the form."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        """The text of a page."""
        with self._opener.open(self.url + path, timeout=20) as answer:
            return answer.read().decode()

    def post(self, path: str, **fields: Any) -> str:
        """Fetch the form, send it; the address that one is led to. Raises OSError when there is no answer."""
        page = self.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        once = re.search(r'name="_once" value="([^"]+)"', page)
        fields |= {"csrfmiddlewaretoken": token[1] if token else ""}
        fields |= {"_once": once[1]} if once else {}
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        request = urllib.request.Request(self.url + path, data=body, headers={"Referer": self.url + path})
        with self._opener.open(request, timeout=20) as answer:
            answer.read()
            return answer.url
