"""The story of one assignment: why it is due when it is due, and everything that happened, in plain words."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from caicach.foundation.audit.models import Event
from caicach.foundation.audit.queries import history
from caicach.foundation.worktime.rules import Calendar, explain
from caicach.organisation.access.models import User

from ..models import Assignment, Extension, Report
from ..rules import Term
from ..states import Answer
from .days import local_day, reckon

WORDS = {
    "assignments.given": "Giao nhiệm vụ",
    "assignments.given_again": "Giao lại sau khi bị trả lại",
    "assignments.amended": "Sửa nội dung nhiệm vụ",
    "assignments.accepted": "Tiếp nhận",
    "assignments.returned": "Trả lại (nêu lý do)",
    "assignments.delegated": "Giao lại cho đơn vị, cá nhân",
    "assignments.reported": "Báo cáo tiến độ",
    "assignments.extension_asked": "Đề nghị điều chỉnh thời hạn",
    "assignments.extension_granted": "Đồng ý điều chỉnh thời hạn",
    "assignments.extension_refused": "Không đồng ý điều chỉnh thời hạn",
    "assignments.handed_in": "Nộp kết quả",
    "assignments.sent_back": "Trả lại kết quả để hoàn thiện",
    "assignments.confirmed": "Xác nhận hoàn thành",
    "assignments.withdrawn": "Thu hồi nhiệm vụ",
    "assignments.secret_counted": "Ghi số lượng nhiệm vụ mật",
    "assignments.intake_read": "Đọc văn bản để giao nhiệm vụ",
    "assignments.intake_given": "Giao các nhiệm vụ nhập từ văn bản",
    "assignments.person_changed": "Đổi người thực hiện",
    "assignments.units_changed": "Đổi cơ quan chủ trì, phối hợp",
    "assignments.unit_change_planned": "Quyết định đổi cơ quan chủ trì, phối hợp",
    "assignments.unit_change_cancelled": "Hủy việc đổi cơ quan chủ trì, phối hợp",
    "assignments.unit_change_dropped": "Không đổi được cơ quan chủ trì, phối hợp",
    "assignments.proved": "Bổ sung tài liệu kiểm chứng",
    "assignments.transferred": "Bàn giao",
    "assignments.due_moved": "Tính lại thời hạn theo lịch làm việc",
    "assignments.due_settled": "Thời hạn tạm tính đã xác định theo lịch ban hành",
    "assignments.due_derived": "Tính lại thời hạn hiện tại",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened."""

    at: datetime
    who: str
    what: str
    detail: str
    kind: str


@dataclass(frozen=True)
class Story:
    """What an assignment's page tells beside its fields."""

    lines: list[Line]
    why_due: list[str]
    reports: list[Report] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)

    @property
    def has_planned(self) -> bool:
        """Whether a change of its units has ever been planned for a day to come."""
        return any(line.kind == "assignments.unit_change_planned" for line in self.lines)

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The lines as the component `history` draws them."""
        return [
            {"at": line.at, "who": line.who, "title": line.what, "text": line.detail} for line in self.lines
        ]


_REPORTS = frozenset({"assignments.reported", "assignments.handed_in"})
_REMARKS = frozenset(
    f"assignments.{kind}"
    for kind in (
        "returned",
        "given_again",
        "withdrawn",
        "amended",
        "person_changed",
        "units_changed",
        "unit_change_planned",
        "unit_change_cancelled",
        "unit_change_dropped",
    )
)


def story(assignment: Assignment, calendar: Calendar) -> Story:
    """The story of an assignment, newest first: its audit events with the words that were said on each.

    Only what the events speak of is fetched.
    """
    events = list(history(assignment.pk))
    kinds = {event.kind for event in events}
    extended = any(kind.startswith(("assignments.extension", "assignments.due_moved")) for kind in kinds)
    reports = list(assignment.reports.order_by("-at", "-id")) if kinds & _REPORTS else []
    extensions = list(assignment.extensions.order_by("at", "id")) if extended else []
    remarks = list(assignment.remarks.all()) if kinds & _REMARKS else []
    said = {str(row.pk): row for row in (*reports, *extensions, *remarks)}
    names = _names({event.actor_id for event in events if event.actor_id})
    lines = [_line(event, said.get(event.data.get("said", "")), names) for event in events]
    return Story(lines, why_due(assignment, extensions, calendar), reports, extensions)


def _names(users: set[UUID]) -> dict[UUID, str]:
    if not users:
        return {}
    found = User.objects.filter(pk__in=users).select_related("person")
    return {user.pk: user.display_name for user in found}


def _line(event: Event, said: Any, names: dict[UUID, str]) -> Line:
    name = names.get(event.actor_id, "") if event.actor_id else event.actor_label
    return Line(
        event.happened_at,
        name or getattr(said, "by_name", ""),
        WORDS.get(event.kind, event.kind),
        "; ".join([*_dates(event.data), *_words(event.kind, said)]),
        event.kind,
    )


def _dates(data: dict[str, Any]) -> list[str]:
    if data.get("from_due_on") and data.get("due_on"):
        return [f"từ {_day(data['from_due_on'])} sang {_day(data['due_on'])}"]
    return [f"thời hạn {_day(data['due_on'])}"] if data.get("due_on") else []


def _words(kind: str, said: Any) -> list[str]:
    if isinstance(said, Report):
        if kind == "assignments.sent_back":
            return [said.sent_back_because]
        return [f"{said.percent}%", *(text for text in (said.text, said.blocked_because) if text)]
    if isinstance(said, Extension):
        if kind == "assignments.extension_asked":
            return [said.reason]
        return [f"người đồng ý: {said.agreed_by}"] * bool(said.agreed_by) + [said.decision_note] * bool(
            said.decision_note
        )
    return [said.text] if said is not None else []


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"


def why_due(assignment: Assignment, extensions: list[Extension], calendar: Calendar) -> list[str]:
    """Vì sao có thời hạn này: every step from the order to the present date, in plain Vietnamese."""
    if assignment.due_on is None or assignment.original_due_on is None:
        return ["Nhiệm vụ thường xuyên: không có ngày thời hạn."]
    given = f"{local_day(assignment.given_at):%d/%m/%Y}"
    found = [f"Giao ngày {given}, thời hạn giao {assignment.original_due_on:%d/%m/%Y}."]
    found += _counted(assignment, calendar)
    for extension in extensions:
        if extension.answer == Answer.GRANTED and extension.granted_due_on and extension.decided_at:
            found.append(
                f"Ngày {local_day(extension.decided_at):%d/%m/%Y} {extension.agreed_by} đồng ý điều chỉnh từ "
                f"{extension.from_due_on:%d/%m/%Y} sang {extension.granted_due_on:%d/%m/%Y}. "
                f"Lý do đề nghị: {extension.reason}"
            )
    if assignment.due_provisional:
        found.append("Thời hạn tạm tính: thông báo lịch nghỉ của năm liên quan chưa ban hành.")
    return found


def _counted(assignment: Assignment, calendar: Calendar) -> list[str]:
    if assignment.term_start is None or assignment.term_amount is None:
        return ["Ngày thời hạn được ghi trực tiếp trong văn bản giao."]
    term = Term(assignment.term_start, assignment.term_amount, assignment.term_unit)
    return list(explain(reckon(term, calendar)))
