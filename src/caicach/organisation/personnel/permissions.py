from caicach.foundation.kernel.permissions import declare

VIEW = declare("personnel.view", "Xem nhân sự của cơ quan, đơn vị")
MANAGE = declare("personnel.manage", "Cập nhật nhân sự, vị trí công tác")
ABSENCE = declare("personnel.absence", "Ghi nhận vắng mặt, phân công người làm thay")
HAND_OVER = declare("personnel.hand_over", "Bàn giao công việc giữa các công chức")
