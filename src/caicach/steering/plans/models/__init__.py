"""Plans, their versions, and what follows from them: progress, money decided later, what was sent."""

from .following import LeadChange, MoneyDecision, Progress, ProgressQuerySet, StagedImport
from .plan import Plan, PlanQuerySet, PlanVersion
from .rows import (
    Activity,
    ActivityMoney,
    Area,
    Item,
    LegalBasis,
    Objective,
    PrintedTotal,
    Task,
    TaskCoordination,
)

__all__ = [
    "Activity",
    "ActivityMoney",
    "Area",
    "Item",
    "LeadChange",
    "LegalBasis",
    "MoneyDecision",
    "Objective",
    "Plan",
    "PlanQuerySet",
    "PlanVersion",
    "PrintedTotal",
    "Progress",
    "ProgressQuerySet",
    "StagedImport",
    "Task",
    "TaskCoordination",
]
