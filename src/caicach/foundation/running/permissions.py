"""Who may look at the machine room."""

from caicach.foundation.kernel.permissions import declare

INSPECT = declare("running.inspect", "Xem tình trạng hệ thống")
