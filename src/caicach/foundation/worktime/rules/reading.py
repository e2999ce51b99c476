"""Reading days as people type and paste them: 4/2/2027, "4/2/2027 - 12/2/2027: Tết Nguyên đán"."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from caicach.foundation.kernel.errors import Refused

from .wording import short_day

_MOMENT = r"(?:\d{1,2}[:h](?:\d{2})?\s+)?(?:\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?)"
_LINE = re.compile(rf"\s*({_MOMENT})(?:\s*(?:-|–|—|\.\.|đến)\s*({_MOMENT}))?\s*(?::\s*(.*?))?\s*")
_PARTS = re.compile(r"(?:(\d{1,2})[:h](\d{2})?\s+)?(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


def read_moment(text: str) -> datetime:
    """A day ("5/11/2025", ISO too) or a moment ("08:30 5/11/2025"). ValueError when it is neither."""
    found = _PARTS.fullmatch(text.strip())
    if not found:
        return datetime.fromisoformat(text.strip())
    hour, minute, day, month, year = (int(part or 0) for part in found.groups())
    return datetime.combine(date(year, month, day), time(hour, minute))


def read_pauses(text: str) -> list[tuple[datetime, datetime, str]]:
    """Lines "từ – đến: lý do" as (since, until, reason). Refuses with the row."""
    return [(since, until, words) for _, since, until, words in _lines(text)]


def read_named_days(text: str) -> dict[date, str]:
    """Lines "4/2/2027 – 12/2/2027: Tết Nguyên đán" as day → name. Refuses with the row."""
    days: dict[date, str] = {}
    for row, since, until, name in _lines(text):
        if not name:
            raise Refused("thiếu tên kỳ nghỉ sau dấu hai chấm.", row=row)
        if not 0 <= (until - since).days <= 31:
            raise Refused("ngày cuối phải sau ngày đầu và không quá 31 ngày.", row=row)
        for offset in range((until - since).days + 1):
            day = since.date() + timedelta(days=offset)
            if day in days:
                raise Refused(f"ngày {short_day(day)} đã ghi ở dòng trước.", row=row)
            days[day] = name
    return days


def named_days_text(days: dict[date, str]) -> str:
    """The inverse of `read_named_days`: unbroken runs of one name on one line."""
    runs: list[tuple[date, date, str]] = []
    for day, name in sorted(days.items()):
        if runs and runs[-1][2] == name and (day - runs[-1][1]).days == 1:
            runs[-1] = (runs[-1][0], day, name)
        else:
            runs.append((day, day, name))
    return "\n".join(_run(*run) for run in runs)


def _run(since: date, until: date, name: str) -> str:
    ends = short_day(since) if since == until else f"{short_day(since)} – {short_day(until)}"
    return f"{ends}: {name}"


def _lines(text: str) -> Iterator[tuple[int, datetime, datetime, str]]:
    for row, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield (row, *_line(row, line))


def _line(row: int, line: str) -> tuple[datetime, datetime, str]:
    found = _LINE.fullmatch(line)
    try:
        if not found:
            raise ValueError(line)
        since, until, words = found.groups()
        return read_moment(since), read_moment(until or since), words or ""
    except ValueError:
        raise Refused("viết dạng 4/2/2027 – 12/2/2027: Tết Nguyên đán.", row=row) from None
