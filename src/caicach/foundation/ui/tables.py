"""The gallery's table."""

from typing import Any

import django_tables2 as tables
from django.http import HttpRequest
from django.utils.safestring import SafeString

from caicach.foundation.ui.icons import svg
from caicach.foundation.ui.statuses import look_of


class ExampleTable(tables.Table):
    """Bảng ví dụ: words, a number, a status."""

    name = tables.Column("Nhiệm vụ")
    unit = tables.Column("Cơ quan chủ trì")
    money = tables.Column("Kinh phí (triệu đồng)", attrs={"td": {"class": "num"}})
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        caption = "Danh sách nhiệm vụ (ví dụ)"

    def render_state(self, value: str) -> SafeString:
        look = look_of(value)
        return SafeString(f'<span class="status tone-{look.tone}">{svg(look.icon)}{look.word}</span>')

    @classmethod
    def of_today(cls, request: HttpRequest) -> "ExampleTable":
        """Twelve made-up rows, five a page."""
        states = ("in_time", "due_soon", "overdue", "done_in_time")
        rows: list[dict[str, Any]] = [
            {"name": f"Nhiệm vụ ví dụ số {n}", "unit": "Sở Nội vụ", "money": n * 125, "state": states[n % 4]}
            for n in range(1, 13)
        ]
        table = cls(rows, order_by=request.GET.get("sort", ""))
        table.paginate(page=_page(request), per_page=5)
        return table


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    return min(int(asked), 3) if asked.isdecimal() and int(asked) else 1
