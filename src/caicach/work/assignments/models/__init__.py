"""Assignments, everything that happened to them, and the papers they come from."""

from .assignment import Assignment, AssignmentQuerySet, Coordination
from .counting import Beat, SecretCount
from .history import Extension, Remark, Report, Said, Transfer, UnitChange
from .intake import Intake, IntakeQuerySet, IntakeRow

__all__ = [
    "Assignment",
    "AssignmentQuerySet",
    "Beat",
    "Coordination",
    "Extension",
    "Intake",
    "IntakeQuerySet",
    "IntakeRow",
    "Remark",
    "Report",
    "Said",
    "SecretCount",
    "Transfer",
    "UnitChange",
]
