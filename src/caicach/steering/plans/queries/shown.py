"""What an actor may open of a plan; not visible is 404."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.http import Http404

from caicach.foundation.kernel.actor import Actor
from caicach.organisation.units.models import UnitVersion
from caicach.organisation.units.queries import names
from caicach.steering.plans import permissions
from caicach.steering.plans.models import Activity, Area, Objective, Plan, PlanVersion, Task


@dataclass(frozen=True, slots=True)
class AreaName:
    """Code and name of an area of the plan in force."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan as an actor sees it: the version shown, whether there is a draft that they may edit, what they may do."""

    plan: Plan
    version: PlanVersion
    has_draft: bool
    may_edit: bool
    may_publish: bool
    owner: str = ""
    may_issue: bool = False
    area_rows: tuple[dict[str, str], ...] | None = None
    areas_only: frozenset[str] | None = None

    def _within(self, rows: Any) -> Any:
        return rows if self.areas_only is None else rows.filter(area_code__in=self.areas_only)

    def tasks(self) -> "QuerySet[Task]":
        """Tasks of the version shown that the actor may see."""
        return cast("QuerySet[Task]", self._within(self.version.tasks.all()))

    def objectives(self) -> "QuerySet[Objective]":
        """Objectives of the version shown that the actor may see."""
        return cast("QuerySet[Objective]", self._within(self.version.objectives.all()))

    def activities(self) -> "QuerySet[Activity]":
        """Activities of the version shown that the actor may see."""
        return cast("QuerySet[Activity]", self._within(self.version.activities.all()))

    def origins(self) -> "list[UUID] | None":
        """Which activities' money the actor may see; None: all."""
        return None if self.areas_only is None else list(self.activities().values_list("origin", flat=True))

    def areas(self) -> list[AreaName]:
        """The areas of the version shown, in order; those of a draft beside a version in force take a query."""
        if self.area_rows is not None:
            found = [AreaName(row["code"], row["name"]) for row in self.area_rows]
            return [a for a in found if self.areas_only is None or a.code in self.areas_only]
        rows = Area.objects.filter(version=self.version).order_by("position")
        return [AreaName(row.code, row.name) for row in rows]

    @property
    def is_whole(self) -> bool:
        """Whether the actor sees the whole plan, not one reform area of it only."""
        return self.areas_only is None

    @property
    def is_draft(self) -> bool:
        """Whether the version shown is not published."""
        return not self.version.is_published


_DRAFT = PlanVersion.objects.filter(plan=OuterRef("pk"), published_at__isnull=True).values("pk")[:1]
_OWNER = UnitVersion.objects.filter(unit=OuterRef("unit_id")).order_by("-during").values("name")[:1]
"""What the unit that owns the plan is called, or was called last."""

_AREAS = (
    Area.objects.filter(version=Coalesce(OuterRef("current_id"), OuterRef("draft_id")))
    .order_by("position")
    .values(row=JSONObject(code="code", name="name"))
)


def shown(code: str, actor: Actor, *, draft: bool = False, part: bool = False) -> Shown:
    """The plan `code` for the actor: the version in force, or the draft for those who edit it. Raises Http404.

    With `part`, also for who may see one reform area of it only (`areas_only`): the page then shows those rows alone.
    """
    plans = Plan.objects.partly_visible_to(actor) if part else Plan.objects.visible_to(actor)
    plan: Any = (  # with annotations that the model does not have
        plans.select_related("current__document", "parent", "previous")
        .annotate(draft_id=Subquery(_DRAFT), owner_name=Subquery(_OWNER), area_rows=ArraySubquery(_AREAS))
        .filter(code=code)
        .first()
    )
    if plan is None:
        raise Http404
    may_edit = actor.may(permissions.EDIT, at_unit=plan.unit_id)
    has_draft = may_edit and plan.draft_id is not None
    version = plan.current
    if draft or version is None:
        if not has_draft:
            raise Http404
        version = PlanVersion.objects.select_related("document").get(pk=plan.draft_id)
    version.plan = plan
    may_issue = actor.may(permissions.ISSUE, at_unit=plan.unit_id)
    may_publish = actor.may(permissions.PUBLISH, at_unit=plan.unit_id)
    return Shown(
        plan,
        version,
        has_draft,
        may_edit,
        may_publish,
        plan.owner_name or "",
        may_issue,
        None if draft and plan.current else tuple(plan.area_rows),
        _areas_only(plan, actor) if part else None,
    )


def _areas_only(plan: Plan, actor: Actor) -> frozenset[str] | None:
    if plan.is_public or actor.may(permissions.VIEW, at_unit=plan.unit_id):
        return None
    if actor.may(permissions.EDIT, at_unit=plan.unit_id):
        return None
    scopes = [s for s in actor.scope(permissions.VIEW) if s.area]
    return frozenset(s.area for s in scopes if s.covers(plan.unit_id, s.area))


def item_of(found: Shown, model: type[Objective] | type[Task] | type[Activity], origin: UUID) -> QuerySet:
    """The row of the version shown with this origin, as a queryset of at most one; rows out of sight give none."""
    rows: dict[type[Any], QuerySet] = {
        Objective: found.objectives(),
        Task: found.tasks(),
        Activity: found.activities(),
    }
    return rows[model].filter(origin=origin)


def unit_names(rows: Iterable[object], on: date) -> dict[UUID, str]:
    """Names of the lead units and owners of rows, on a day, one query."""
    wanted = {getattr(row, "lead_unit_id", None) or getattr(row, "unit_id", None) for row in rows}
    return names([u for u in wanted if u], on)
