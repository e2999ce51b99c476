"""What every write of an assignment does besides its own: the stale page, who said it, the change counter."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.text import nfc
from caicach.organisation.personnel.models import Post

from ..models import Assignment, Remark
from ..rules import Term, require_open
from ..states import Answer, RemarkKind

_SLOTS = 64


def touch() -> None:
    """Count a change, so that open boards fetch anew: one row per few connections, so writers rarely meet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO assignments_beat (slot, changes) VALUES (pg_backend_pid() %% %s, 1) "
            "ON CONFLICT (slot) DO UPDATE SET changes = assignments_beat.changes + 1",
            [_SLOTS],
        )


def words(text: str, *, needed: str = "", field: str = "reason") -> str:
    """What a person wrote: composed, trimmed, free of secrecy marks; refuses an empty one with the words `needed`."""
    text = nfc(text).strip()
    if needed and not text:
        raise Refused(needed, field=field)
    require_open(**{field: text})
    return text


def who(by: Actor, at: datetime) -> dict[str, Any]:
    """The fields of `Said`."""
    return {"by_user_id": by.user_id, "by_name": by.name, "at": at}


def remark(assignment: Assignment, kind: RemarkKind, text: str, *, by: Actor, at: datetime) -> Remark:
    """Keep the reason of a move, for the unit that has the assignment now."""
    return Remark.objects.create(
        assignment=assignment, kind=kind, unit_id=assignment.unit_id, text=text, **who(by, at)
    )


def save(
    assignment: Assignment,
    kind: str,
    *fields: str,
    by: Actor,
    at: datetime,
    said: Model | None = None,
    **data: Any,
) -> None:
    """Write the changed `fields` of a claimed assignment, record the event and count the change."""
    assignment.changed_at = at
    assignment.save(update_fields=[*fields, "changed_at", "revision"])
    if said is not None:
        data["said"] = str(said.pk)
    record(kind, assignment, by=by, at=at, **data)
    touch()


def require_executor(assignment: Assignment, by: Actor, permission: str) -> None:
    """The person in charge (or who stands in for them), or somebody who holds `permission` at the lead unit."""
    if assignment.person_id and assignment.person_id in (by.person_id, by.acting_for):
        return
    by.require(permission, at_unit=assignment.unit_id, area=assignment.area_code)


def require_giver(assignment: Assignment, by: Actor, permission: str) -> None:
    """Somebody who holds `permission` at the unit that gave the assignment."""
    by.require(permission, at_unit=assignment.giver_unit_id, area=assignment.area_code)


def require_colleague(assignment: Assignment, person_id: UUID, on: date) -> None:
    """Refuse somebody who holds no post in the lead unit on a day."""
    posts = Post.objects.filter(person_id=person_id, unit_id=assignment.unit_id, during__contains=on)
    if not posts.exists():
        raise Refused("Người thực hiện không công tác tại cơ quan chủ trì.", field="person")


def term_of(assignment: Assignment) -> Term | None:
    """The number of days that the due date still follows from; None for a day by itself or after an extension."""
    if assignment.term_start is None or assignment.term_amount is None:
        return None
    if assignment.extensions.filter(answer=Answer.GRANTED, by_calendar=False).exists():
        return None
    return Term(assignment.term_start, assignment.term_amount, assignment.term_unit)
