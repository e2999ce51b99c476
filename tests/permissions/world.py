"""Two units beneath one province, with the same things in each: what the matrix asks for, in one and the other."""

import hashlib
import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from caicach.foundation.audit.models import Event, Way
from caicach.foundation.audit.operations import record_read
from caicach.foundation.files.models import Attachment
from caicach.foundation.files.operations import store
from caicach.foundation.kernel.actor import SYSTEM
from caicach.foundation.kernel.ids import new_id
from caicach.foundation.papers.models import PaperRequest, PreparedPaper
from caicach.foundation.records import Ref
from caicach.foundation.worktime.models import LocalDays, Recalculation, WorkCalendar, YearNotice
from caicach.foundation.worktime.operations import load_reference as load_calendars
from caicach.law.legislation.models import Document
from caicach.organisation.access.models import User
from caicach.organisation.notices.models import Delivery, Notice
from caicach.organisation.personnel.models import HandOver
from caicach.organisation.units.models import Unit
from caicach.sites.api.models import ApiKey
from caicach.steering.indicators.models import Value
from caicach.steering.plans.models import Activity, Objective, Plan, PlanVersion, Progress, StagedImport, Task
from caicach.work.assignments.models import Intake
from tests.factories.access import GrantFactory, RoleFactory, UserFactory, user_as
from tests.factories.assignments import given
from tests.factories.personnel import AbsenceFactory, PostFactory
from tests.factories.plans import plan, target
from tests.factories.units import UnitFactory, province

AT = datetime(2026, 6, 1, 2, tzinfo=UTC)
SECRET = "NỘI DUNG RIÊNG CỦA ĐƠN VỊ KHÁC"
"""Stands in every row of the other unit: it must never come back to who may not see it."""

OF_THE_PROVINCE = (
    "reform_officer",
    "party_office",
    "content_lead",
    "provincial_leader",
    "inspector",
    "system",
)
OF_A_UNIT = (
    "unit_head",
    "focal_officer",
    "specialist",
    "records_clerk",
    "procedure_control",
    "administrator",
)
ROLES = (*OF_THE_PROVINCE, *OF_A_UNIT)


@dataclass
class Side:
    """One unit and what is in it: address arguments by the name of the view that takes them."""

    unit: Unit
    rows: dict[str, Any]


@dataclass
class World:
    """Users by role, the own unit of the unit roles, the other, and addresses of pages with much on them."""

    users: dict[str, User]
    own: Side
    other: Side
    full: list[str] = field(default_factory=list)


def build() -> World:
    """Everything, once."""
    load_calendars(by=SYSTEM, at=AT)
    top = province()
    own, other = (UnitFactory(parent=top, name=f"Sở {n}", own_code=n) for n in ("Một", "Hai"))
    users = {
        role: user_as(role, top, area="II" if role == "content_lead" else "") for role in OF_THE_PROVINCE
    }
    users |= {role: user_as(role, own) for role in OF_A_UNIT}
    for role in OF_A_UNIT:
        PostFactory(unit=own, person=users[role].person)
    common = _common()
    return World(
        users,
        Side(own, common | _rows(own, "mot", "Nội dung")),
        Side(other, common | _rows(other, "hai", SECRET)),
    )


def _common() -> dict[str, Any]:
    """What belongs to no unit."""
    calendar = WorkCalendar.objects.get(code="vn")
    draft = YearNotice.objects.create(calendar=calendar, year=2031)
    journal = Recalculation.objects.create(
        calendar=calendar, cause="Thử", at=AT, changed_days=1, examined=0, affected=0, moved=0
    )
    document = Document.objects.create(code="van-ban-thu", kind="Kế hoạch", title="Văn bản thử")
    return {"calendar": "vn", "draft": draft.pk, "journal": journal.pk, "document": document.code}


