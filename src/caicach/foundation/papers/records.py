"""What the log says of papers."""

from caicach.foundation.audit.telling import event_words

event_words(
    {
        "papers.requested": "Yêu cầu tạo văn bản",
        "papers.made": "Tạo xong văn bản",
        "papers.failed": "Chưa tạo được văn bản",
        "papers.forgotten": "Dọn văn bản đã tạo",
    }
)
