from caicach.foundation.kernel.permissions import declare

VIEW = declare("assignments.view", "Xem nhiệm vụ được giao")
GIVE = declare("assignments.give", "Giao nhiệm vụ, thu hồi nhiệm vụ")
CARRY_OUT = declare("assignments.carry_out", "Tiếp nhận, trả lại, giao lại, báo cáo nhiệm vụ được giao")
CONFIRM = declare("assignments.confirm", "Xác nhận hoàn thành, quyết định điều chỉnh thời hạn nhiệm vụ")
COUNT_SECRET = declare("assignments.count_secret", "Ghi số lượng nhiệm vụ mật (chỉ số lượng)")
