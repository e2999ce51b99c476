"""Working-time arithmetic: values in, values out. All moments are local time without zone."""

from .calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    STANDARD_WEEK,
    Calendar,
    Day,
    DayKind,
    Hours,
    OfficeHours,
    Override,
    YearDays,
    hours,
    hours_text,
)
from .changes import affected_by, changed_days
from .differences import Difference, differences
from .elapsed import (
    Outcome,
    add,
    elapsed_days,
    left_text,
    outcome,
    received_as,
    working_days_between,
    working_seconds_between,
)
from .explain import explain
from .moves import MovedDue
from .notices import VERIFICATIONS, Notice, read_notice
from .term import Due, Pause, due, rolled
from .wording import Unit, amount_text, day_text, instant_text, number_text, short_day

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "STANDARD_WEEK",
    "VERIFICATIONS",
    "Calendar",
    "Day",
    "DayKind",
    "Difference",
    "Due",
    "Hours",
    "MovedDue",
    "Notice",
    "OfficeHours",
    "Outcome",
    "Override",
    "Pause",
    "Unit",
    "YearDays",
    "add",
    "affected_by",
    "amount_text",
    "changed_days",
    "day_text",
    "differences",
    "due",
    "elapsed_days",
    "explain",
    "hours",
    "hours_text",
    "instant_text",
    "left_text",
    "number_text",
    "outcome",
    "read_notice",
    "received_as",
    "rolled",
    "short_day",
    "working_days_between",
    "working_seconds_between",
]
