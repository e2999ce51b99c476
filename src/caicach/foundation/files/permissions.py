"""Who may hang files on what they can see."""

from caicach.foundation.kernel.permissions import declare

UPLOAD = declare("files.upload", "Đính kèm tệp, tài liệu kiểm chứng")
