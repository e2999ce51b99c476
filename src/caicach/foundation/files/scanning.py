"""Asks a ClamAV daemon about content (quét mã độc), by its INSTREAM command (clamd(8))."""

import socket
import struct
from pathlib import Path

from django.conf import settings

PORT, TIMEOUT, CHUNK = 3310, 30, 256 * 1024


class ScannerUnreachable(Exception):
    """The daemon did not answer: the file waits, it is not declared clean."""


def is_on() -> bool:
    """Whether a scanner is configured (`CLAMAV_HOST`, "host" or "host:port")."""
    return bool(settings.CLAMAV_HOST)


def threat_in(path: Path) -> str:
    """Return the name of the malware found in the file, "" when it is clean."""
    host, _, port = settings.CLAMAV_HOST.partition(":")
    try:
        with socket.create_connection((host, int(port or PORT)), timeout=TIMEOUT) as connection:
            answer = _ask(connection, path)
    except OSError as error:
        raise ScannerUnreachable(str(error)) from error
    if answer.endswith("OK"):
        return ""
    if answer.endswith("FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerUnreachable(answer)


def _ask(connection: socket.socket, path: Path) -> str:
    connection.sendall(b"zINSTREAM\0")
    with path.open("rb") as content:
        while chunk := content.read(CHUNK):
            connection.sendall(struct.pack(">I", len(chunk)) + chunk)
    connection.sendall(struct.pack(">I", 0))
    answer = b""
    while part := connection.recv(4096):
        answer += part
    return answer.strip(b"\0\n ").decode(errors="replace")
