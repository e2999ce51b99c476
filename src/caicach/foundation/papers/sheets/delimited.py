"""Text tables in (tệp CSV): encoding and delimiter are found out from the content."""

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.papers.sheets.cells import restored
from caicach.foundation.papers.sheets.limits import Limits
from caicach.foundation.papers.sheets.sheet_rows import RawRow

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t|"
_LOOK_AT = 64 * 1024


def read_delimited(content: bytes, limits: Limits) -> Iterator[RawRow]:
    """Yield (line number, cells) of the lines that are not blank; empty cells are None."""
    text = decoded(content)
    if "\x00" in text:
        raise Refused("Tệp không phải bảng CSV (có ký tự nhị phân). Hãy tải lên tệp .xlsx hoặc .csv.")
    delimiter = delimiter_of(text)
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
    return _lines(text, delimiter, limits)


def decoded(content: bytes) -> str:
    """Return the text in NFC: by byte-order mark, else UTF-16 by its zeros, UTF-8, then windows-1258.

    Raises Refused when none of them fits.
    """
    for encoding in _encodings(content):
        try:
            return unicodedata.normalize("NFC", content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise Refused("Không đọc được bảng mã của tệp. Hãy lưu lại tệp dạng CSV UTF-8.")


def _encodings(content: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return (encoding,)
    start = content[:2000]
    if start.count(0) > len(start) // 5:
        # Latin letters in UTF-16 have a zero byte beside them: behind in little-endian order.
        return ("utf-16-le",) if start[1::2].count(0) > start[::2].count(0) else ("utf-16-be",)
    return ("utf-8", "cp1258")


def delimiter_of(text: str) -> str:
    """Return the delimiter that splits the first lines most evenly; a comma when none does."""
    if text[:4].lower() == "sep=" and len(text) > 4:
        return text[4]
    lines = [line for line in text[:_LOOK_AT].splitlines()[:20] if line.strip()]
    counted = {delimiter: [_outside_quotes(line, delimiter) for line in lines] for delimiter in _DELIMITERS}
    return max(_DELIMITERS, key=lambda d: _evenness(counted[d]))


def _outside_quotes(line: str, delimiter: str) -> int:
    return sum(part.count(delimiter) for part in line.split('"')[::2])


def _evenness(counts: list[int]) -> tuple[int, int]:
    """Return (lines with the commonest count above zero, that count)."""
    common = max(set(counts) - {0}, key=counts.count, default=0)
    return (counts.count(common), common) if common else (0, 0)


def _lines(text: str, delimiter: str, limits: Limits) -> Iterator[RawRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    count = 0
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused(
                "Dòng không đúng dạng CSV (thiếu dấu nháy đóng hoặc ô quá dài).", row=number
            ) from error
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        _require_within(count, number, cells, limits)
        yield number, [restored(cell.strip()) or None for cell in cells]


def _require_within(count: int, number: int, cells: list[str], limits: Limits) -> None:
    if count > limits.max_rows + 1:
        raise Refused(f"Bảng có hơn {limits.max_rows} dòng. Hãy tách thành nhiều tệp.", row=number)
    if len(cells) > limits.max_columns:
        raise Refused(f"Dòng có {len(cells)} cột, quá mức cho phép {limits.max_columns}.", row=number)
    if max(map(len, cells)) > limits.max_cell:
        raise Refused(f"Ô dài quá {limits.max_cell} ký tự.", row=number)
