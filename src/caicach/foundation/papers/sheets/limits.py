"""How much of a file from outside is read before it is refused (giới hạn tệp nhập vào)."""

import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from caicach.foundation.kernel.errors import Refused

MEGABYTE = 1024 * 1024
RATIO_IS_SUSPECT_FROM = 10 * MEGABYTE
CHUNK = 256 * 1024
# what zipfile raises for bytes that are no sound zip; the Office formats use deflate only
BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one file: bytes as sent, bytes unpacked, packed parts, rows, columns, characters a cell."""

    max_bytes: int = 50 * MEGABYTE
    max_unpacked: int = 400 * MEGABYTE
    max_ratio: int = 200
    max_entries: int = 1_000
    max_rows: int = 200_000
    max_columns: int = 256
    max_cell: int = 32_767


def require_size(size: int, limits: Limits) -> None:
    """Refuse a file that is empty or larger than `limits.max_bytes`."""
    if size == 0:
        raise Refused("Tệp rỗng. Hãy kiểm tra lại tệp rồi tải lên.")
    if size > limits.max_bytes:
        raise Refused(
            f"Tệp lớn hơn mức cho phép {limits.max_bytes // MEGABYTE} MB. Hãy tách thành nhiều tệp."
        )


def open_package(file: IO[bytes], limits: Limits) -> zipfile.ZipFile:
    """Open an Office file (a zip) after checking what its directory promises; refuse a zip bomb.

    The directory may lie, so `unpack` counts again while it reads.
    """
    try:
        package = zipfile.ZipFile(file)
        entries = package.infolist()
    except BROKEN as error:
        raise Refused("Tệp hỏng, không mở được. Hãy lưu lại tệp rồi tải lên.") from error
    if len(entries) > limits.max_entries:
        raise Refused(f"Tệp nén có {len(entries)} thành phần, quá mức cho phép {limits.max_entries}.")
    if sum(entry.file_size for entry in entries) > limits.max_unpacked:
        raise Refused("Tệp khi giải nén quá lớn, hệ thống không đọc để bảo đảm an toàn.")
    for entry in entries:
        _require_plausible(entry, limits)
    return package


def _require_plausible(entry: zipfile.ZipInfo, limits: Limits) -> None:
    swollen = entry.file_size > RATIO_IS_SUSPECT_FROM
    if swollen and entry.file_size > limits.max_ratio * max(entry.compress_size, 1):
        raise Refused("Tệp có tỷ lệ nén bất thường, hệ thống không đọc để bảo đảm an toàn.")
    if entry.flag_bits & 0x1:
        raise Refused("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi tải lên.")


def unpack(package: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    """Return one part of the package; refuse when it is missing, broken or longer than it said."""
    parts: list[bytes] = []
    size = 0
    try:
        with package.open(name) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > limits.max_unpacked:
                    raise Refused("Tệp khi giải nén quá lớn, hệ thống không đọc để bảo đảm an toàn.")
                parts.append(chunk)
    except KeyError as error:
        raise Refused("Tệp thiếu thành phần bắt buộc, không phải tệp Office hợp lệ.") from error
    except (*BROKEN, EOFError, RuntimeError) as error:
        raise Refused("Tệp hỏng, không đọc được. Hãy lưu lại tệp rồi tải lên.") from error
    return b"".join(parts)
