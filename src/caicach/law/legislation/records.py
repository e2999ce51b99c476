"""What others may know of documents, and what setting up loads."""

from collections.abc import Iterator

from django.db.models import QuerySet

from caicach.foundation.audit.telling import event_words
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import RecordKind, SearchEntry, register, setup_step

from . import permissions
from .models import Document
from .operations import load_reference
from .queries import address


def _visible(actor: Actor) -> QuerySet[Document]:
    return Document.objects.all() if actor.has(permissions.VIEW) else Document.objects.none()


def _entries() -> Iterator[SearchEntry]:
    for document in Document.objects.only("id", "kind", "number", "title", "issuer"):
        title = " ".join(filter(None, (document.kind, document.number, document.title)))
        yield SearchEntry(document.pk, title, document.issuer)


register(
    RecordKind(
        kind="legislation.document",
        label="Văn bản",
        model=Document,
        title=str,
        url=lambda document: address(document.code),
        unit=lambda document: None,
        visible=_visible,
        search=_entries,
    )
)
setup_step(300, "Văn bản nguồn", load_reference)
event_words({"legislation.document_loaded": "Nạp văn bản nguồn"})

event_words(
    {
        "legislation.document_loaded": "Nạp văn bản nguồn",
    }
)
