"""Who may read the log beyond the history of what they can see anyway."""

from caicach.foundation.kernel.permissions import declare

VIEW = declare("audit.view", "Xem nhật ký hệ thống")
