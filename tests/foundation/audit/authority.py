"""A time-stamping authority of its own: `openssl ts` behind a small web server on loopback (RFC 3161 over HTTP)."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_CONFIGURATION = """
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[signer]
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = at_work
[at_work]
serial = serial
crypto_device = builtin
signer_cert = signer.pem
signer_key = signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


class Authority:
    """Its keys and certificates in a folder; `answers` may be told to misbehave."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""
        self.kept: bytes | None = None  # give this answer to every question
        self.asked = 0
        (folder / "openssl.cnf").write_text(_CONFIGURATION)
        (folder / "serial").write_text("01\n")
        new = ("req", "-newkey", "rsa:2048", "-nodes", "-config", "openssl.cnf", "-days", "2")
        self._openssl(
            *new, "-x509", "-extensions", "ca", "-subj", "/CN=Root", "-keyout", "ca.key", "-out", "ca.pem"
        )
        self._openssl(*new[:-2], "-subj", "/CN=Stamps", "-keyout", "signer.key", "-out", "signer.csr")
        self._openssl(
            "x509", "-req", "-in", "signer.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", "2",
            "-days", "2", "-extfile", "openssl.cnf", "-extensions", "signer", "-out", "signer.pem",
        )  # fmt: skip

    @property
    def certificate(self) -> Path:
        """The root that one has to trust."""
        return self.folder / "ca.pem"

    def _openssl(self, *arguments: str, given: bytes = b"") -> bytes:
        done = subprocess.run(
            ["openssl", *arguments], cwd=self.folder, input=given, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def answer(self, question: bytes) -> bytes:
        """A stamp on the hash in the question."""
        self.asked += 1
        if self.kept is not None:
            return self.kept
        (self.folder / "question.tsq").write_bytes(question)
        return self._openssl(
            "ts", "-reply", "-queryfile", "question.tsq", "-config", "openssl.cnf", "-section", "at_work"
        )

    def verifies(self, stamp: Path, data: bytes) -> bool:
        """What openssl says of a stamp on data: a second opinion."""
        (self.folder / "data").write_bytes(data)
        arguments = ["ts", "-verify", "-in", str(stamp), "-data", "data", "-CAfile", "ca.pem"]
        done = subprocess.run(["openssl", *arguments], cwd=self.folder, capture_output=True, check=False)
        return done.returncode == 0

    @contextmanager
    def open(self) -> Iterator["Authority"]:
        """It answers at `url`."""
        authority = self

        class Desk(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.headers["Content-Type"] == "application/timestamp-query"
                reply = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
        self.url = f"http://127.0.0.1:{server.server_port}/tsa"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
