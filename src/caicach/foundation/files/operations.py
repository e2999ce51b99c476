"""Keeping content and hanging it on rows."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from caicach.foundation.audit.operations import record
from caicach.foundation.files import permissions, queries, scanning, storage
from caicach.foundation.files.models import Attachment, StoredFile, Verdict
from caicach.foundation.files.rules import Reference, media_type, safe_name
from caicach.foundation.jobs import enqueue
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.records import Ref


@transaction.atomic
def store(*, content: IO[bytes], name: str, by: Actor, at: datetime) -> tuple[StoredFile, str]:
    """Lưu tệp: keep the content and return its row with the name that is safe to show.

    The type is found in the content. The same content is kept once. A configured scanner is asked at
    once; when it cannot be reached the file waits and is not handed out. Raises Refused.
    """
    media = media_type(content, name)
    put = storage.put(content)
    stored, fresh = StoredFile.objects.get_or_create(
        sha256=put.sha256, defaults={"size": put.size, "media_type": media, "stored_at": at}
    )
    if fresh:
        if scanning.is_on():
            stored = scan(stored=stored, by=by, at=at)
        record("files.stored", stored, by=by, at=at, sha256=put.sha256, size=put.size, media_type=media)
    if stored.verdict == Verdict.INFECTED:
        raise Refused("Tệp có mã độc, không được nhận. Hãy quét lại máy tính của bạn.", field="file")
    return stored, safe_name(name, media)


@transaction.atomic
def scan(*, stored: StoredFile, by: Actor, at: datetime) -> StoredFile:
    """Quét mã độc: ask the scanner about content; it is asked again later when it does not answer."""
    try:
        threat = scanning.threat_in(storage.place_of(stored.sha256))
    except scanning.ScannerUnreachable:
        stored.verdict, stored.scanned_at = Verdict.WAITING, None
        stored.save(update_fields=["verdict", "scanned_at"])
        enqueue("files.scan_waiting", key="files.scan_waiting")
        return stored
    stored.verdict, stored.scanned_at = (Verdict.INFECTED if threat else Verdict.CLEAN), at
    stored.save(update_fields=["verdict", "scanned_at"])
    record("files.scanned", stored, by=by, at=at, verdict=stored.verdict, threat=threat)
    return stored


def attach(
    *,
    ref: Ref,
    by: Actor,
    at: datetime,
    content: IO[bytes] | None = None,
    name: str = "",
    title: str = "",
    reference: Reference | None = None,
) -> Attachment:
    """Đính kèm tài liệu kiểm chứng: hang a file, a reference, or both on a row that the actor may see.

    Needs `files.upload` at the row's unit. Raises Refused, in words for the form, for everything that is wrong.
    """
    return attach_to_many(
        refs=[ref], content=content, name=name, title=title, reference=reference, by=by, at=at
    )[0]


@transaction.atomic
def attach_to_many(
    *,
    refs: Sequence[Ref],
    by: Actor,
    at: datetime,
    content: IO[bytes] | None = None,
    name: str = "",
    title: str = "",
    reference: Reference | None = None,
) -> list[Attachment]:
    """Đính kèm một tài liệu vào nhiều nội dung: as `attach`, the content read and kept once; all rows or none."""
    units = [require_attachable(ref=ref, by=by) for ref in refs]
    reference = reference or Reference()
    _require_something(content, reference)
    stored, kept_name = store(content=content, name=name, by=by, at=at) if content else (None, "")
    made = Attachment.objects.bulk_create(
        Attachment(
            object_kind=ref.kind,
            object_id=ref.id,
            unit_id=unit_id,
            file=stored,
            name=kept_name,
            title=title.strip()[:500],
            number=reference.number.strip()[:100],
            issued_on=_day(reference.issued_on),
            issuer=reference.issuer.strip()[:200],
            link=reference.link.strip(),
            added_by=by.user_id,
            added_at=at,
        )
        for ref, unit_id in zip(refs, units, strict=True)
    )
    for attachment in made:
        record(
            "files.attached",
            attachment,
            by=by,
            at=at,
            unit_id=attachment.unit_id,
            to={"kind": attachment.object_kind, "id": str(attachment.object_id)},
            sha256=stored.sha256 if stored else "",
            number=attachment.number,
        )
    return made


def require_attachable(*, ref: Ref, by: Actor) -> UUID | None:
    """Refuse unless the actor sees the row and may hang something on it; returns the row's unit."""
    found = queries.owner(by, ref.kind, ref.id)
    if found is None:
        raise Refused("Không tìm thấy nội dung cần đính kèm, hoặc bạn chưa được xem nội dung này.")
    kind, row = found
    unit_id = kind.unit(row)
    by.require(permissions.UPLOAD, at_unit=unit_id)
    return unit_id


def _require_something(content: IO[bytes] | None, reference: Reference) -> None:
    link = reference.link.strip()
    if content is None and not reference.number.strip() and not link:
        raise Refused("Hãy chọn tệp, hoặc ghi số, ký hiệu hay đường dẫn của tài liệu.", field="file")
    if len(link) > 1000:
        raise Refused("Đường dẫn dài quá 1.000 ký tự.", field="link")
    if link and (not link.startswith(("http://", "https://")) or any(c.isspace() for c in link)):
        raise Refused(
            "Đường dẫn phải bắt đầu bằng http:// hoặc https:// và không có khoảng trắng.", field="link"
        )


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("Ngày ban hành không đúng.", field="issued_on") from error


@transaction.atomic
def detach(*, attachment: Attachment, reason: str, by: Actor, at: datetime) -> Attachment:
    """Gỡ tài liệu: take an attachment away; its row and its content stay for the history."""
    attachment = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if queries.owner(by, attachment.object_kind, attachment.object_id) is None:
        raise Refused("Không tìm thấy tài liệu, hoặc bạn chưa được xem tài liệu này.")
    by.require(permissions.UPLOAD, at_unit=attachment.unit_id)
    if attachment.removed_at:
        raise Refused("Tài liệu này đã được gỡ.")
    if not reason.strip():
        raise Refused("Hãy ghi lý do gỡ tài liệu.", field="reason")
    attachment.removed_at, attachment.removed_by, attachment.removed_because = (
        at,
        by.user_id,
        reason.strip()[:500],
    )
    attachment.save(update_fields=["removed_at", "removed_by", "removed_because"])
    record(
        "files.detached",
        attachment,
        by=by,
        at=at,
        unit_id=attachment.unit_id,
        reason=attachment.removed_because,
    )
    return attachment


@transaction.atomic
def release(*, stored: StoredFile, by: Actor, at: datetime) -> bool:
    """Bỏ nội dung không còn dùng: forget content that no row points at any more; False when one still does."""
    try:
        with transaction.atomic():
            record("files.released", stored, by=by, at=at, sha256=stored.sha256)
            stored.delete()
    except ProtectedError:
        return False
    return True


def sweep(*, older_than: float = storage.ORPHAN_AFTER) -> int:
    """Dọn kho tệp: delete content that no row knows (uploads that were undone); return how many files."""
    known = queries.known_hashes()
    gone = list(storage.orphans(known, older_than=older_than))
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
