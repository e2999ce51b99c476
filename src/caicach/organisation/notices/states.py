"""Kinds of notices, and how far a letter has come."""

from dataclasses import dataclass
from enum import StrEnum

from caicach.foundation.kernel.text import sort_key


class Mail(StrEnum):
    """What is done about e-mail for one person: `waiting` goes at once, `digest` with the next daily summary."""

    NONE = "none"
    WAITING = "waiting"
    DIGEST = "digest"
    SENT = "sent"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return _MAIL_LABELS[self]


_MAIL_LABELS = {
    Mail.NONE: "Không gửi thư",
    Mail.WAITING: "Đang chờ gửi",
    Mail.DIGEST: "Chờ thư tổng hợp",
    Mail.SENT: "Đã gửi thư",
    Mail.FAILED: "Không gửi được thư",
}


class Channel(StrEnum):
    """How a person wants e-mail of a kind."""

    NONE = "none"
    EACH = "each"
    DIGEST = "digest"

    @property
    def label(self) -> str:
        return _CHANNEL_LABELS[self]


_CHANNEL_LABELS = {
    Channel.NONE: "Không gửi thư",
    Channel.EACH: "Gửi từng thư",
    Channel.DIGEST: "Gộp một thư mỗi ngày",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice with the channel that people have who chose nothing."""

    code: str
    label: str
    mail: Channel = Channel.DIGEST


_KINDS: dict[str, Kind] = {}


def notice_kind(code: str, label: str, *, mail: Channel = Channel.DIGEST) -> str:
    """Make a kind known ("assignments.given", "Được giao nhiệm vụ"); returns the code. ValueError if taken."""
    kind = Kind(code, label, mail)
    if _KINDS.setdefault(code, kind) != kind:
        raise ValueError(f"notice kind {code} is declared twice")
    return code


def kinds() -> list[Kind]:
    """All kinds, by label."""
    return sorted(_KINDS.values(), key=lambda kind: sort_key(kind.label))


def kind_of(code: str) -> Kind:
    """The kind called `code`; an undeclared one is mailed in the digest."""
    return _KINDS.get(code) or Kind(code, "Thông báo khác")


REMINDED = notice_kind("notices.reminded", "Nhắc việc đến hạn, quá hạn", mail=Channel.DIGEST)
URGED = notice_kind("notices.urged", "Đôn đốc", mail=Channel.EACH)
"""Kinds of this app itself."""
