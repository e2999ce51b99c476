from caicach.foundation.kernel.permissions import declare

URGE = declare("notices.urge", "Gửi đôn đốc tới cơ quan, đơn vị")
RECEIPTS = declare("notices.receipts", "Xem ai đã xem, ai chưa mở thông báo")
