"""Telling people, reminding them, urging units."""

from caicach.organisation.notices.operations.mailing import send_digests, send_waiting
from caicach.organisation.notices.operations.reading import choose, mark_all_seen, mark_seen, open_delivery
from caicach.organisation.notices.operations.reminding import remind
from caicach.organisation.notices.operations.telling import Message, notify, notify_many
from caicach.organisation.notices.operations.urging import urge

__all__ = [
    "Message",
    "choose",
    "mark_all_seen",
    "mark_seen",
    "notify",
    "notify_many",
    "open_delivery",
    "remind",
    "send_digests",
    "send_waiting",
    "urge",
]
