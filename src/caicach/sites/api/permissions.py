from caicach.foundation.kernel.permissions import declare

KEYS = declare("api.keys", "Cấp, thu hồi khóa kết nối API của mình")
