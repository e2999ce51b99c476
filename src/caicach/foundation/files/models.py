"""Stored content, and what hangs on the rows of other apps."""

from collections.abc import Collection
from uuid import UUID

from django.db import models
from django.db.models import Q

from caicach.foundation.kernel.models import Row


class Verdict(models.TextChoices):
    """What the virus scanner said (kết quả quét mã độc)."""

    UNSCANNED = "unscanned", "Không quét"
    WAITING = "waiting", "Đang chờ quét"
    CLEAN = "clean", "Không phát hiện mã độc"
    INFECTED = "infected", "Phát hiện mã độc"


class StoredFile(Row):
    """Nội dung tệp: kept once on disk under its SHA-256, whoever brings it and however often."""

    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    media_type = models.CharField(max_length=100, editable=False)
    stored_at = models.DateTimeField(editable=False)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.UNSCANNED)
    scanned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sha256"], name="stored_file_once"),
            models.CheckConstraint(
                name="stored_file_hash",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="Mã băm sai.",
            ),
            models.CheckConstraint(
                name="stored_file_scan_and_moment",
                condition=Q(verdict__in=["clean", "infected"], scanned_at__isnull=False)
                | Q(verdict__in=["unscanned", "waiting"], scanned_at__isnull=True),
                violation_error_message="Kết quả quét phải có thời điểm quét.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.media_type})"

    @property
    def is_openable(self) -> bool:
        """Whether it may be handed out: scanned clean, or there is no scanner."""
        return self.verdict in (Verdict.CLEAN, Verdict.UNSCANNED)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Attachments, those taken away left out by `present`."""

    def present(self) -> "AttachmentQuerySet":
        """Those that nobody has taken away."""
        return self.filter(removed_at__isnull=True)

    def on(self, kind: str, ids: Collection[UUID]) -> "AttachmentQuerySet":
        """Those that hang on rows of a kind."""
        return self.filter(object_kind=kind, object_id__in=ids)


class Attachment(Row):
    """Tài liệu kiểm chứng: a file, or a reference to a paper, that hangs on a row `(object_kind, object_id)`.

    `number`, `issued_on`, `issuer` and `link` describe the paper; a file may carry them as well.
    Taking it away keeps the row: history stays whole.
    """

    object_kind = models.CharField(max_length=100, editable=False)
    object_id = models.UUIDField(editable=False)
    unit_id = models.UUIDField(null=True, blank=True, editable=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="attachments")
    name = models.CharField("tên tệp", max_length=200, default="", blank=True)
    title = models.CharField("tên tài liệu", max_length=500, default="", blank=True)
    number = models.CharField("số, ký hiệu", max_length=100, default="", blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    issuer = models.CharField("nơi ban hành", max_length=200, default="", blank=True)
    link = models.CharField("đường dẫn", max_length=1000, default="", blank=True)
    added_by = models.UUIDField(null=True, editable=False)
    added_at = models.DateTimeField(editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.UUIDField(null=True, editable=False)
    removed_because = models.CharField(max_length=500, default="", blank=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="attachment_is_something",
                condition=Q(file__isnull=False) | ~Q(number="") | ~Q(link=""),
                violation_error_message="Hãy chọn tệp, hoặc ghi số, ký hiệu hay đường dẫn của tài liệu.",
            ),
            models.CheckConstraint(
                name="attachment_file_has_name",
                condition=Q(file__isnull=True) | ~Q(name=""),
                violation_error_message="Tệp phải có tên.",
            ),
            models.CheckConstraint(
                name="attachment_link_is_web",
                condition=Q(link="") | Q(link__regex=r"^https?://[^\s]+$"),
                violation_error_message="Đường dẫn phải bắt đầu bằng http:// hoặc https://.",
            ),
            models.CheckConstraint(
                name="attachment_removed_with_reason",
                condition=Q(removed_at__isnull=True, removed_because="")
                | (Q(removed_at__isnull=False) & ~Q(removed_because="")),
                violation_error_message="Hãy ghi lý do gỡ tài liệu.",
            ),
        ]
        indexes = [models.Index(fields=["object_kind", "object_id"], name="attachment_of_object")]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """What the list calls it: title, else number and symbol, else the file's name or the link."""
        return self.title or self.number or self.name or self.link
