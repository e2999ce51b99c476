"""The words, colours and icons of statuses: colour never stands alone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """How a status looks: its words, its tone (red, amber, green, blue, grey) and an icon's name."""

    word: str
    tone: str
    icon: str


STATUSES: dict[str, Look] = {
    # by date, for tasks and assignments
    "in_time": Look("Đang thực hiện trong hạn", "blue", "progress"),
    "due_soon": Look("Sắp đến hạn", "amber", "clock-exclamation"),
    "soon": Look("Sắp đến hạn", "amber", "clock-exclamation"),
    "overdue": Look("Đang thực hiện quá hạn", "red", "alert-triangle"),
    "done_early": Look("Hoàn thành trước hạn", "green", "checks"),
    "done_in_time": Look("Hoàn thành đúng hạn", "green", "check"),
    "done_on_time": Look("Hoàn thành đúng hạn", "green", "check"),
    "done": Look("Hoàn thành", "green", "check"),
    "done_late": Look("Hoàn thành quá hạn", "amber", "clock-x"),
    "regular": Look("Thường xuyên", "blue", "repeat"),
    "not_due": Look("Chưa đến thời gian thực hiện", "grey", "clock"),
    # by step
    "draft": Look("Dự thảo", "grey", "pencil"),
    "published": Look("Đã ban hành", "green", "circle-check"),
    "superseded": Look("Đã được thay thế", "grey", "archive"),
    "to_accept": Look("Chờ tiếp nhận", "amber", "inbox"),
    "accepted": Look("Đã tiếp nhận", "blue", "circle-check"),
    "to_confirm": Look("Chờ xác nhận", "amber", "hourglass"),
    "returned": Look("Bị trả lại", "red", "arrow-back-up"),
    "blocked": Look("Có vướng mắc", "red", "barrier-block"),
    "withdrawn": Look("Đã thu hồi", "grey", "ban"),
    "provisional": Look("Tạm tính", "amber", "calendar-question"),
    # red, amber, green of targets and plans
    "green": Look("Đạt hoặc đúng tiến độ", "green", "circle-check"),
    "amber": Look("Chậm so với tiến độ", "amber", "alert-circle"),
    "red": Look("Có nguy cơ không đạt", "red", "alert-triangle"),
    "none": Look("Chưa đánh giá", "grey", "circle-dashed"),
    "grey": Look("Chưa đánh giá", "grey", "circle-dashed"),
}


def look_of(code: str) -> Look:
    """The look of a status; an unknown code shows itself, in grey."""
    return STATUSES.get(code, Look(str(code), "grey", "circle"))
