"""What hangs on a row, for people who may see the row."""

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from caicach.foundation.files.models import Attachment, StoredFile
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import RecordKind, Ref, of_kind


def attachments_of(kind: str, object_id: UUID) -> QuerySet[Attachment]:
    """What hangs on one row, the oldest first."""
    return (
        Attachment.objects.present().on(kind, [object_id]).select_related("file").order_by("added_at", "id")
    )


def attachments_of_many(kind: str, ids: Iterable[UUID]) -> dict[UUID, list[Attachment]]:
    """What hangs on each of many rows, in one query."""
    return attachments_of_rows(Ref(kind, id) for id in ids)


def attachments_of_rows(refs: Iterable[Ref]) -> dict[UUID, list[Attachment]]:
    """What hangs on each of many rows of any kinds, by their keys, in one query."""
    by_kind: dict[str, list[UUID]] = defaultdict(list)
    for ref in refs:
        by_kind[ref.kind].append(ref.id)
    wanted = reduce(or_, (Q(object_kind=k, object_id__in=ids) for k, ids in by_kind.items()), Q(pk__in=[]))
    found: dict[UUID, list[Attachment]] = defaultdict(list)
    rows = Attachment.objects.present().filter(wanted).select_related("file").order_by("added_at", "id")
    for attachment in rows:
        found[attachment.object_id].append(attachment)
    return dict(found)


def owner(actor: Actor, kind: str, object_id: UUID) -> tuple[RecordKind, Any] | None:
    """The row that something hangs on, if the actor may see it; None for an unknown kind or an unseen row."""
    try:
        record_kind = of_kind(kind)
    except KeyError:
        return None
    if record_kind.visible is None:
        return None
    row = record_kind.visible(actor).filter(pk=object_id).first()
    return (record_kind, row) if row is not None else None


def openable(actor: Actor, attachment_id: UUID) -> Attachment | None:
    """An attachment whose row the actor may see; None otherwise, as if there were none."""
    attachment = Attachment.objects.present().select_related("file").filter(pk=attachment_id).first()
    if attachment is None or owner(actor, attachment.object_kind, attachment.object_id) is None:
        return None
    return attachment


def known_hashes() -> set[str]:
    """The hashes of all content that a row speaks of."""
    return set(StoredFile.objects.values_list("sha256", flat=True))
