"""Who may look at the machine room."""

from caicach.foundation.kernel.permissions import declare

VIEW = declare("running.view", "Xem tình trạng hệ thống")
