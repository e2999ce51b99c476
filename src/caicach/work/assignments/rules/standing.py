"""Tình trạng theo thời hạn: how an assignment stands against its due date on a given day.

One function for list, page, board, export, API and measures; `queries.standing` says the same in SQL and a
property test holds the two together.
"""

from datetime import date
from enum import StrEnum

from ..states import Status


class Standing(StrEnum):
    """Tình trạng: in the words of the official statistics of dossiers and tasks."""

    REGULAR = "regular"
    IN_TIME = "in_time"
    SOON = "due_soon"
    OVERDUE = "overdue"
    DONE_EARLY = "done_early"
    DONE_ON_TIME = "done_in_time"
    DONE_LATE = "done_late"
    DONE = "done"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Standing.REGULAR: "Thường xuyên",
    Standing.IN_TIME: "Đang thực hiện trong hạn",
    Standing.SOON: "Sắp đến hạn",
    Standing.OVERDUE: "Đang thực hiện quá hạn",
    Standing.DONE_EARLY: "Hoàn thành trước hạn",
    Standing.DONE_ON_TIME: "Hoàn thành đúng hạn",
    Standing.DONE_LATE: "Hoàn thành quá hạn",
    Standing.DONE: "Hoàn thành",
    Standing.WITHDRAWN: "Đã thu hồi",
}


def standing(
    status: Status, *, due_on: date | None, handed_in_on: date | None, on: date, soon_until: date
) -> Standing:
    """Tình trạng vào ngày `on`.

    The day that counts is the day of the hand-in (`handed_in_on`), or `on` while nothing is handed in: the giver's
    time for confirming is not the unit's. The due day itself is in time. Soon: due not after `soon_until`, the
    working day until which an open assignment counts as soon due. Without a due date (`due_on` None): regular.
    """
    if status is Status.WITHDRAWN:
        return Standing.WITHDRAWN
    if due_on is None:
        return Standing.DONE if status is Status.DONE else Standing.REGULAR
    if status is Status.DONE:
        return _finished(handed_in_on or on, due_on)
    if due_on < (handed_in_on or on):
        return Standing.OVERDUE
    if handed_in_on is None and due_on <= soon_until:
        return Standing.SOON
    return Standing.IN_TIME


def _finished(day: date, due_on: date) -> Standing:
    if day > due_on:
        return Standing.DONE_LATE
    return Standing.DONE_ON_TIME if day == due_on else Standing.DONE_EARLY
