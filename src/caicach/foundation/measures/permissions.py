from caicach.foundation.kernel.permissions import declare

VIEW = declare("measures.view", "Xem số đo, số liệu tổng hợp")
CLOSE = declare("measures.close", "Chốt số liệu của kỳ")
