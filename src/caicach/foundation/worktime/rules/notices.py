"""Reading a calendar and its yearly notices from the plain values of a TOML file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .calendar import YearDays

VERIFICATIONS = {
    "verified": "đã đối chiếu với văn bản gốc",
    "cross_checked": "khớp giữa hai nguồn độc lập, chưa đối chiếu văn bản gốc",
    "unverified": "chưa đối chiếu với văn bản gốc",
}


@dataclass(frozen=True)
class Notice:
    """Thông báo lịch nghỉ của một năm: the days, the paper they come from, and how far it was checked."""

    days: YearDays
    paper: str
    source: str
    verification: str


def read_notice(values: Mapping[str, Any], *, keep_makeup: bool = True) -> Notice:
    """A notice from `{year, paper, source, verification, off: [{since, until?, name}], swap: [{off, work, name}]}`.

    `until` is the last day off. ValueError names what is wrong. Without `keep_makeup` the swapped days stay
    off, but are not made up for.
    """
    year, verification = int(values["year"]), str(values["verification"])
    if verification not in VERIFICATIONS:
        raise ValueError(f"verification phải là một trong: {', '.join(VERIFICATIONS)}")
    swaps = list(values.get("swap", ()))
    off = {day: str(entry["name"]) for entry in values.get("off", ()) for day in _days(entry, year)}
    off |= {entry["off"]: _swapped(entry, "work") for entry in swaps}
    makeup = {entry["work"]: _makes_up(entry) for entry in swaps if keep_makeup}
    days = YearDays(year, dict(sorted(off.items())), makeup, True, str(values["paper"]))
    return Notice(days, str(values["paper"]), str(values["source"]), verification)


def _days(entry: Mapping[str, Any], year: int) -> Iterator[date]:
    since, until = entry["since"], entry.get("until", entry["since"])
    if not since <= until or since.year != year:
        raise ValueError(f"kỳ nghỉ {entry['name']}: ngày không thuộc năm {year} hoặc ngược thứ tự")
    for offset in range((until - since).days + 1):
        yield since + timedelta(days=offset)


def _swapped(entry: Mapping[str, Any], other: str) -> str:
    day = entry[other]
    return f"{entry['name']} (hoán đổi, làm bù ngày {day.day}/{day.month}/{day.year})"


def _makes_up(entry: Mapping[str, Any]) -> str:
    day = entry["off"]
    return f"làm bù cho ngày {day.day}/{day.month}/{day.year} ({entry['name']})"
