"""Content on disk (kho tệp): written whole or not at all, found by its hash, swept of what nobody knows."""

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.ids import new_id

CHUNK = 256 * 1024
ORPHAN_AFTER = 24 * 3600  # seconds: an upload in progress is younger
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Put:
    """What was written: the hash of the content (hex) and its length in bytes."""

    sha256: str
    size: int


def place_of(sha256: str) -> Path:
    """Return where the content of this hash is kept."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


def put(content: IO[bytes], *, limit: int | None = None) -> Put:
    """Keep the content: written aside, flushed to the disk, then moved to its place in one step.

    Raises Refused, with nothing left behind, when it is longer than `limit` bytes (`UPLOAD_LIMIT`).
    """
    aside = _aside()
    try:
        done = _write(content, aside, settings.UPLOAD_LIMIT if limit is None else limit)
        _move(aside, place_of(done.sha256))
    finally:
        aside.unlink(missing_ok=True)
    return done


def _aside() -> Path:
    folder = Path(settings.FILES_ROOT) / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / str(new_id())


def _write(content: IO[bytes], aside: Path, limit: int) -> Put:
    digest, size = hashlib.sha256(), 0
    with aside.open("xb") as out:
        while chunk := content.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise Refused(
                    f"Tệp lớn hơn mức cho phép {limit // _MEGABYTE} MB. Hãy giảm dung lượng hoặc tách tệp.",
                    field="file",
                )
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return Put(digest.hexdigest(), size)


def _move(aside: Path, place: Path) -> None:
    if place.exists():
        place.touch()  # young again, so that a sweep at this moment leaves it
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    aside.chmod(0o440)
    aside.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def orphans(known: set[str], *, older_than: float = ORPHAN_AFTER) -> Iterator[Path]:
    """Yield files that no row knows and nobody has touched for `older_than` seconds."""
    root = Path(settings.FILES_ROOT)
    before = time.time() - older_than
    for path in root.glob("tmp/*"):
        if path.stat().st_mtime < before:
            yield path
    for path in root.glob("??/??/*"):
        if path.name not in known and path.stat().st_mtime < before:
            yield path
