"""What the gallery shows: every component with the text that makes it. All figures in it are examples."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.template import engines
from django.utils import timezone

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.ui.grid import Column, Grid, Row
from caicach.foundation.ui.statuses import STATUSES
from caicach.foundation.ui.tables import ExampleTable
from caicach.foundation.ui.templatetags.ui import vn


@dataclass(frozen=True, slots=True)
class Example:
    """One component: what it is for and the template text, which the gallery both draws and prints."""

    id: str
    title: str
    words: str
    source: str


EXAMPLES = (
    Example(
        "so-lieu",
        "Ô số liệu",
        "Con số mở được danh sách; dưới số luôn có kỳ và nguồn.",
        """<div class="stats">
{% stat "Quá hạn" 7 url="#" unit="nhiệm vụ" period="Đến hết ngày 30/9/2026" source="ví dụ" tone="red" %}
{% stat "Sắp đến hạn" 12 url="#" unit="nhiệm vụ" period="3 ngày làm việc tới" source="ví dụ" tone="amber" %}
{% stat "Hoàn thành đúng hạn" 97.5 url="#" unit="%" period="Quý III/2026" source="ví dụ" tone="green" %}
{% stat "Kinh phí giao" 139956 unit="triệu đồng" period="2021-2025" source="ví dụ" tone="blue" %}
</div>""",
    ),
    Example(
        "tinh-trang",
        "Tình trạng",
        "Màu luôn đi cùng chữ và biểu tượng. Mã ở ui/statuses.py.",
        """{% for code in statuses %}
<p class="mb-2">{% status code %} <code>{{ code }}</code></p>{% endfor %}""",
    ),
    Example(
        "tien-do",
        "Thanh tiến độ",
        "Phần trăm từ 0 đến 100, kèm số.",
        """{% meter 35 label="Tiến độ kế hoạch" tone="red" %}
{% meter 62.5 tone="amber" %}
{% meter 100 tone="green" %}""",
    ),
    Example(
        "the",
        "Khối nội dung",
        "Tiêu đề, biểu tượng, số dòng, ghi chú; flush=True khi bên trong là bảng.",
        """{% card title="Nhiệm vụ chuyển tiếp" icon="subtask" count=3 note="từ kế hoạch năm trước" %}
<p>Nội dung của khối.</p>
{% endcard %}""",
    ),
    Example(
        "bang",
        "Bảng danh sách",
        "django-tables2: sắp xếp, phân trang, tiêu đề cố định; trên điện thoại mỗi dòng thành một thẻ.",
        "{% load django_tables2 %}{% exports %}{% card flush=True %}{% render_table table %}{% endcard %}",
    ),
    Example(
        "bang-nhap",
        "Bảng nhập tại chỗ",
        "Mũi tên, Enter, Tab chuyển ô; Esc bỏ sửa; dán khối từ bảng tính; lưu từng ô; mất mạng không mất chữ.",
        "{% card flush=True %}{% grid sheet %}{% endcard %}",
    ),
    Example(
        "loc",
        "Thanh lọc",
        "Biểu mẫu GET: địa chỉ giữ điều kiện lọc, gửi được cho người khác.",
        "{% filters form %}",
    ),
    Example(
        "trong",
        "Khi chưa có gì",
        "Nói vì sao trống và làm gì tiếp.",
        """{% nothing "Chưa có kế hoạch năm 2027" icon="clipboard-list" %}
<p>Có thể lập từ kế hoạch năm 2026 với các nhiệm vụ chuyển tiếp.</p>
<a class="btn btn-primary" href="#">Lập kế hoạch</a>
{% endnothing %}""",
    ),
    Example(
        "tabs",
        "Đường dẫn và thẻ trang",
        "Cho biết đang ở đâu; mỗi thẻ là một địa chỉ.",
        """{% crumbs "Kế hoạch" "#" "Kế hoạch năm 2026" "#" "Nhiệm vụ 1.1" %}
{% tabs "Tổng hợp" "/ui/" "Chỉ tiêu" "#chi-tieu" "Kinh phí" "#kinh-phi" %}""",
    ),
    Example(
        "lich-su",
        "Diễn biến",
        "Mới nhất trước; thời điểm, người, việc, lời.",
        "{% history entries %}",
    ),
    Example(
        "thong-tin",
        "Bảng thông tin",
        "Danh sách định nghĩa.",
        """<dl class="facts">
<dt>Cơ quan chủ trì</dt><dd>Sở Nội vụ</dd>
<dt>Thời hạn hoàn thành</dt><dd>{{ today|long_day }}</dd>
<dt>Kinh phí</dt><dd>{{ 1234.5|vn }} triệu đồng</dd>
</dl>""",
    ),
    Example(
        "bieu-do",
        "Biểu đồ kèm bảng",
        "Hình do máy chủ vẽ (SVG), không đứng một mình.",
        """{% chart svg=drawing title="Tỷ lệ hoàn thành đúng hạn (ví dụ)" %}
