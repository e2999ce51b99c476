"""Who may see and change the working calendar."""

from caicach.foundation.kernel.permissions import declare

VIEW = declare("worktime.view", "Xem lịch làm việc, tính thời hạn")
EDIT = declare("worktime.edit", "Khai ngày riêng, giờ làm việc của cơ quan, đơn vị")
MANAGE = declare("worktime.manage", "Công bố lịch nghỉ năm, đặt giờ làm việc chung")
