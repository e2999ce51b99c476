"""The template tags: what they print."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from psycopg.types.range import DateRange

from caicach.foundation.ui.statuses import STATUSES, look_of
from caicach.foundation.ui.templatetags.ui import days, long_day, vn


def drawn(text: str, **values: object) -> str:
    return Template(text).render(Context(values))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        ("", "–"),
        (0, "0"),
        (1234, "1.234"),
        (Decimal("1234.500"), "1.234,5"),
        (Decimal("97.50"), "97,5"),
        (Decimal("0.125"), "0,125"),
        (69.9248120301, "69,9"),
        (Decimal("-1575"), "-1.575"),
        (Decimal("NaN"), "–"),
        ("chưa giao", "chưa giao"),
    ],
)
def test_numbers_are_printed_as_vietnamese_papers_print_them(value, shown):
    assert vn(value) == shown


def test_a_number_keeps_the_places_that_are_asked_for():
    assert vn(Decimal("1234.5"), 2) == "1.234,50"


def test_a_day_is_printed_with_its_weekday():
    assert (long_day(date(2027, 3, 19)), long_day(None)) == ("Thứ Sáu, 19/3/2027", "–")


@pytest.mark.parametrize("code", sorted(STATUSES))
def test_every_status_has_a_word_an_icon_and_a_tone(code):
    look = look_of(code)

    text = drawn('{% status "' + code + '" %}')

    assert look.word in text
    assert f"tone-{look.tone}" in text
    assert look.tone in {"red", "amber", "green", "blue", "grey"}
    assert look.icon


def test_an_unknown_status_shows_itself_and_no_markup_of_its_own():
    assert "&lt;b&gt;</span>" in drawn("{% status code %}", code="<b>")


def test_a_figure_links_to_its_rows_and_says_period_and_source():
    text = drawn(
        '{% stat "Quá hạn" 1234 url="/x/" unit="nhiệm vụ" period="Quý IV/2026" source="iGate" tone="red" %}'
    )

    assert '<a href="/x/" aria-label="Quá hạn: 1.234 nhiệm vụ – xem danh sách">1.234</a>' in text
    assert "Quý IV/2026 · Nguồn: iGate" in text


@pytest.mark.parametrize(("value", "shown"), [(35, "35"), (-5, "0"), (140, "100"), (None, "0")])
def test_a_meter_stays_between_nothing_and_all(value, shown):
    assert f'value="{shown}" max="100"' in drawn("{% meter value %}", value=value)


def test_a_card_draws_its_content_once_with_its_title_and_count():
    text = drawn('{% card title="Nhiệm vụ" count=3 %}<p>{{ x }}</p>{% endcard %}', x="<i>")

    assert text.count("<p>&lt;i&gt;</p>") == 1
    assert "Nhiệm vụ" in text
    assert "(3)" in text


def test_a_slot_without_a_template_is_empty_and_one_with_it_knows_the_context():
    assert drawn('{% slot "nobody/_brings.html" %}') == ""
    assert "Bạn không được" in drawn(
        '{% slot "nobody/_brings.html" "ui/refused.html" %}', message="Bạn không được"
    )


def test_the_key_of_a_form_is_new_every_time():
    assert drawn("{% once %}") != drawn("{% once %}")


def test_history_shows_when_who_and_what():
    entries = [{"at": datetime(2026, 6, 10, 2, 42, tzinfo=UTC), "who": "Sở Nội vụ", "title": "Tiếp nhận"}]

    text = drawn("{% history entries %}", entries=entries)

    assert "09:42 10/06/2026" in text
    assert "Sở Nội vụ" in text
    assert "<strong>Tiếp nhận</strong>" in text


def test_a_tab_is_current_by_path_or_by_path_with_query():
    request = RequestFactory().get("/ke-hoach/x/", {"tab": "2"})

    text = drawn('{% tabs "Một" "/ke-hoach/x/" "Hai" "/ke-hoach/x/?tab=2" %}', request=request)

    assert text.count("aria-current") == 1
    assert '<a href="/ke-hoach/x/?tab=2" aria-current="page">Hai</a>' in text


def test_query_changes_one_key_and_keeps_the_others():
    request = RequestFactory().get("/x/", {"q": "thủ tục", "page": "3"})

    assert drawn('{% query page="" %}', request=request) == "?q=th%E1%BB%A7+t%E1%BB%A5c"


def test_exports_keep_the_filter_and_leave_the_page_out():
    request = RequestFactory().get("/x/", {"nam": "2026", "page": "3"})

    text = drawn("{% exports %}", request=request)

    assert "?nam=2026&amp;dang=xlsx" in text
    assert "?nam=2026&amp;dang=csv" in text
    assert "page" not in text


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (DateRange(date(2026, 1, 1), date(2026, 4, 1)), "01/01/2026 – 31/03/2026"),
        (DateRange(date(2026, 1, 1), date(2026, 1, 2)), "01/01/2026"),
        (DateRange(date(2026, 1, 1), None), "từ 01/01/2026"),
        (None, "–"),
    ],
)
def test_a_span_of_days_is_told_by_its_first_and_last_day(span, words):
    assert days(span) == words