def _rows(unit: Unit, name: str, words: str) -> dict[str, Any]:
    post = PostFactory(unit=unit, title="Chuyên viên", person__full_name=words)
    user = UserFactory(person=post.person, username=f"nguoi.{name}")
    grant = GrantFactory(user=user, role=RoleFactory(code="specialist"), unit=unit)
    ref = Ref("tests.thing", new_id())
    notice = Notice.objects.create(
        kind="tests", title=words, at=AT, ref_kind=ref.kind, ref_id=ref.id, unit=unit
    )
    assignment = given(unit, unit, title=words, area_code="II")
    return {
        "unit": unit.pk,
        "unit_code": unit.versions.get().own_code,
        "person": post.person_id,
        "post": post.pk,
        "absence": AbsenceFactory(person=post.person, during=(date(2026, 1, 1), None)).pk,
        "minutes": _minutes(post.person, unit, words),
        "user": user.pk,
        "grant": grant.pk,
        "delivery": Delivery.objects.create(notice=notice, person=post.person, for_unit=unit).pk,
        "ref": ref,
        "event": Event.objects.filter(unit_id=unit.pk).latest("id").pk,
        "read": _read(unit, post.person_id),
        "local_days": _local_days(unit, words),
        "attachment": Attachment.objects.create(
            object_kind="assignments.assignment",
            object_id=assignment.pk,
            unit_id=unit.pk,
            number=words,
            added_at=AT,
        ).pk,
        "paper": _paper(user, words),
        "api_key": ApiKey.objects.create(
            user=user, name=words, prefix=f"k{name}", secret_hash="x", created_at=AT
        ).pk,
        "assignment": assignment.pk,
        "intake": Intake.objects.create(text=words, giver="chairman", giver_unit=unit, created_at=AT).pk,
        **_steering(unit, name, words),
    }


def _read(unit: Unit, person_id: UUID) -> UUID:
    kind = "personnel.person"
    return record_read(
        way=Way.PAGE, page=kind, object_kind=kind, object_id=person_id, unit_id=unit.pk, by=SYSTEM
    ).pk


def _minutes(giver: Any, unit: Unit, words: str) -> UUID:
    receiver = PostFactory(unit=unit).person
    return HandOver.objects.create(giver=giver, receiver=receiver, unit=unit, at=AT, reason=words).pk


def _local_days(unit: Unit, words: str) -> UUID:
    calendar = WorkCalendar.objects.get(code="vn")
    during = (date(2026, 12, 1), date(2026, 12, 2))
    return LocalDays.objects.create(calendar=calendar, unit_id=unit.pk, during=during, reason=words).pk


def _paper(user: User, words: str) -> UUID:
    key = hashlib.sha256(str(user.pk).encode()).hexdigest()
    prepared = PreparedPaper.objects.create(key=key, format="pdf", data={}, requested_at=AT)
    return PaperRequest.objects.create(user_id=user.pk, prepared=prepared, name=words, requested_at=AT).pk


def _steering(unit: Unit, name: str, words: str) -> dict[str, Any]:
    aim = target(90, key=f"chi_so_{name}")
    made = plan(
        unit,
        code=f"ke-hoach-{name}",
        title=words,
        tasks=[{"text": words}],
        objectives=[{"text": words, "target": aim}],
        activities=[{"name": words, "lead_unit": unit}],
    )
    PlanVersion.objects.filter(plan=made).update(signed_file=_signed(words))
    draft = plan(unit, code=f"du-thao-{name}", title=words, year=2027, published=False)
    task = Task.objects.get(version=made.current)
    progress = Progress.objects.create(
        plan=made, origin=task.origin, unit=unit, area_code="II", percent=40, text=words,
        reported_by_name="Mẫu", reported_at=AT,
    )  # fmt: skip
    value = Value.objects.create(
        indicator=aim.indicator, unit=unit, during=(date(2026, 1, 1), date(2027, 1, 1)), value=50, note=words,
        entered_at=AT,
    )  # fmt: skip
    return {
        "plan": made.code,
        "draft_plan": draft.code,
        "draft_task": Task.objects.get(version__plan=draft).pk,
        "task": task.origin,
        "objective": Objective.objects.get(version=made.current).origin,
        "activity": Activity.objects.get(version=made.current).origin,
        "progress": progress.pk,
        "staged": _staged(draft),
        "indicator": aim.indicator.key,
        "target": aim.pk,
        "value": value.pk,
    }


def _signed(words: str) -> UUID:
    content = io.BytesIO(f"%PDF-1.7 {words}".encode())
    return store(content=content, name="ban-ky.pdf", by=SYSTEM, at=AT)[0].pk


def _staged(draft: Plan) -> UUID:
    version = draft.versions.get()
    return StagedImport.objects.create(
        version=version, kind="tasks", file_name="x.csv", sha256="x", content=b"a,b\n1,2\n",
        staged_by_name="Mẫu", staged_at=AT,
    ).pk  # fmt: skip
