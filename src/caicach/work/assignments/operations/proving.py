"""One piece of evidence for many assignments at once: kept once, asked for each."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from caicach.foundation.files.operations import attach_to_many, require_attachable
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.moves import require_move
from caicach.foundation.records import Ref

from .. import permissions
from ..models import Assignment
from ..rules.secrecy import require_open
from ..states import MOVES
from .carrying_out import REPORT_REF, Proof, attachment_of, hand_in
from .changing import require_executor, save
from .telling import ASSIGNMENT_REF, tell

MOST = 500
_NAMED = 10


@transaction.atomic
def prove_many(
    *,
    assignments: Sequence[Assignment],
    proof: Proof,
    by: Actor,
    at: datetime,
    as_result: bool = False,
    text: str = "",
) -> int:
    """Gắn một tài liệu kiểm chứng cho nhiều nhiệm vụ, or hand all in with it (`as_result`); returns how many.

    The unit proves what it does, the giver what it has on record for many units (a list, a table of the province).
    All or none: every row that refuses is named, by its number among `assignments`, with its reason.
    """
    if not assignments:
        raise Refused("Chưa chọn nhiệm vụ nào.")
    if len(assignments) > MOST:
        raise Refused(f"Mỗi lần gắn tài liệu cho nhiều nhất {MOST} nhiệm vụ.")
    require_open(title=proof.title, symbol=proof.symbol, name=proof.name)
    refs: list[Ref] = []
    refused: list[str] = []
    # locked in one order, whatever the order of ticking: two people with the same rows never block each other
    for number, row in sorted(enumerate(assignments, start=1), key=lambda pair: pair[1].pk):
        try:
            with transaction.atomic():
                ref = _handed_in(row, text, by, at) if as_result else _proved(row, by, at)
                require_attachable(ref=ref, by=by)
                refs.append(ref)
        except Refused as refusal:
            refused.append(f"dòng {number} (“{_short(row.title)}”): {refusal.message}")
    if refused:
        more = f" và {len(refused) - _NAMED} dòng khác" if len(refused) > _NAMED else ""
        raise Refused(f"Chưa gắn cho nhiệm vụ nào. Không gắn được {'; '.join(refused[:_NAMED])}{more}")
    attach_to_many(refs=refs, **attachment_of(proof), by=by, at=at)
    return len(refs)


def _handed_in(row: Assignment, text: str, by: Actor, at: datetime) -> Ref:
    return Ref(REPORT_REF, hand_in(assignment=row, text=text, by=by, at=at).pk)


def _proved(assignment: Assignment, by: Actor, at: datetime) -> Ref:
    row = Assignment.claim(assignment.pk)
    gives = by.may(permissions.CONFIRM, at_unit=row.giver_unit_id, area=row.area_code)
    if not gives:
        require_executor(row, by, permissions.REPORT)
    require_move(row.state, MOVES["prove"])
    save(row, "assignments.proved", by=by, at=at)
    tell("assignments.proof_given" if gives else "assignments.proved", row, by=by, at=at)
    return Ref(ASSIGNMENT_REF, row.pk)


def _short(title: str) -> str:
    return title if len(title) <= 60 else f"{title[:60].rsplit(' ', 1)[0]}…"
