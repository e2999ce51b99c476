"""Legal and directive texts with their clauses and the lines they stand on."""

from django.db import models
from django.db.models import F, Q

from caicach.foundation.kernel.models import Revised, Row
from caicach.law.legislation.states import STATUS_LABELS, Status


class Document(Revised):
    """Văn bản: number and symbol, issuer, date, abstract (trích yếu), and its source text by line.

    `text` keeps the lines of the source for ever, as references count them from 1. `scanned` marks a text that was
    read by a machine from images and may be garbled; its clauses then hold the restored wording.
    """

    code = models.SlugField("mã", max_length=100, unique=True)
    kind = models.CharField("loại văn bản", max_length=60)
    number = models.CharField("số, ký hiệu", max_length=60, default="", blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=300, default="", blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    title = models.TextField("trích yếu")
    status = models.CharField(
        "tình trạng",
        max_length=40,
        choices=[(s.value, label) for s, label in STATUS_LABELS.items()],
        default=Status.ISSUED,
    )
    source_file = models.CharField("tệp nguồn", max_length=200, default="", blank=True)
    scanned = models.BooleanField("nhận dạng từ bản quét", default=False)
    note = models.TextField("ghi chú", default="", blank=True)
    text = models.TextField("toàn văn", default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in Status]),
                name="document_status_known",
                violation_error_message="Tình trạng của văn bản không có trong danh mục.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number or self.kind}: {self.title}"[:200]

    @property
    def status_label(self) -> str:
        """The status in Vietnamese."""
        return STATUS_LABELS[Status(self.status)]


class Clause(Row):
    """Điều khoản: a passage of a document, with the lines of the source text (1-based, inclusive)."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="clauses")
    path = models.CharField("điểm, khoản, mục", max_length=100, default="", blank=True)
    heading = models.CharField("đề mục", max_length=300, default="", blank=True)
    text = models.TextField("nội dung")
    line_from = models.PositiveIntegerField("từ dòng")
    line_to = models.PositiveIntegerField("đến dòng")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(line_to__gte=F("line_from"), line_from__gte=1),
                name="clause_lines_in_order",
                violation_error_message="Dòng cuối của điều khoản không được trước dòng đầu.",
            )
        ]
        indexes = [models.Index(fields=["document", "line_from"])]

    def __str__(self) -> str:
        return f"{self.document_id} {self.path}"
