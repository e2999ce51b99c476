from caicach.foundation.kernel.permissions import declare

VIEW = declare("workspace.view", "Xem trang tổng quan điều hành")
