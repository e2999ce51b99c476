"""Days off that may be assumed while the yearly notice is not yet published (tạm tính)."""

from datetime import date
from functools import cache


@cache
def assumed_days(year: int) -> tuple[dict[date, str], dict[date, str]]:
    """Days off and make-up days of `year` in the `holidays` package, each with its Vietnamese name."""
    import holidays  # deferred: slow import (0.3 s), needed only past the published years

    found = holidays.country_holidays("VN", years=year, language="vi")
    worked = (day for day in getattr(found, "weekend_workdays", ()) if day.year == year)
    return dict(found.items()), dict.fromkeys(worked, "Làm bù")
