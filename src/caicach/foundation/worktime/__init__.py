"""Ngày giờ làm việc: when offices work, and when a period of time ends.

`rules` is pure arithmetic (thời hạn, tạm dừng, ngày làm bù); the tables keep the yearly notices (thông báo lịch
nghỉ), office hours and each unit's own days, everything with dates. Publishing a notice re-computes exactly the open
items that rest on the changed days, with a journal. A year without its notice is provisional (tạm tính).
"""
