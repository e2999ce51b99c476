from caicach.foundation.kernel.permissions import declare

VIEW = declare("indicators.view", "Xem chỉ tiêu, chỉ số")
ENTER = declare("indicators.enter", "Nhập số liệu chỉ tiêu kèm tài liệu kiểm chứng")
APPROVE = declare("indicators.approve", "Phê duyệt số liệu chỉ tiêu")
DEFINE = declare("indicators.define", "Quy định chỉ số, điều chỉnh chỉ tiêu")
