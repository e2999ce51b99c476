"""Who may see and change the working calendar."""

from uuid import UUID

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.permissions import declare

VIEW = declare("worktime.view", "Xem lịch làm việc, tính thời hạn")
EDIT = declare("worktime.edit", "Khai ngày riêng, giờ làm việc của cơ quan, đơn vị")
MANAGE = declare("worktime.manage", "Công bố lịch nghỉ năm, đặt giờ làm việc chung")


def may_change(actor: Actor, unit_id: UUID | None) -> bool:
    """May the actor change the days and hours of a unit, or of everybody (None)?"""
    return actor.may(MANAGE) if unit_id is None else actor.may(EDIT, at_unit=unit_id)
