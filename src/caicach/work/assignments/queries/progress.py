"""How far the work on a subject (a plan task) has come: what plans read instead of keeping percentages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Avg, Case, Count, F, IntegerField, Max, Q, Value, When
from django.db.models.functions import TruncDate

from ..models import Assignment, AssignmentQuerySet
from ..states import OPEN, Status


@dataclass(frozen=True, slots=True)
class SubjectProgress:
    """Tiến độ of the assignments about one subject.

    `percent` is their mean (a done one counts 100), `done_on` the day the last was handed in once all are done,
    `blocked` whether an open one reports a difficulty.
    """

    total: int
    done: int
    percent: Decimal
    blocked: bool
    done_on: date | None


def of_subjects(subject_kind: str, ids: Collection[Any]) -> AssignmentQuerySet:
    """Assignments about the subjects (keys, or an `OuterRef` to one) that count: not delegated or withdrawn ones."""
    rows = Assignment.objects.filter(subject_kind=subject_kind, subject_id__in=ids)
    return rows.first_hand().exclude(status=Status.WITHDRAWN)


def progress_of(subject_kind: str, ids: Collection[UUID]) -> dict[UUID, SubjectProgress]:
    """Progress of every subject that has assignments, in one query; others are missing."""
    counted = Case(
        When(status=Status.DONE, then=Value(100)), default=F("percent"), output_field=IntegerField()
    )
    rows = (
        of_subjects(subject_kind, ids)
        .order_by()
        .values("subject_id")
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=Q(status=Status.DONE)),
            mean=Avg(counted),
            blocked=BoolOr(~Q(blocked_because="") & Q(status__in=OPEN)),
            last=Max(TruncDate("handed_in_at"), filter=Q(status=Status.DONE)),
        )
    )
    return {
        row["subject_id"]: SubjectProgress(
            row["total"],
            row["done"],
            Decimal(str(row["mean"])).quantize(Decimal("0.1")),
            bool(row["blocked"]),
            row["last"] if row["done"] == row["total"] else None,
        )
        for row in rows
        if row["subject_id"]
    }
