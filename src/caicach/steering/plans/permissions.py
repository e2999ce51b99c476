from caicach.foundation.kernel.permissions import declare

VIEW = declare("plans.view", "Xem chương trình, kế hoạch")
EDIT = declare("plans.edit", "Soạn thảo kế hoạch của cơ quan, đơn vị")
PUBLISH = declare("plans.publish", "Ban hành, điều chỉnh, bổ sung kế hoạch")
IMPORT = declare("plans.import", "Nhập chương trình, kế hoạch từ tệp")
REPORT = declare("plans.report", "Báo cáo tiến độ nhiệm vụ của kế hoạch")
CONFIRM = declare("plans.confirm", "Xác nhận tiến độ nhiệm vụ của kế hoạch")
MONEY = declare("plans.money", "Cập nhật thẩm định, giao dự toán, kinh phí thực hiện")
URGE = declare("plans.urge", "Đôn đốc cơ quan, đơn vị chưa gửi")
ISSUE = declare("plans.issue", "Ghi số, ngày, bản ký số của kế hoạch đã ban hành")
