"""Tables: rows drawn fast, sorted and paged, and escaped."""

import django_tables2 as tables
import pytest
from django.template import Context, Template
from django.test import RequestFactory


class Plain(tables.Table):
    name = tables.Column("Nhiệm vụ")
    money = tables.Column("Kinh phí", attrs={"td": {"class": "num"}})

    class Meta:
        caption = "Danh sách"
        row_attrs = {"class": lambda record: "late" if record["money"] > 5 else ""}
        empty_text = "Chưa có nhiệm vụ."


def drawn(rows, per_page=None, **query) -> str:
    request = RequestFactory().get("/", query)
    table = Plain(rows, order_by=query.get("sort", ""))
    if per_page:
        table.paginate(page=query.get("page", 1), per_page=per_page)
    return Template("{% load django_tables2 %}{% render_table table %}").render(
        Context({"table": table, "request": request})
    )


def test_cells_carry_their_label_and_class_and_are_escaped():
    text = drawn([{"name": "<script>", "money": 9}])

    name = '<td data-label="Nhiệm vụ">&lt;script&gt;</td>'
    money = '<td data-label="Kinh phí" class="num">9</td>'
    assert f'<tr class="late">{name}{money}</tr>' in text


def test_an_empty_table_says_so():
    text = drawn([])

    assert "Chưa có nhiệm vụ." in text
    assert "<table" not in text


def test_a_sorted_column_says_its_order_and_keeps_the_filter():
    text = drawn([{"name": "b", "money": 1}, {"name": "a", "money": 2}], sort="name", nam="2026")

    assert text.index(">a<") < text.index(">b<")
    assert 'aria-sort="ascending"' in text
    assert "nam=2026" in text


@pytest.mark.parametrize(("page", "words"), [(1, "1–2 trong 5"), (3, "5–5 trong 5")])
def test_a_page_says_which_rows_it_shows(page, words):
    text = drawn([{"name": str(n), "money": n} for n in range(5)], per_page=2, page=page)

    assert words in text
    assert f'<span aria-current="page">{page}</span>' in text
