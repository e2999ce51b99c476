"""Legal and directive texts with their clauses and the lines they stand on."""

from django.db import models

from caicach.foundation.kernel.models import Revised, Row


class Document(Revised):
    """Văn bản: number and symbol, issuer, date, abstract (trích yếu), and its source text by line."""

    code = models.SlugField("mã", max_length=100, unique=True)
    kind = models.CharField("loại văn bản", max_length=60)
    number = models.CharField("số, ký hiệu", max_length=60, default="", blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=300, default="", blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    title = models.TextField("trích yếu")
    status = models.CharField("tình trạng", max_length=40, default="đã ban hành")
    source_file = models.CharField("tệp nguồn", max_length=200, default="", blank=True)
    text = models.TextField("toàn văn", default="", blank=True)

    def __str__(self) -> str:
        return f"{self.number or self.kind}: {self.title}"[:200]


class Clause(Row):
    """Điều khoản: a passage of a document, with the lines of the source text (1-based, inclusive)."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="clauses")
    path = models.CharField("điểm, khoản, mục", max_length=100, default="", blank=True)
    text = models.TextField("nội dung")
    line_from = models.PositiveIntegerField("từ dòng")
    line_to = models.PositiveIntegerField("đến dòng")

    class Meta:
        indexes = [models.Index(fields=["document", "line_from"])]

    def __str__(self) -> str:
        return f"{self.document_id} {self.path}"
