"""What the log says of files."""

from caicach.foundation.audit.telling import event_words, read_words

event_words(
    {
        "files.stored": "Lưu tệp",
        "files.scanned": "Quét mã độc",
        "files.attached": "Đính kèm tài liệu",
        "files.detached": "Gỡ tài liệu",
        "files.released": "Bỏ nội dung tệp không còn dùng",
    }
)

read_words({"files.attachment": "Tài liệu kiểm chứng"})