<table class="table table-num"><thead><tr><th scope="col">Quý</th><th scope="col">Tỷ lệ</th></tr></thead>
<tbody><tr><td>I</td><td>82%</td></tr><tr><td>II</td><td>91%</td></tr><tr><td>III</td><td>97,5%</td></tr></tbody></table>
{% endchart %}""",
    ),
    Example(
        "tep",
        "Chọn tệp",
        "Kéo thả hoặc chọn; tên tệp hiện ra ngay.",
        '{% file_drop upload.file hint="DOCX, PDF, XLSX; tối đa 50 MB" %}',
    ),
    Example(
        "tu-cap-nhat",
        "Phần tự cập nhật",
        "Hỏi lại máy chủ mỗi 4 giây; chưa đổi thì máy chủ trả 304.",
        """<p><span class="live" data-live-sign><span class="live-dot"></span>
<span data-live-words>Tự cập nhật</span></span></p>
<section data-live="{% url 'ui:clock' %}" data-every="4" aria-label="Giờ máy chủ">
Đang chờ lần cập nhật đầu.</section>""",
    ),
    Example(
        "thong-bao",
        "Lời báo và nút",
        "Việc chính một nút đậm; việc không lấy lại được đi qua trang xác nhận.",
        """<div class="alert alert-success" role="status">
{% icon "circle-check" "alert-icon" %}<div>Đã giao 12 nhiệm vụ.</div></div>
<div class="alert alert-danger" role="alert">
{% icon "alert-triangle" "alert-icon" %}<div>Dòng 3, cột “Kinh phí”: không phải là số.</div></div>
<div class="btn-list"><button class="btn btn-primary" type="button">{% icon "plus" %}Thêm nhiệm vụ</button>
<button class="btn btn-outline-secondary" type="button" data-print>{% icon "printer" %}In</button>
<button class="btn btn-danger" type="button">Thu hồi</button></div>""",
    ),
)

_DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 120" width="320" height="120">'
    '<g fill="#2f79bd"><rect x="20" y="38" width="60" height="72"/><rect x="120" y="30" width="60" height="80"/>'
    '<rect x="220" y="24" width="60" height="86"/></g><path d="M10 110h300" stroke="#55616d"/></svg>'
)


class ExampleFilter(forms.Form):
    """Điều kiện lọc mẫu."""

    tu_khoa = forms.CharField(label="Từ khóa", required=False)
    khoi = forms.ChoiceField(
        label="Khối",
        required=False,
        choices=[("", "Tất cả"), ("party", "Khối Đảng"), ("state", "Khối hành chính nhà nước")],
    )
    den_ngay = forms.DateField(
        label="Đến ngày", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs.setdefault("class", "form-select" if select else "form-control")


class ExampleUpload(forms.Form):
    """Tệp mẫu."""

    file = forms.FileField(label="Văn bản giao nhiệm vụ")


_ROWS = (
    ("1", "Ban hành kế hoạch cải cách hành chính năm", "Kế hoạch", "Sở Nội vụ", "31/12/2026", "0"),
    ("2", "Tổ chức kiểm tra cải cách hành chính", "Kết luận kiểm tra", "Sở Nội vụ", "30/9/2026", "150"),
    ("3", "Điều tra xã hội học về sự hài lòng", "Báo cáo", "Sở Nội vụ", "30/11/2026", "1.250,5"),
)
COLUMNS = (
    Column("stt", "STT", width="s", editable=False),
    Column("name", "Nhiệm vụ", width="xl"),
    Column("product", "Sản phẩm", width="m"),
    Column("lead", "Cơ quan chủ trì", width="m"),
    Column("due", "Thời gian hoàn thành", kind="date", width="m"),
    Column("money", "Kinh phí (triệu đồng)", kind="number", width="m"),
)


def example_grid(kept: dict[str, str], *, save_url: str) -> Grid:
    """The example grid with the cells that this visitor has changed."""
    rows = [
        Row(
            key=values[0],
            cells={
                c.name: kept.get(f"{values[0]}.{c.name}", value)
                for c, value in zip(COLUMNS, values, strict=True)
            },
        )
        for values in _ROWS
    ]
    return Grid(
        id="vi-du",
        columns=COLUMNS,
        rows=(Row("h", {}, heading="I. Công tác chỉ đạo, điều hành (ví dụ)"), *rows),
        save_url=save_url,
        caption="Bảng nhập ví dụ",
    )


def read_example(column: str, text: str) -> str:
    """What the example grid keeps of a typed cell; money is a number as papers print it."""
    if column != "money":
        return text
    try:
        return vn(Decimal(text.removesuffix("%").replace(".", "").replace(",", ".").strip() or "0"))
    except ArithmeticError as error:
        raise Refused(f"“{text}” không phải là số. Viết 1.234,5 hoặc 1234,5.") from error


def drawn_examples(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Every example drawn with the page's own context."""
    engine = engines["django"]
    request = context["request"]
    values = {
        "statuses": STATUSES,
        "table": ExampleTable.of_today(request),
        "form": ExampleFilter(request.GET or None),
        "upload": ExampleUpload(),
        "today": timezone.localdate(),
        "drawing": _DRAWING,
        "entries": [
            {
                "at": timezone.now(),
                "who": "Sở Nội vụ",
                "title": "Xác nhận hoàn thành",
                "tone": "green",
                "text": "",
            },
            {
                "at": timezone.now(),
                "who": "UBND phường Sa Pa",
                "title": "Báo cáo tiến độ 60%",
                "text": "Chờ ý kiến cơ quan phối hợp.",
                "tone": "amber",
            },
        ],
        **context,
    }
    return [
        {"example": example, "drawn": engine.from_string(example.source).render(dict(values), request)}
        for example in EXAMPLES
    ]
