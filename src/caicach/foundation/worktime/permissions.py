"""Who may change the working calendar. Reading it needs only a signed-in person."""

from caicach.foundation.kernel.permissions import declare

MANAGE = declare("worktime.manage", "Quản lý lịch làm việc")
