"""Who may look at background work, and run it again."""

from caicach.foundation.kernel.permissions import declare

VIEW = declare("jobs.view", "Xem việc nền")
RETRY = declare("jobs.retry", "Chạy lại việc nền bị lỗi")
