from caicach.foundation.kernel.permissions import declare

VIEW = declare("legislation.view", "Xem văn bản")
EDIT = declare("legislation.edit", "Cập nhật văn bản")
