"""Sao lưu, phục hồi: one file with the database, the stored files, the exported roots and a manifest of hashes.

The file is a plain tar: `database.dump` (pg_dump, custom format), `files/…`, `audit/roots.jsonl`, `manifest.json`.
`pg_dump` sees the database as of one moment; stored files never change, and are copied after it, so every file that
the dump speaks of is there. The secret key stays where it is: a restored system asks everybody to sign in again.
"""

import hashlib
import json
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.db import connection

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.running.postgres_tools import (
    Tools,
    dump,
    load,
    server_version,
    tools_for,
    tools_of_major,
)

FORMAT = 1
DUMP, ROOTS, MANIFEST = "database.dump", "audit/roots.jsonl", "manifest.json"


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        return block


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds."""

    path: Path
    files: int
    size: int


def backup(path: Path, *, at: datetime) -> Saved:
    """Sao lưu: write everything to `path` while the system runs; the file appears whole or not at all.

    Refused when it exists, its folder does not, the database has no tables, or no pg_dump here is as new as the server.
    """
    if path.exists():
        raise Refused(f"Tệp {path} đã có; hãy chọn tên khác.")
    if not path.parent.is_dir():
        raise Refused(f"Không có thư mục {path.parent}.")
    if not _tables():
        raise Refused(
            "Cơ sở dữ liệu này chưa có bảng nào, không có gì để sao lưu. Hãy kiểm tra biến DATABASE_URL."
        )
    tools = tools_for(server_version())
    partial = path.with_name(f".{path.name}.partial")
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder, tarfile.open(partial, "w") as archive:
            dumped = Path(folder) / DUMP
            dump(tools, into=dumped)
            members = {DUMP: _add(archive, dumped, DUMP)}
            for file, name in _stored():
                members[name] = _add(archive, file, name)
            _write_manifest(archive, members, tools, at)
        partial.chmod(0o600)
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)
    return Saved(path=path, files=len(members) - 1, size=path.stat().st_size)


def _stored() -> Iterator[tuple[Path, str]]:
    root = Path(settings.FILES_ROOT)
    for file in sorted(root.rglob("*")) if root.is_dir() else ():
        if file.is_file():
            yield file, f"files/{file.relative_to(root).as_posix()}"
    if settings.AUDIT_EXPORT.is_file():
        yield settings.AUDIT_EXPORT, ROOTS


def _add(archive: tarfile.TarFile, file: Path, name: str) -> dict[str, Any]:
    info = archive.gettarinfo(str(file), arcname=name)
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    with file.open("rb") as opened:
        hashing = _Hashing(opened)
        archive.addfile(info, hashing)
    return {"size": info.size, "sha256": hashing.digest.hexdigest()}


def _write_manifest(archive: tarfile.TarFile, members: dict[str, Any], tools: Tools, at: datetime) -> None:
    manifest = {
        "format": FORMAT,
        "caicach": version("caicach"),
        "made_at": at.isoformat(),
        "server": server_version(),
        "pg_dump": {"major": tools.major, "version": tools.version},
        "members": members,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size = len(text)
    info.mtime = int(at.timestamp())
    archive.addfile(info, BytesIO(text))


def restore(path: Path) -> dict[str, Any]:
    """Phục hồi: check every hash, load the dump into this empty database, put the files in place.

    Returns the manifest. Refused, with nothing changed, when the file is damaged or of another format, the database
    is not empty or older than the one saved, or the pg_restore of the version that wrote the file is not here.
    """
    if not path.is_file():
        raise Refused(f"Không tìm thấy tệp {path}.")
    try:
        with tarfile.open(path) as archive:
            manifest = _checked(archive)
            tools = _tools_that_wrote(manifest)
            _require_empty_database(manifest)
            with tempfile.TemporaryDirectory() as folder:
                archive.extract(DUMP, folder, filter="data")
                load(tools, Path(folder) / DUMP)
            _put_files(archive, manifest)
    except tarfile.TarError as error:
        raise Refused(f"Tệp {path} không phải tệp sao lưu hoặc đã hỏng.") from error
    return manifest


def _checked(archive: tarfile.TarFile) -> dict[str, Any]:
    try:
        file = archive.extractfile(MANIFEST)
        manifest: dict[str, Any] = json.load(file) if file else {}
    except (KeyError, ValueError) as error:
        raise Refused("Tệp sao lưu không có bản kê (manifest.json) hoặc bản kê đã hỏng.") from error
    if manifest.get("format") != FORMAT:
        raise Refused(f"Không đọc được tệp sao lưu định dạng {manifest.get('format')}.")
    for name, wanted in manifest["members"].items():
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise Refused(f"Tên tệp “{name}” trong bản sao lưu không hợp lệ.")
        if _hash_of(archive, name) != wanted["sha256"]:
            raise Refused(f"Bản sao lưu đã hỏng: “{name}” thiếu hoặc không khớp với bản kê.")
    return manifest


def _hash_of(archive: tarfile.TarFile, name: str) -> str:
    try:
        file = archive.extractfile(name)
    except KeyError:
        return ""
    return hashlib.file_digest(file, "sha256").hexdigest() if file else ""


def _tools_that_wrote(manifest: dict[str, Any]) -> Tools:
    wrote = manifest["pg_dump"]
    tools = tools_of_major(wrote["major"])
    if tools is None:
        raise Refused(
            f"Tệp này do pg_dump {wrote['version']} ghi; máy này không có pg_restore {wrote['major']}. "
            f"Hãy cài gói postgresql-client-{wrote['major']}."
        )
    return tools


def _tables() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        return int(cursor.fetchone()[0])


def _require_empty_database(manifest: dict[str, Any]) -> None:
    if server_version() < manifest["server"]:
        raise Refused(
            f"Bản sao lưu từ PostgreSQL {manifest['server']}; máy chủ ở đây là bản {server_version()}, cũ hơn."
        )
    if _tables():
        raise Refused("Chỉ phục hồi vào cơ sở dữ liệu trống; cơ sở dữ liệu này đã có bảng.")


def _put_files(archive: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    for name in manifest["members"]:
        if name.startswith("files/"):
            _put(archive, name, Path(settings.FILES_ROOT) / name.removeprefix("files/"))
        elif name == ROOTS and not settings.AUDIT_EXPORT.exists():  # a longer export here proves a roll-back
            _put(archive, name, settings.AUDIT_EXPORT)


def _put(archive: tarfile.TarFile, name: str, target: Path) -> None:
    file = archive.extractfile(name)
    if file is None:
        raise Refused(f"Bản sao lưu đã hỏng: “{name}”.")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(file.read())
