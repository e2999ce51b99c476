"""Life of an entered value."""

from enum import StrEnum


class ValueStatus(StrEnum):
    """Trạng thái của số liệu nhập tay; a value read from a measure is approved by its definition."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"


VALUE_LABELS = {
    ValueStatus.SUBMITTED: "chờ phê duyệt",
    ValueStatus.APPROVED: "đã phê duyệt",
    ValueStatus.RETURNED: "trả lại để hoàn thiện",
}

MOVES = {
    "approve": ({ValueStatus.SUBMITTED}, ValueStatus.APPROVED),
    "send_back": ({ValueStatus.SUBMITTED}, ValueStatus.RETURNED),
}
