"""Template tags of the house (builtin in every template); the gallery `/ui/` shows each with an example."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BaseForm
from django.template import Context, TemplateDoesNotExist
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from caicach.foundation.kernel.ids import new_id
from caicach.foundation.ui import icons
from caicach.foundation.ui.grid import Grid
from caicach.foundation.ui.statuses import look_of
from caicach.foundation.ui.table_rows import table_rows

register = template.Library()

_MARKS = str.maketrans(",.", ".,")
"""Thousands and decimals are marked the other way round than Python marks them."""
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


@register.simple_tag
def once() -> SafeString:
    """A hidden key that makes a form count once, however often it is sent."""
    return format_html('<input type="hidden" name="_once" value="{}">', new_id())


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """`{% icon "bell" %}`: a Tabler icon as inline SVG, hidden from screen readers: words stand beside it."""
    return icons.svg(name, css)


@register.simple_tag(takes_context=True)
def slot(context: Context, *names: str) -> SafeString:
    """`{% slot "notices/_bell.html" %}`: the first of these templates that an app above brings, else nothing."""
    try:
        found = context.template.engine.select_template(list(names))
    except TemplateDoesNotExist:
        return SafeString("")
    with context.push():
        return found.render(context)


# blocks ---------------------------------------------------------------------------------------------------


def _part(context: Context, name: str, **values: Any) -> SafeString:
    inner = context.template.engine.get_template(f"ui/parts/{name}.html")
    with context.push(**values):
        return inner.render(context)


@register.simple_block_tag(takes_context=True, end_name="endcard")
def card(
    context: Context,
    content: str,
    *,
    title: str = "",
    icon: str = "",
    count: Any = "",
    note: str = "",
    flush: bool = False,
    css: str = "",
    id: str = "",
) -> SafeString:
    """`{% card title="Nhiệm vụ" icon="subtask" count=5 note="…" flush=True %}…{% endcard %}`: flush for tables."""
    return _part(
        context,
        "card",
        body=content,
        title=title,
        icon_name=icon,
        count=count,
        note=note,
        flush=flush,
        css=css,
        id=id,
    )


@register.simple_block_tag(takes_context=True, end_name="endchart")
def chart(context: Context, content: str, svg: str = "", title: str = "") -> SafeString:
    """`{% chart svg=svg title="…" %}<table>…</table>{% endchart %}`: a drawing never stands without its figures."""
    return _part(context, "chart", body=content, svg=SafeString(svg), title=title)


@register.simple_block_tag(takes_context=True, end_name="endnothing")
def nothing(context: Context, content: str, title: str = "", icon: str = "inbox") -> SafeString:
    """`{% nothing "Chưa có nhiệm vụ" icon="inbox" %}what to do, with a link{% endnothing %}`."""
    return _part(context, "empty", body=content, title=title, icon_name=icon)


# figures and statuses -------------------------------------------------------------------------------------


@register.inclusion_tag("ui/parts/stat.html")
def stat(
    label: str,
    value: Any,
    *,
    url: str = "",
    unit: str = "",
    period: str = "",
    source: str = "",
    tone: str = "",
    note: str = "",
) -> dict[str, Any]:
    """`{% stat "Quá hạn" 7 url=… unit="nhiệm vụ" period="…" source="…" tone="red" %}`: a figure that opens its rows."""
    return {
        "label": label,
        "value": vn(value),
        "url": url,
        "unit": unit,
        "period": period,
        "source": source,
        "tone": tone,
        "note": note,
    }


@register.simple_tag
def status(code: str, word: str = "") -> SafeString:
    """`{% status "overdue" %}`: word, icon and colour of a status (codes in `ui.statuses`)."""
    look = look_of(code)
    return format_html(
        '<span class="status tone-{}">{}{}</span>', look.tone, icons.svg(look.icon), word or look.word
    )


@register.inclusion_tag("ui/parts/meter.html")
def meter(value: Any, label: str = "Tiến độ", tone: str = "", words: str = "") -> dict[str, Any]:
    """`{% meter 65 label="Tiến độ" tone="green" %}`: a bar of 0-100 with its per cent in words."""
    shown = max(Decimal(0), min(Decimal(100), Decimal(str(value or 0))))
    return {"value": format(shown, "f"), "label": label, "tone": tone, "words": words or f"{vn(value or 0)}%"}


@register.filter
def vn(value: Any, places: int | None = None) -> str:
    """A number as Vietnamese papers print it: 1234.5 → "1.234,5"; None → "–"; other text as it is.

    Without `places` a Decimal keeps up to three decimals, a float (a computed rate) one.
    """
    if value is None or value == "":
        return "–"
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return "–"
    if places is None:
        number = round(number, 1 if isinstance(value, float) else 3)
        places = max(0, -int(number.normalize().as_tuple().exponent))
    else:
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{number:,.{places}f}".translate(_MARKS)


@register.filter
def long_day(day: date | None) -> str:
    """A day with its weekday: "Thứ Sáu, 19/3/2027"; None → "–"."""
    if day is None:
        return "–"
    return f"{_WEEKDAYS[day.weekday()]}, {day.day}/{day.month}/{day.year}"


@register.filter
def days(span: Any) -> str:
    """A half-open range of days by its first and last day: [1/1, 1/4) → "01/01/2026 – 31/03/2026"; None → "–"."""
    if span is None or span.lower is None:
        return "–"
    first = date_format(span.lower, "d/m/Y")
    if span.upper is None:
        return f"từ {first}"
    last = span.upper - timedelta(days=1)
    return first if last == span.lower else f"{first} – {date_format(last, 'd/m/Y')}"


# finding one's way ----------------------------------------------------------------------------------------


def _pairs(values: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    return zip(map(str, values[::2]), map(str, (*values[1::2], "")), strict=False)


@register.inclusion_tag("ui/parts/crumbs.html")
def crumbs(*pairs: Any) -> dict[str, Any]:
    """`{% crumbs "Kế hoạch" "/ke-hoach/" plan.title plan_url %}`: the way up from this page."""
    return {"steps": list(_pairs(pairs))}


@register.inclusion_tag("ui/parts/tabs.html", takes_context=True)
def tabs(context: Context, *pairs: Any, label: str = "Các phần của trang") -> dict[str, Any]:
    """`{% tabs "Tổng hợp" url_1 "Mục tiêu" url_2 %}`: links; the one of this address (with its query) is current."""
    request = context["request"]
    here = {request.path, request.get_full_path()}
    lines = list(_pairs(pairs))
    exact = [url for _, url in lines if url == request.get_full_path()]
    return {"label": label, "tabs": [(word, url, url in (exact or here)) for word, url in lines]}


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """`{% query page=2 %}`: this page's query string with changes ("" or None takes a key out)."""
    values = context["request"].GET.copy()
    for key, value in changes.items():
        values.pop(key, None)
        if value not in (None, ""):
            values[key] = str(value)
    return "?" + values.urlencode()


