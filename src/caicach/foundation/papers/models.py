"""Number books, and papers that the worker makes."""

from django.db import models
from django.db.models import Q

from caicach.foundation.files.models import StoredFile
from caicach.foundation.kernel.models import Row


class NumberBook(Row):
    """Sổ đăng ký số: the last number given out in a book (một cơ quan, một loại văn bản) in a year."""

    book = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "year"], name="number_book_once_a_year"),
            models.CheckConstraint(
                name="number_book_starts_at_one",
                condition=Q(last__gte=1),
                violation_error_message="Số bắt đầu từ 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.year}: {self.last}"


class Making(models.TextChoices):
    """How far the worker is."""

    WAITING = "waiting", "Đang tạo văn bản"
    DONE = "done", "Đã tạo xong"
    FAILED = "failed", "Chưa tạo được"


class PreparedPaper(Row):
    """Văn bản đã tạo: one paper in one format, made once for everybody who asks for the same content.

    `key` is the hash of content, format and looks; `data` is the paper as `paper.to_data` gives it.
    """

    key = models.CharField(max_length=64, editable=False)
    format = models.CharField(max_length=4, choices=[("pdf", "PDF"), ("docx", "DOCX")], editable=False)
    data = models.JSONField(editable=False)
    status = models.CharField(max_length=10, choices=Making, default=Making.WAITING)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    requested_at = models.DateTimeField(editable=False)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="prepared_paper_once"),
            models.CheckConstraint(
                name="prepared_paper_done_has_file",
                condition=Q(status="done", file__isnull=False, made_at__isnull=False)
                | (~Q(status="done") & Q(file__isnull=True, made_at__isnull=True)),
                violation_error_message="Văn bản đã tạo xong phải có tệp và thời điểm.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.key[:12]}"


class PaperRequest(Row):
    """Yêu cầu tạo văn bản: who asked for a paper, under what name it is downloaded, and where they came from."""

    user_id = models.UUIDField(null=True, editable=False)
    prepared = models.ForeignKey(PreparedPaper, models.CASCADE, related_name="requests")
    name = models.CharField(max_length=200)
    back = models.CharField(max_length=500, default="", blank=True)
    requested_at = models.DateTimeField(editable=False)

    class Meta:
        indexes = [models.Index(fields=["user_id", "requested_at"], name="paper_request_of_user")]

    def __str__(self) -> str:
        return self.name


class PreparedChart(Row):
    """Biểu đồ đã vẽ: the SVG of one set of figures, drawn once by the worker; `svg` is "" until then."""

    key = models.CharField(max_length=64, editable=False)
    data = models.JSONField(editable=False)
    svg = models.TextField(default="", blank=True, editable=False)
    requested_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="prepared_chart_once")]

    def __str__(self) -> str:
        return self.key
