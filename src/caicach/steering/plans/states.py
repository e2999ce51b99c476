"""Words of a plan's life."""

from enum import StrEnum


class PlanKind(StrEnum):
    """What the paper calls itself."""

    PROGRAMME = "programme"
    YEARLY_PLAN = "yearly_plan"


PLAN_KIND_LABELS = {
    PlanKind.PROGRAMME: "Chương trình, đề án giai đoạn",
    PlanKind.YEARLY_PLAN: "Kế hoạch cải cách hành chính năm",
}


class TaskKind(StrEnum):
    """Nhiệm vụ hoặc giải pháp, as the paper sorts them."""

    TASK = "task"
    SOLUTION = "solution"
    OBJECTIVE = "objective"


TASK_KIND_LABELS = {
    TaskKind.TASK: "Nhiệm vụ",
    TaskKind.SOLUTION: "Giải pháp",
    TaskKind.OBJECTIVE: "Mục tiêu định tính",
}


class MoneyStage(StrEnum):
    """Kinh phí, from the rough estimate to what was settled."""

    ESTIMATE = "estimate"
    APPRAISED = "appraised"
    ALLOCATED = "allocated"
    SPENT = "spent"


MONEY_STAGE_LABELS = {
    MoneyStage.ESTIMATE: "Khái toán",
    MoneyStage.APPRAISED: "Thẩm định dự toán",
    MoneyStage.ALLOCATED: "Giao dự toán",
    MoneyStage.SPENT: "Kinh phí thực hiện",
}


class ProgressStatus(StrEnum):
    """Life of a progress report of a unit on a task."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    RETURNED = "returned"


PROGRESS_LABELS = {
    ProgressStatus.REPORTED: "chờ xác nhận",
    ProgressStatus.CONFIRMED: "đã xác nhận",
    ProgressStatus.RETURNED: "trả lại để hoàn thiện",
}

PROGRESS_MOVES = {
    "confirm": ({ProgressStatus.REPORTED}, ProgressStatus.CONFIRMED),
    "send_back": ({ProgressStatus.REPORTED}, ProgressStatus.RETURNED),
}

BLOCKS = {"party": "Khối Đảng, đoàn thể", "state": "Khối nhà nước", "all": "Cả hai khối"}
"""The programme's own two blocks, as S004 prints them; not the block of the organisation."""
