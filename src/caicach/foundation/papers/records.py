"""What the log says of papers."""

from uuid import UUID

from caicach.foundation.audit.telling import event_words, objects_from, read_words
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.papers.models import PaperRequest

event_words(
    {
        "papers.requested": "Yêu cầu tạo văn bản",
        "papers.made": "Tạo xong văn bản",
        "papers.failed": "Chưa tạo được văn bản",
        "papers.forgotten": "Dọn văn bản đã tạo",
    }
)

read_words({"papers.paperrequest": "Văn bản đã tạo"})


def _titles(object_kind: str, ids: set[UUID], actor: Actor) -> dict[UUID, tuple[str, str]]:
    """What the papers are called that people asked for; only who asked opens them, so there is no address."""
    if object_kind != PaperRequest._meta.label_lower:
        return {}
    return {row.pk: (row.name, "") for row in PaperRequest.objects.filter(pk__in=ids)}


objects_from(_titles)
