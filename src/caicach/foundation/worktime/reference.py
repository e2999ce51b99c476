"""The calendars shipped as files in `reference/calendars/`, read into values."""

import tomllib
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path
from typing import Any

from .rules import Calendar, Notice, OfficeHours, hours, read_notice

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class ShippedCalendar:
    """A calendar as shipped: its words, hours, notices, and the years to fill in provisionally."""

    code: str
    name: str
    assumes: bool
    hours: OfficeHours
    notices: tuple[Notice, ...]
    provisional: tuple[int, ...]

    def calendar(self) -> Calendar:
        """The same as a value to calculate with."""
        years = tuple(notice.days for notice in self.notices)
        return Calendar(self.code, self.name, (self.hours,), years, assumes=self.assumes)


def shipped_calendars(folder: Path) -> dict[str, ShippedCalendar]:
    """Every calendar of `calendars.toml` in `folder`, by code."""
    listing = tomllib.loads((folder / "calendars.toml").read_text(encoding="utf-8"))
    office = _office_hours(listing["office_hours"])
    return {entry["code"]: _shipped(folder, entry, office) for entry in listing["calendar"]}


def _shipped(folder: Path, entry: dict[str, Any], office: OfficeHours) -> ShippedCalendar:
    files = sorted((folder / entry["notices"]).glob("*.toml"))
    notices = tuple(
        read_notice(tomllib.loads(file.read_text(encoding="utf-8")), keep_makeup=entry["keep_makeup"])
        for file in files
    )
    return ShippedCalendar(
        entry["code"], entry["name"], entry["assume"], office, notices, tuple(entry["provisional"])
    )


def _office_hours(entry: dict[str, str]) -> OfficeHours:
    week = tuple(hours(entry[day]) for day in WEEKDAYS)
    cut_off = time.fromisoformat(entry["cut_off"])
    return replace(OfficeHours(), week=week, cut_off=cut_off.hour * 3600 + cut_off.minute * 60)