@register.inclusion_tag("ui/parts/exports.html", takes_context=True)
def exports(context: Context, url: str = "", key: str = "dang") -> dict[str, Any]:
    """`{% exports %}`: this list as XLSX and CSV: its address (or `url`) with `dang=xlsx` or `dang=csv`."""
    kept = [(k, v) for k, v in context["request"].GET.items() if k not in (key, "page")]
    links = [(kind.upper(), f"{url}?{urlencode([*kept, (key, kind)])}") for kind in ("xlsx", "csv")]
    return {"links": links}


# forms ----------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/parts/filters.html", takes_context=True)
def filters(context: Context, form: BaseForm, auto: bool = True) -> dict[str, Any]:
    """`{% filters form %}`: a GET form in one bar; choices send themselves, a button does without JavaScript."""
    return {"form": form, "auto": auto, "path": context["request"].path, "used": bool(context["request"].GET)}


@register.inclusion_tag("ui/parts/file_drop.html")
def file_drop(field: Any, hint: str = "") -> dict[str, Any]:
    """`{% file_drop form.file hint="DOCX, PDF, tối đa 50 MB" %}`: a place to drop or choose a file."""
    return {"field": field, "hint": hint}


# lists ----------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/parts/history.html")
def history(entries: Any) -> dict[str, Any]:
    """`{% history entries %}`: each with `at` (datetime), `title`, and where given `who`, `text`, `tone`, `url`."""
    return {"entries": entries}


@register.inclusion_tag("ui/parts/grid.html", takes_context=True)
def grid(context: Context, grid: Grid) -> dict[str, Any]:
    """`{% grid grid %}`: a table edited in place (`ui.grid.Grid`), saved cell by cell through `ui.grid.save_edits`."""
    request = context["request"]
    return {"grid": grid, "user_id": request.user.pk, "csrf_token": context.get("csrf_token", "")}


register.simple_tag(table_rows, name="table_rows")
