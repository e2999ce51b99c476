"""Who leads a task on a day: the printed lead unit, unless a reorganisation or decision changed it since."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce

from caicach.steering.plans.models import LeadChange, Plan, Task


def with_responsible(tasks: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Tasks with `responsible_id`, the unit that leads each on a day."""
    changed = LeadChange.objects.filter(
        plan=OuterRef("version__plan_id"), origin=OuterRef("origin"), from_on__lte=on
    )
    latest = changed.order_by("-from_on").values("unit_id")[:1]
    return tasks.annotate(
        responsible_id=Coalesce(Subquery(latest), F("lead_unit_id"), output_field=UUIDField())
    )


def tasks_in_force(on: date) -> QuerySet[Any]:
    """Tasks of plans in force that have not ended, with their responsible unit and their plan."""
    # not version = its plan's current: PostgreSQL takes that for one row and then reads the tasks of every plan
    current = Plan.objects.filter(archived=False, current__isnull=False).values("current")
    return with_responsible(Task.objects.filter(version__in=current), on).select_related("version__plan")


def tasks_of_units(units: Collection[UUID], on: date) -> QuerySet[Any]:
    """Tasks in force that these units lead on a day, soonest first."""
    # two lookups put together: "lead unit or changed" in one condition would read every task of the province
    printed = Task.objects.filter(lead_unit__in=units).values("pk")
    changed = Task.objects.filter(origin__in=LeadChange.objects.filter(unit__in=units).values("origin"))
    led = tasks_in_force(on).filter(pk__in=printed.union(changed.values("pk")))
    return led.filter(responsible_id__in=units).order_by(F("due_on").asc(nulls_last=True), "position")


def plans_in_force(on: date) -> QuerySet[Plan]:
    """Plans in force whose years have begun."""
    return Plan.objects.filter(current__isnull=False, archived=False, first_year__lte=on.year)
