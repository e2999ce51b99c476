"""Who carries the work out inside the lead unit."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.moves import require_move
from caicach.organisation.personnel.models import Person

from .. import permissions
from ..models import Assignment
from ..queries.days import local_day
from ..states import MOVES, RemarkKind
from .changing import remark, require_colleague, save, who, words
from .telling import tell, tell_relieved

NOBODY = "chưa phân công"


@transaction.atomic
def change_person(
    *,
    assignment: Assignment,
    person_id: UUID | None,
    by: Actor,
    at: datetime,
    reason: str = "",
    revision: int | None = None,
) -> Assignment:
    """Đổi người thực hiện: another colleague of the lead unit, or nobody yet; both are told, both stay on record.

    Replacing somebody needs a reason; naming the first one does not. The person in charge does not pass work on by
    themselves: whoever may delegate at the unit does.
    """
    row = Assignment.claim(assignment.pk, revision)
    by.require(permissions.DELEGATE, at_unit=row.unit_id, area=row.area_code)
    require_move(row.state, MOVES["change_person"])
    before = row.person_id
    if person_id == before:
        raise Refused("Người thực hiện không thay đổi.", field="person")
    if person_id:
        require_colleague(row, person_id, local_day(at))
    needed = "Hãy nêu lý do đổi người thực hiện." if before else ""
    said = remark(
        row, RemarkKind.PERSON, _told(before, person_id, words(reason, needed=needed)), by=by, at=at
    )
    if before and person_id:
        row.transfers.create(role="person", from_id=before, to_id=person_id, **who(by, at))
    row.person_id = person_id
    moved = {"from_person": str(before or ""), "to_person": str(person_id or "")}
    save(row, "assignments.person_changed", "person", by=by, at=at, said=said, **moved)
    if before:
        tell_relieved(row, before, by=by, at=at)
    if person_id:
        tell("assignments.person_named", row, by=by, at=at)
    return row


def _told(before: UUID | None, after: UUID | None, reason: str) -> str:
    known = Person.objects.filter(pk__in=[before, after]).values_list("pk", "full_name")
    names: dict[UUID | None, str] = {None: NOBODY, **dict(known)}
    way = f"từ {names[before]} sang {names[after]}" if before else names[after]
    return f"{way}: {reason}" if reason else way
