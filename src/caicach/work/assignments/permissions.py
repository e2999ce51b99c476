from caicach.foundation.kernel.permissions import declare

VIEW = declare("assignments.view", "Xem nhiệm vụ được giao")
ASSIGN = declare("assignments.assign", "Giao, sửa, thu hồi nhiệm vụ")
IMPORT = declare("assignments.import", "Nhập nhiệm vụ từ văn bản")
ACCEPT = declare("assignments.accept", "Tiếp nhận, trả lại nhiệm vụ được giao")
DELEGATE = declare("assignments.delegate", "Giao lại nhiệm vụ cho đơn vị trực thuộc, cá nhân")
REPORT = declare("assignments.report", "Báo cáo tiến độ, nộp kết quả nhiệm vụ")
EXTEND = declare("assignments.extend", "Đề nghị điều chỉnh thời hạn nhiệm vụ")
DECIDE_EXTENSION = declare("assignments.decide_extension", "Quyết định điều chỉnh thời hạn nhiệm vụ")
CONFIRM = declare("assignments.confirm", "Xác nhận hoàn thành, trả lại kết quả nhiệm vụ")
COUNT_SECRET = declare("assignments.count_secret", "Ghi số lượng nhiệm vụ mật (chỉ số lượng)")
