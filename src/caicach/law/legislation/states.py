"""Words of a document's life."""

from enum import StrEnum


class Status(StrEnum):
    """Tình trạng của văn bản; "expired" also for a programme whose period is over."""

    DRAFT = "draft"
    ISSUED = "issued"
    REPLACED = "replaced"
    EXPIRED = "expired"


STATUS_LABELS = {
    Status.DRAFT: "Dự thảo",
    Status.ISSUED: "Đã ban hành",
    Status.REPLACED: "Đã được thay thế",
    Status.EXPIRED: "Hết thời kỳ thực hiện",
}
