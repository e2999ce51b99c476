from caicach.foundation.kernel.permissions import declare

VIEW = declare("access.view", "Xem tài khoản, vai trò, phân quyền")
MANAGE = declare("access.manage", "Quản trị tài khoản và phân quyền")
ROLES = declare("access.roles", "Sửa nội dung vai trò")
ELEVATE = declare("access.elevate", "Nâng quyền tạm thời để hỗ trợ người dùng")
SIGN_INS = declare("access.signins", "Xem lịch sử đăng nhập")
