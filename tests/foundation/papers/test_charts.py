"""Charts: asked for by the page, drawn once by the worker."""

import pytest

from caicach.foundation.papers.charts import Bars, drawn
from caicach.foundation.papers.jobs import draw_chart
from caicach.foundation.papers.models import PreparedChart

CHART = Bars("triệu đồng", (("2025", "Khái toán", 29559.5), ("2025", "Thực hiện <b>", 20000.0)))


@pytest.mark.django_db
def test_a_chart_is_empty_until_the_worker_has_drawn_it_once():
    assert drawn(CHART) == ""
    assert drawn(CHART) == ""

    draw_chart(chart_id=str(PreparedChart.objects.get().pk))

    svg = drawn(CHART)
    assert svg.startswith("<svg")
    assert "Khái toán" in svg
    assert "29.559" in svg or "30.000" in svg
    assert "<b>" not in svg
    assert 'style="' not in svg  # the page's policy allows no inline style


@pytest.mark.django_db
def test_other_figures_make_another_chart():
    drawn(CHART)
    drawn(Bars("triệu đồng", (("2025", "Khái toán", 1.0),)))

    assert PreparedChart.objects.count() == 2
