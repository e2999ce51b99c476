"""Content is kept once, whole or not at all."""

import io
import os
import socket
import struct
import threading
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from caicach.foundation.audit.models import Event
from caicach.foundation.files import scanning, storage
from caicach.foundation.files.models import StoredFile, Verdict
from caicach.foundation.files.operations import scan, store, sweep
from caicach.foundation.kernel.actor import SYSTEM
from caicach.foundation.kernel.errors import Refused
from tests.foundation.files.conftest import AT

TEXT = "Báo cáo kết quả".encode()


def kept(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_the_same_content_is_kept_once_under_any_name(store_root: Path):
    first, name = store(content=io.BytesIO(TEXT), name="a.txt", by=SYSTEM, at=AT)
    second, other = store(content=io.BytesIO(TEXT), name="b.txt", by=SYSTEM, at=AT)

    assert (first.pk, name, other) == (second.pk, "a.txt", "b.txt")
    assert [path.read_bytes() for path in kept(store_root)] == [TEXT]
    assert Event.objects.filter(kind="files.stored").count() == 1


def test_content_over_the_limit_is_refused_and_leaves_nothing(store_root: Path):
    with pytest.raises(Refused, match="lớn hơn mức cho phép"):
        storage.put(io.BytesIO(b"x" * 1000), limit=999)

    assert kept(store_root) == []


def test_an_upload_that_breaks_off_leaves_nothing(store_root: Path):
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError("connection lost")
            return super().read(10)

    with pytest.raises(OSError, match="connection lost"):
        storage.put(Broken(b"x" * 100))

    assert kept(store_root) == []


@pytest.mark.django_db
def test_the_sweep_takes_what_no_row_knows_and_only_when_it_is_old(store_root: Path):
    known, _ = store(content=io.BytesIO(TEXT), name="a.txt", by=SYSTEM, at=AT)
    undone = storage.put(io.BytesIO(b"undone"))
    (store_root / "tmp" / "half").write_bytes(b"half")

    assert sweep() == 0
    for path in kept(store_root):
        os.utime(path, (0, 0))
    assert sweep() == 2

    assert kept(store_root) == [storage.place_of(known.sha256)]
    assert not storage.place_of(undone.sha256).exists()


@pytest.mark.django_db
def test_content_that_comes_again_is_young_again(store_root: Path):
    put = storage.put(io.BytesIO(b"again"))
    os.utime(storage.place_of(put.sha256), (0, 0))

    storage.put(io.BytesIO(b"again"))

    assert sweep() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [{"sha256": "x"}, {"verdict": "clean"}, {"verdict": "waiting", "scanned_at": AT}],
)
def test_the_database_refuses_a_row_that_cannot_be(wrong: dict):
    right = {"sha256": "0" * 64, "size": 1, "media_type": "text/plain", "stored_at": AT}

    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.create(**{**right, **wrong})


class Scanner:
    """A stand-in for clamd: reads one INSTREAM session (clamd(8)) and answers with a fixed line."""

    def __init__(self, answer: bytes) -> None:
        self.answer, self.received = answer, b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        connection, _ = self.server.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while length := struct.unpack(">I", stream.read(4))[0]:
                self.received += stream.read(length)
            connection.sendall(self.answer + b"\0")

    def close(self) -> None:
        self.thread.join(5)
        self.server.close()


@pytest.mark.django_db
def test_infected_content_is_refused(settings):
    scanner = Scanner(b"stream: Eicar-Test-Signature FOUND")
    settings.CLAMAV_HOST = scanner.address

    with pytest.raises(Refused, match="mã độc"):
        store(content=io.BytesIO(TEXT), name="a.txt", by=SYSTEM, at=AT)

    scanner.close()
    assert scanner.received == TEXT


@pytest.mark.django_db
def test_clean_content_carries_its_verdict(settings):
    scanner = Scanner(b"stream: OK")
    settings.CLAMAV_HOST = scanner.address

    stored, _ = store(content=io.BytesIO(TEXT), name="a.txt", by=SYSTEM, at=AT)

    scanner.close()
    assert (stored.verdict, stored.scanned_at, stored.is_openable) == (Verdict.CLEAN, AT, True)


@pytest.mark.django_db
def test_content_waits_while_the_scanner_is_away_and_is_never_called_clean(settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.CLAMAV_HOST = f"127.0.0.1:{taken.getsockname()[1]}"
    stored, _ = store(content=io.BytesIO(TEXT), name="a.txt", by=SYSTEM, at=AT)
    assert (stored.verdict, stored.is_openable) == (Verdict.WAITING, False)

    scanner = Scanner(b"stream: OK")
    settings.CLAMAV_HOST = scanner.address
    scan(stored=stored, by=SYSTEM, at=AT)

    scanner.close()
    assert StoredFile.objects.get().verdict == Verdict.CLEAN


def test_a_scanner_that_talks_nonsense_is_not_believed(settings, tmp_path: Path):
    scanner = Scanner(b"INSTREAM size limit exceeded. ERROR")
    settings.CLAMAV_HOST = scanner.address
    file = tmp_path / "a"
    file.write_bytes(b"x")

    with pytest.raises(scanning.ScannerUnreachable):
        scanning.threat_in(file)
    scanner.close()
