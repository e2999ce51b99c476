"""Who is told what: the one place where assignments speak to `notices`."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import Ref
from caicach.organisation.notices.operations import Message, notify_many
from caicach.organisation.notices.states import Channel, notice_kind

from .. import permissions
from ..models import Assignment, Coordination

ASSIGNMENT_REF = "assignments.assignment"
_TO_UNIT = {
    "assignments.given": "Được giao nhiệm vụ",
    "assignments.withdrawn": "Nhiệm vụ bị thu hồi",
    "assignments.amended": "Nhiệm vụ được sửa nội dung",
    "assignments.extension_granted": "Đồng ý điều chỉnh thời hạn",
    "assignments.extension_refused": "Không đồng ý điều chỉnh thời hạn",
    "assignments.confirmed": "Xác nhận hoàn thành",
    "assignments.sent_back": "Kết quả bị trả lại để hoàn thiện",
    "assignments.due_moved": "Thời hạn tính lại theo lịch làm việc",
    "assignments.person_named": "Được phân công thực hiện nhiệm vụ",
    "assignments.lead_given": "Được giao chủ trì nhiệm vụ thay cơ quan khác",
    "assignments.unit_change_planned": "Sẽ đổi cơ quan chủ trì, phối hợp",
    "assignments.proof_given": "Có thêm tài liệu kiểm chứng",
}
_TO_GIVER = {
    "assignments.accepted": "Đã tiếp nhận nhiệm vụ",
    "assignments.returned": "Nhiệm vụ bị trả lại",
    "assignments.reported": "Báo cáo tiến độ nhiệm vụ",
    "assignments.extension_asked": "Đề nghị điều chỉnh thời hạn",
    "assignments.handed_in": "Đã nộp kết quả, chờ xác nhận",
    "assignments.proved": "Có thêm tài liệu kiểm chứng từ đơn vị",
    "assignments.unit_change_dropped": "Không đổi được cơ quan chủ trì, phối hợp",
}
_AT_ONCE = (
    "assignments.given",
    "assignments.returned",
    "assignments.sent_back",
    "assignments.extension_asked",
    "assignments.person_named",
    "assignments.lead_given",
)
COORDINATING = "assignments.coordinating"
PERSON_RELIEVED = "assignments.person_relieved"
LEAD_TAKEN = "assignments.lead_taken"

for _kind, _label in (_TO_UNIT | _TO_GIVER).items():
    notice_kind(_kind, _label, mail=Channel.EACH if _kind in _AT_ONCE else Channel.DIGEST)
notice_kind(COORDINATING, "Được giao phối hợp thực hiện nhiệm vụ")
notice_kind(PERSON_RELIEVED, "Nhiệm vụ chuyển cho người khác thực hiện")
notice_kind(LEAD_TAKEN, "Thôi chủ trì nhiệm vụ")

_QUIET: ContextVar[bool] = ContextVar("assignments_quiet", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """Inside, nobody is told anything: samples play years of work in a minute."""
    token = _QUIET.set(True)
    try:
        yield
    finally:
        _QUIET.reset(token)


def tell(kind: str, row: Assignment, *, by: Actor, at: datetime) -> None:
    """Báo cho bên liên quan: the giver's side of what the unit did, the unit's side of what the giver did."""
    _send([_to_giver(kind, row) if kind in _TO_GIVER else _to_unit(kind, row)], by, at)


def tell_relieved(row: Assignment, person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Báo cho người thôi thực hiện."""
    words = "Nhiệm vụ chuyển cho người khác thực hiện"
    _send([_about(PERSON_RELIEVED, words, row, people=(person_id,))], by, at)


def tell_moved(row: Assignment, from_unit: UUID, *, by: Actor, at: datetime) -> None:
    """Báo cho cơ quan thôi chủ trì và cơ quan chủ trì mới."""
    taken = _about(LEAD_TAKEN, "Thôi chủ trì nhiệm vụ", row, unit=from_unit, permission=permissions.ACCEPT)
    _send([taken, _to_unit("assignments.lead_given", row)], by, at)


def tell_partners(row: Assignment, units: Iterable[UUID], *, by: Actor, at: datetime) -> None:
    """Báo cho cơ quan phối hợp mới."""
    words = "Phối hợp thực hiện nhiệm vụ"
    _send([_about(COORDINATING, words, row, unit=u, permission=permissions.ACCEPT) for u in units], by, at)


def tell_given(rows: Sequence[Assignment], *, by: Actor, at: datetime) -> None:
    """Báo cho cơ quan chủ trì, phối hợp that they were given work, however many assignments at once."""
    partners = Coordination.objects.filter(assignment__in=[row.pk for row in rows])
    by_id = {row.pk: row for row in rows}
    messages = [_to_unit("assignments.given", row) for row in rows]
    messages += [
        _about(
            COORDINATING, "Phối hợp thực hiện nhiệm vụ", by_id[row], unit=unit, permission=permissions.ACCEPT
        )
        for row, unit in partners.values_list("assignment_id", "unit_id")
    ]
    _send(messages, by, at)


def _to_unit(kind: str, row: Assignment) -> Message:
    if row.person_id:
        return _about(kind, _TO_UNIT[kind], row, people=(row.person_id,))
    return _about(kind, _TO_UNIT[kind], row, unit=row.unit_id, permission=permissions.ACCEPT)


def _to_giver(kind: str, row: Assignment) -> Message:
    return _about(kind, _TO_GIVER[kind], row, unit=row.giver_unit_id, permission=permissions.CONFIRM)


def _about(
    kind: str,
    words: str,
    row: Assignment,
    *,
    unit: UUID | None = None,
    permission: str = "",
    people: tuple[UUID, ...] = (),
) -> Message:
    due = f"Thời hạn hoàn thành: {row.due_on:%d/%m/%Y}." if row.due_on else "Nhiệm vụ thường xuyên."
    title = row.title if len(row.title) <= 180 else f"{row.title[:177]}…"
    return Message(
        kind=kind,
        title=f"{words}: {title}",
        text=due,
        url=row.get_absolute_url(),
        ref=Ref(ASSIGNMENT_REF, row.pk),
        unit_id=unit,
        permission=permission,
        person_ids=people,
    )


def _send(messages: list[Message], by: Actor, at: datetime) -> None:
    if not _QUIET.get():
        notify_many(messages, by=by, at=at)
