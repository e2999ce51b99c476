"""Lists as files (kết xuất danh sách): one line in a view answers `?dang=xlsx` and `?dang=csv`.

    if file := exported(request, COLUMNS, rows, name="Nhiệm vụ được giao"):
        return file

`{% exports %}` draws the links. A column is a title, a `sheets.Column`, or `(title, how)` where `how` is the name of
an attribute ("unit.name") or a function of the row.
"""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import date
from operator import attrgetter
from typing import Any

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate

from caicach.foundation.kernel.text import fold
from caicach.foundation.papers.sheets import Column, stream_csv, write_table
from caicach.foundation.papers.sheets.writing import CONTENT_TYPES
from caicach.foundation.records.queries import is_sample

KEY = "dang"
SAMPLE = "Cơ sở dữ liệu mẫu – số liệu phát sinh là số liệu mẫu"
_IN_MEMORY = 5 * 1024 * 1024

Spec = str | Column | tuple[str, str | Callable[[Any], Any]]


def wants_file(request: HttpRequest) -> str:
    """Return "xlsx" or "csv" when the address asks for this list as a file, else ""."""
    asked = request.GET.get(KEY, "")
    return asked if asked in CONTENT_TYPES else ""


def exported(
    request: HttpRequest,
    columns: Sequence[Spec],
    rows: Iterable[Any],
    *,
    name: str,
    heading: Sequence[str] = (),
) -> HttpResponseBase | None:
    """Return the list as the file that the address asks for (kết xuất), None when it asks for the page.

    `rows` are those that the person may see, unpaged; they are pulled while the file is written.
    `heading` lines stand above the table of an XLSX (title, period, unit of money).
    """
    kind = wants_file(request)
    if not kind:
        return None
    titles, readers = _columns(columns)
    values = ([read(row) for read in readers] for row in rows) if readers else iter(rows)
    if kind == "csv":
        answer: HttpResponseBase = StreamingHttpResponse(stream_csv(titles, values))
    else:
        with ExitStack() as open_files:
            # an unnamed file of the server's own: a list of any length never stands in memory
            file = open_files.enter_context(tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))
            write_table(titles, values, format="xlsx", name=name, heading=heading, footer=_footer(), out=file)
            file.seek(0)
            answer = FileResponse(file)
            open_files.pop_all()  # from here the response closes it
    answer["Content-Type"] = CONTENT_TYPES[kind]
    answer["Content-Disposition"] = content_disposition_header(True, file_name(name, kind)) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _footer() -> str:
    """What stands beneath the printed pages: of a sample database that it is one; the cells stay the list's own."""
    return SAMPLE if is_sample() else ""


def exported_table(
    request: HttpRequest, table: Any, *, name: str, heading: Sequence[str] = (), without: Iterable[str] = ()
) -> HttpResponseBase | None:
    """Return a django-tables2 table, all its rows and not one page, as the file that the address asks for."""
    if not wants_file(request):
        return None
    values = iter(table.as_values(exclude_columns=tuple(without)))
    titles = [str(title) for title in next(values)]
    return exported(request, titles, values, name=name, heading=heading)


def file_name(name: str, kind: str, on: date | None = None) -> str:
    """Return a plain file name with its day: "nhiem-vu-duoc-giao-20261122.xlsx"."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(name)).split()
    return f"{'-'.join(words)[:80] or 'danh-sach'}-{on or localdate():%Y%m%d}.{kind}"


def _columns(columns: Sequence[Spec]) -> tuple[list[Column | str], list[Callable[[Any], Any]]]:
    titles: list[Column | str] = []
    readers: list[Callable[[Any], Any]] = []
    for spec in columns:
        if isinstance(spec, tuple):
            titles.append(spec[0])
            readers.append(attrgetter(spec[1]) if isinstance(spec[1], str) else spec[1])
        else:
            titles.append(spec)
    if readers and len(readers) != len(titles):
        raise ValueError("either every column says how it is read, or none does")
    return titles, readers
