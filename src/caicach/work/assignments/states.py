"""States of an assignment, the moves between them, and the other short words stored on it."""

from enum import StrEnum


class Status(StrEnum):
    """Trạng thái: where the assignment lies. Whether it is late is a question about a day, not a state."""

    GIVEN = "given"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    HANDED_IN = "handed_in"
    DONE = "done"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self]


STATUS_LABELS = {
    Status.GIVEN: "Chờ tiếp nhận",
    Status.RETURNED: "Bị trả lại",
    Status.ACCEPTED: "Đang thực hiện",
    Status.HANDED_IN: "Chờ xác nhận hoàn thành",
    Status.DONE: "Đã hoàn thành",
    Status.WITHDRAWN: "Đã thu hồi",
}

OPEN = frozenset({Status.GIVEN, Status.RETURNED, Status.ACCEPTED, Status.HANDED_IN})
CLOSED = frozenset({Status.DONE, Status.WITHDRAWN})

Move = tuple[frozenset[Status], Status | None]

# {move: ({from…}, to)}; None: the state stays
MOVES: dict[str, Move] = {
    "accept": (frozenset({Status.GIVEN}), Status.ACCEPTED),
    "return": (frozenset({Status.GIVEN}), Status.RETURNED),
    "give_again": (frozenset({Status.RETURNED}), Status.GIVEN),
    "delegate": (frozenset({Status.ACCEPTED}), None),
    "report": (frozenset({Status.ACCEPTED}), None),
    "ask_extension": (frozenset({Status.ACCEPTED}), None),
    "decide_extension": (frozenset({Status.ACCEPTED}), None),
    "hand_in": (frozenset({Status.ACCEPTED}), Status.HANDED_IN),
    "confirm": (frozenset({Status.HANDED_IN}), Status.DONE),
    "send_back": (frozenset({Status.HANDED_IN}), Status.ACCEPTED),
    "withdraw": (OPEN, Status.WITHDRAWN),
    "amend": (frozenset({Status.GIVEN, Status.RETURNED, Status.ACCEPTED}), None),
    "change_person": (frozenset({Status.ACCEPTED, Status.HANDED_IN}), None),
    "change_lead": (frozenset({Status.GIVEN, Status.ACCEPTED}), Status.GIVEN),
    "change_partners": (OPEN, None),
    "prove": (frozenset({Status.GIVEN, Status.ACCEPTED, Status.HANDED_IN}), None),
}


class Giver(StrEnum):
    """Người giao: in whose name the assignment is given."""

    PROVINCIAL_COMMITTEE = "provincial_committee"
    STANDING_BOARD = "standing_board"
    STANDING_MEMBERS = "standing_members"
    PEOPLES_COMMITTEE = "peoples_committee"
    CHAIRMAN = "chairman"
    DEPARTMENT_HEAD = "department_head"
    PLAN = "plan"

    @property
    def label(self) -> str:
        return GIVER_LABELS[self]


GIVER_LABELS = {
    Giver.PROVINCIAL_COMMITTEE: "Tỉnh ủy (Ban Chấp hành Đảng bộ tỉnh)",
    Giver.STANDING_BOARD: "Ban Thường vụ Tỉnh ủy",
    Giver.STANDING_MEMBERS: "Thường trực Tỉnh ủy",
    Giver.PEOPLES_COMMITTEE: "UBND tỉnh",
    Giver.CHAIRMAN: "Chủ tịch UBND tỉnh",
    Giver.DEPARTMENT_HEAD: "Thủ trưởng cơ quan, đơn vị",
    Giver.PLAN: "Chương trình, kế hoạch",
}


class Urgency(StrEnum):
    """Mức độ khẩn, as on papers (Nghị định 30/2020/NĐ-CP, phụ lục I)."""

    NORMAL = "normal"
    URGENT = "urgent"
    VERY_URGENT = "very_urgent"
    IMMEDIATE = "immediate"

    @property
    def label(self) -> str:
        return URGENCY_LABELS[self]


URGENCY_LABELS = {
    Urgency.NORMAL: "Thường",
    Urgency.URGENT: "Khẩn",
    Urgency.VERY_URGENT: "Thượng khẩn",
    Urgency.IMMEDIATE: "Hỏa tốc",
}


class Answer(StrEnum):
    """What became of a request to change the due date."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return ANSWER_LABELS[self]


ANSWER_LABELS = {
    Answer.ASKED: "Chờ quyết định",
    Answer.GRANTED: "Đồng ý",
    Answer.REFUSED: "Không đồng ý",
}


class ReportKind(StrEnum):
    """A progress report, or the hand-in of the result."""

    PROGRESS = "progress"
    HAND_IN = "hand_in"


class RemarkKind(StrEnum):
    """The moves that need a reason of their own."""

    RETURN = "return"
    GIVE_AGAIN = "give_again"
    WITHDRAW = "withdraw"
    AMEND = "amend"
    PERSON = "person"
    UNITS = "units"

    @property
    def label(self) -> str:
        return REMARK_LABELS[self]


REMARK_LABELS = {
    RemarkKind.RETURN: "Trả lại (nêu lý do)",
    RemarkKind.GIVE_AGAIN: "Giao lại sau khi bị trả lại",
    RemarkKind.WITHDRAW: "Thu hồi",
    RemarkKind.AMEND: "Sửa nội dung",
    RemarkKind.PERSON: "Đổi người thực hiện",
    RemarkKind.UNITS: "Đổi cơ quan chủ trì, phối hợp",
}

# the contents of the programmes under the codes that they print (Đề án 14-ĐA/TU, phụ lục 02)
AREAS = {
    "I": "Cải cách thể chế",
    "II": "Cải cách thủ tục hành chính",
    "III": "Cải cách tổ chức bộ máy",
    "IV": "Cải cách chế độ công vụ",
    "V": "Cải cách tài chính công",
    "VI": "Xây dựng và phát triển Chính quyền điện tử, Chính quyền số",
    "VII": "Công tác tuyên truyền",
    "VIII": "Công tác chỉ đạo, điều hành",
}

BLOCKS = {"party": "Khối Đảng", "state": "Khối nhà nước", "front": "Khối MTTQ, đoàn thể"}
