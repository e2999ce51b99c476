"""Lists of assignments as tables."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

import django_tables2 as tables
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from caicach.foundation.kernel.text import shortened
from caicach.foundation.ui.icons import svg
from caicach.foundation.ui.statuses import look_of
from caicach.foundation.worktime.rules import Calendar, left_text
from caicach.organisation.units.queries import short_names

from .models import Assignment
from .queries import local_day
from .rules import LABELS, Standing
from .states import AREAS, GIVER_LABELS, STATUS_LABELS, URGENCY_LABELS, Giver, Status, Urgency

PER_PAGE = 25


def badge(code: str) -> SafeString:
    """A status with its words, colour and icon."""
    look = look_of(code)
    return format_html('<span class="status tone-{}">{}{}</span>', look.tone, svg(look.icon), look.word)


class AssignmentTable(tables.Table):
    """Danh sách nhiệm vụ được giao."""

    pick = tables.Column("Chọn", empty_values=(), orderable=False, attrs={"td": {"class": "pick nowrap"}})
    title = tables.Column("Nhiệm vụ, văn bản giao", attrs={"td": {"class": "words"}})
    unit_id = tables.Column("Cơ quan chủ trì", orderable=False, attrs={"td": {"class": "unit"}})
    due_on = tables.Column("Thời hạn hoàn thành", empty_values=())
    percent = tables.Column("Tiến độ")
    standing = tables.Column("Tình trạng", orderable=False)

    class Meta:
        caption = "Nhiệm vụ được giao"
        attrs = {"class": "table-cards assignments"}
        empty_text = "Không có nhiệm vụ nào theo điều kiện lọc."

    def __init__(
        self, rows: Any, request: HttpRequest, *, on: date, calendar: Calendar, may_pick: bool = False
    ) -> None:
        super().__init__(rows, order_by=(), exclude=() if may_pick else ("pick",))
        self.on = on
        self.calendar = calendar
        self.page = Paginator(self.rows, PER_PAGE).get_page(request.GET.get("page"))
        self.paginator = self.page.paginator
        shown = [row.record for row in self.paginated_rows]
        self.names = short_names({row.unit_id for row in shown}, on)

    def render_pick(self, record: Assignment) -> SafeString:
        return format_html(
            '<input class="form-check-input" type="checkbox" form="chon" name="chon" value="{}" aria-label="Chọn: {}">',
            record.pk,
            shortened(record.title, 80),
        )

    def render_title(self, record: Assignment) -> SafeString:
        giver = GIVER_LABELS[Giver(record.giver)]
        product = record.product and f"Sản phẩm: {record.product}"
        under = " · ".join(filter(None, (giver, record.source_line, product, _urgent(record))))
        return format_html(
            '<a class="work-title" href="{}">{}</a><div class="work-under">{}</div>',
            record.get_absolute_url(),
            shortened(record.title),
            under,
        )

    def render_unit_id(self, record: Assignment) -> str:
        name = self.names.get(record.unit_id, "")
        return f"{name} ({record.person.full_name})" if record.person else name

    def render_due_on(self, record: Assignment) -> SafeString | str:
        if record.due_on is None:
            return "Thường xuyên"
        words = left_text(record.due_on, self.on, self.calendar) if record.handed_in_at is None else ""
        if record.status == Status.WITHDRAWN:
            words = ""
        before = f"giao {record.original_due_on:%d/%m/%Y}" if record.was_extended else ""
        return format_html(
            '<span class="nowrap">{}</span><div class="work-under">{}</div>',
            f"{record.due_on:%d/%m/%Y}",
            "; ".join(filter(None, (before, words))),
        )

    def render_percent(self, value: int) -> str:
        return f"{value}%"

    def render_standing(self, record: Assignment) -> SafeString:
        found = badge(getattr(record, "standing", ""))
        if record.state in (Status.GIVEN, Status.RETURNED, Status.HANDED_IN):
            found = format_html('{} <div class="work-under">{}</div>', found, record.state.label)
        if record.blocked_because:
            found = format_html("{} {}", found, badge("blocked"))
        return SafeString(found)


def _urgent(row: Assignment) -> str:
    return "" if row.urgency == Urgency.NORMAL else URGENCY_LABELS[Urgency(row.urgency)]


Column = tuple[str, Callable[[Any], Any]]


def export_columns(names: dict[UUID, str]) -> list[Column]:
    """Columns of the list as a file; `names` are those of the units."""
    return [
        ("Nội dung nhiệm vụ", lambda row: row.title),
        ("Sản phẩm", lambda row: row.product),
        ("Cơ quan chủ trì", lambda row: names.get(row.unit_id, "")),
        (
            "Cơ quan phối hợp",
            lambda row: "; ".join(names.get(c.unit_id, "") for c in row.coordinations.all()),
        ),
        ("Người thực hiện", lambda row: row.person.full_name if row.person else ""),
        ("Người giao", lambda row: GIVER_LABELS[Giver(row.giver)]),
        ("Văn bản giao", lambda row: row.source_line),
        ("Số trên phần mềm quản lý văn bản", lambda row: row.office_number),
        ("Mức độ khẩn", lambda row: URGENCY_LABELS[Urgency(row.urgency)]),
        ("Nội dung CCHC", lambda row: AREAS.get(row.area_code, "")),
        ("Ngày giao", lambda row: local_day(row.given_at)),
        ("Thời hạn giao", lambda row: row.original_due_on or "Thường xuyên"),
        ("Thời hạn hoàn thành", lambda row: row.due_on or "Thường xuyên"),
        ("Ngày nộp kết quả", lambda row: local_day(row.handed_in_at) if row.handed_in_at else ""),
        ("Tiến độ (%)", lambda row: row.percent),
        ("Bước xử lý", lambda row: STATUS_LABELS[row.state]),
        ("Tình trạng", lambda row: LABELS[Standing(row.standing)]),
        ("Khó khăn, vướng mắc", lambda row: row.blocked_because),
    ]


INTAKE_COLUMNS: Iterable[Column] = (
    ("Mục", lambda row: row.clause),
    ("Nội dung nhiệm vụ", lambda row: row.title),
    ("Cơ quan chủ trì", lambda row: row.lead),
    ("Cơ quan phối hợp", lambda row: row.coordinating),
    ("Sản phẩm", lambda row: row.product),
    ("Thời hạn", lambda row: row.due),
    ("Nội dung CCHC", lambda row: row.area_code),
)
