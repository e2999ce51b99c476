"""The worker makes papers: the web process never loads the typesetter."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from caicach.foundation.jobs import job, periodic
from caicach.foundation.kernel.actor import SYSTEM
from caicach.foundation.papers.charts import bars_of
from caicach.foundation.papers.models import PreparedChart, PreparedPaper
from caicach.foundation.papers.operations import forget_old_papers, make_paper, mark_failed
from caicach.foundation.papers.paper import Paper


@job("papers.render", "Lập văn bản để tải về", queue="papers")
def render(prepared_id: str) -> None:
    """Make one paper; a failure is shown to the person at once and tried again by the queue."""
    prepared = PreparedPaper.objects.filter(pk=prepared_id).first()
    if prepared is None:
        return
    key = UUID(prepared_id)
    try:
        make_paper(prepared_id=key, render=_renderer(prepared.format), by=SYSTEM, at=timezone.now())
    except Exception as error:
        mark_failed(prepared_id=key, reason=type(error).__name__, by=SYSTEM, at=timezone.now())
        raise


def _renderer(format: str) -> Callable[[Paper], bytes]:
    if format == "docx":
        from caicach.foundation.papers.docx import render_docx  # deferred: slow import

        return render_docx
    from caicach.foundation.papers.pdf import render_pdf  # deferred: slow import, only in the worker

    folder = settings.PAPERS_FONT_DIR
    return lambda paper: render_pdf(paper, font_dir=Path(folder) if folder else None)


@periodic("papers.forget_old", "Xóa văn bản đã lập lâu không dùng", cron="40 2 * * *")
def forget_old(timestamp: int) -> None:
    """Every night: drop papers that nobody has asked for lately."""
    forget_old_papers(by=SYSTEM, at=timezone.now())


@job("papers.draw", "Vẽ biểu đồ", queue="papers")
def draw_chart(chart_id: str) -> None:
    """Draw one chart and keep its SVG."""
    from caicach.foundation.papers.drawing import draw  # deferred: slow import, only in the worker

    chart = PreparedChart.objects.filter(pk=chart_id, svg="").first()
    if chart is not None:
        PreparedChart.objects.filter(pk=chart.pk).update(svg=draw(bars_of(chart.data)))
