"""What setting up must load for the working calendar, and the words of its events."""

from caicach.foundation.audit.telling import event_words
from caicach.foundation.records import setup_step

from .operations import load_reference

setup_step(110, "Lịch làm việc", load_reference, everywhere=True)
event_words(
    {
        "worktime.calendar_loaded": "Nạp lịch làm việc",
        "worktime.notice_drafted": "Soạn thông báo lịch nghỉ",
        "worktime.notice_edited": "Sửa dự thảo thông báo lịch nghỉ",
        "worktime.notice_discarded": "Bỏ dự thảo thông báo lịch nghỉ",
        "worktime.notice_published": "Công bố lịch nghỉ",
        "worktime.local_days_added": "Khai ngày riêng",
        "worktime.local_days_withdrawn": "Rút ngày riêng",
        "worktime.office_hours_set": "Đặt giờ làm việc",
        "worktime.recalculated": "Tính lại thời hạn",
    }
)
