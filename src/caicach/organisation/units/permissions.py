from caicach.foundation.kernel.permissions import declare

VIEW = declare("units.view", "Xem cơ quan, đơn vị")
REORGANISE = declare("units.reorganise", "Sắp xếp tổ chức bộ máy, đơn vị hành chính")
