"""Writes of the working calendar: notices, hours, own days; each re-computes what rests on it."""

from .local import add_local_days, set_office_hours, withdraw_local_days
from .notices import NoticeInput, discard_draft, draft_notice, edit_notice, publish_notice
from .recalculating import recalculating
from .shipping import load_reference

__all__ = [
    "NoticeInput",
    "add_local_days",
    "discard_draft",
    "draft_notice",
    "edit_notice",
    "load_reference",
    "publish_notice",
    "recalculating",
    "set_office_hours",
    "withdraw_local_days",
]
