"""Three of everything on the pages of the crawled world, so that a statement for each row would be counted."""

from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse

from caicach.foundation.audit.operations import record
from caicach.foundation.files.models import Attachment
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.ids import new_id
from caicach.organisation.access.models import User
from caicach.organisation.access.queries import actor_of
from caicach.organisation.notices.models import Delivery, Notice
from caicach.organisation.personnel.models import HandOver, Person
from caicach.organisation.units.models import Unit
from caicach.steering.plans.models import Plan, PlanVersion, Progress, Task, TaskCoordination
from tests.factories.access import GrantFactory, RoleFactory
from tests.factories.assignments import given
from tests.factories.personnel import AbsenceFactory, PostFactory
from tests.factories.plans import plan, target, value
from tests.factories.units import UnitFactory
from tests.permissions.world import AT, World

THREE = range(3)
PLAN_PAGES = ("overview", "annex", "money", "cascade", "versions", "findings")
UNIT_PAGES = ("units:detail", "workspace:unit")
SAID = (("confirmed", 40), ("returned", 70), ("reported", 80))


def furnish(made: World) -> list[str]:
    """Plans that answer one another, reports with evidence, several posts, absences, minutes, notices, a story.

    Returns the addresses of the pages with much on them.
    """
    unit = made.own.unit
    top = unit.versions.get().parent
    partners = [UnitFactory(parent=top) for _ in THREE]
    by = actor_of(made.users["unit_head"], on=AT.date())
    above = _plan(top, "ke-hoach-tinh", partners)
    for n, owner in enumerate((unit, *partners)):
        _plan(owner, f"ke-hoach-don-vi-{n}", partners, above=above)
    tasks = Task.objects.filter(version__plan__unit__in=[top, unit], version__published_at__isnull=False)
    for task in tasks:
        _followed(task, unit, by)
    for user in made.users.values():
        _person(user, partners, unit)
        _told(user.person, unit)
    plans = Plan.objects.filter(unit__in=[top, unit], current__isnull=False)
    return [
        *(reverse("plans:task", args=[task.version.plan.code, task.origin]) for task in tasks),
        *(reverse(f"plans:{page}", args=[made.code]) for page in PLAN_PAGES for made in plans),
        *(
            reverse("plans:objective", args=[o.version.plan.code, o.origin])
            for o in above.current.objectives.all()
        ),
        *(reverse("personnel:person", args=[user.person_id]) for user in made.users.values()),
        *(reverse(f"{page}", args=[u.pk]) for page in UNIT_PAGES for u in (top, unit, partners[0])),
    ]


def _plan(unit: Unit, code: str, partners: list[Unit], *, above: Plan | None = None) -> Plan:
    """A plan whose three tasks serve its three objectives, each answering one of the plan `above`."""
    aims, kin = [new_id() for _ in THREE], above.current if above else None
    targets = [target(key=f"{code}-{n}") for n in THREE]
    for aim in targets:
        value(aim.indicator, unit, 50)
    tasks = list(kin.tasks.order_by("position")) if kin else [None] * 3
    goals = list(kin.objectives.order_by("position")) if kin else [None] * 3
    made = plan(
        unit, code=code, title=f"Kế hoạch {code}", parent=above, published=False, year=2025, last_year=2030,
        objectives=[
            {"origin": aim, "target": targets[n], "answers": goals[n] and goals[n].origin}
            for n, aim in enumerate(aims)
        ],
        tasks=[
            {"serves": [str(a) for a in aims], "answers": task and task.origin, "due_on": date(2030, 12, 1)}
            for task in tasks
        ],
        activities=[{"lead_unit": unit} for _ in THREE],
    )  # fmt: skip
    version = made.versions.get()
    for task in version.tasks.all():
        for partner in partners:
            TaskCoordination.objects.create(task=task, unit=partner)
    PlanVersion.objects.filter(pk=version.pk).update(published_at=AT)
    Plan.objects.filter(pk=made.pk).update(current=version)
    made.refresh_from_db()
    return made


def _followed(task: Task, unit: Unit, by: Actor) -> None:
    """Reports, the last of each unit sent back or waiting, each with evidence; the first task of a plan is assigned."""
    for n, (status, percent) in enumerate(SAID):
        decided = {} if status == "reported" else {"decided_at": AT}
        reason = {"returned_reason": "Chưa có tài liệu kiểm chứng"} if status == "returned" else {}
        report = Progress.objects.create(
            plan=task.version.plan, origin=task.origin, unit=unit, area_code="II", percent=percent, text="Đã làm",
            status=status, reported_by_name=by.name, reported_at=AT + timedelta(hours=n), **decided, **reason,
        )  # fmt: skip
        _evidence(report.pk, unit, by)
        record("plans.progress_reported", task, by=by, at=AT, unit_id=unit.pk, percent=percent)
    if task.position == 1:
        for _ in THREE:
            given(unit, unit, subject_kind="plans.task", subject_id=task.origin, area_code="II")


def _evidence(report: UUID, unit: Unit, by: Actor) -> None:
    for n in THREE:
        Attachment.objects.create(
            object_kind="plans.progress", object_id=report, unit_id=unit.pk, number=f"{n}/BC", added_at=AT,
            added_by=by.user_id,
        )  # fmt: skip


def _person(user: User, others: list[Unit], unit: Unit) -> None:
    """Posts and rights in other units as well, absences, minutes, work of their own."""
    role = user.grants.get().role
    for n, other in enumerate(others):
        post = PostFactory(person=user.person, unit=other)
        GrantFactory(user=user, role=RoleFactory(code=role.code), unit=other, post=post)
        AbsenceFactory(person=user.person, during=(date(2010 + n, 1, 1), date(2010 + n, 2, 1)))
        HandOver.objects.create(
            giver=user.person,
            receiver=PostFactory(unit=unit).person,
            unit=unit,
            at=AT,
            reason="Chuyển công tác",
        )
        given(other, unit, person_id=user.person_id)


def _told(person: Person, unit: Unit) -> None:
    for n in THREE:
        notice = Notice.objects.create(
            kind="tests", title=f"Thông báo {n}", at=AT, ref_kind="tests.thing", ref_id=new_id(), unit=unit
        )
        Delivery.objects.create(notice=notice, person=person, for_unit=unit)
