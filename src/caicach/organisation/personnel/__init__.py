"""Nhân sự: people, the posts (vị trí công tác) they hold in units, their absences with substitutes.

Access follows the post: when a post ends, what was granted with it ends the same minute. Open work does not stay with
a leaver: it is handed over (bàn giao) to the successor, item by item, with minutes (biên bản bàn giao).
"""
