"""Charts (biểu đồ): plain figures in the page, an SVG from the worker, kept by content.

The page shows its table at once and the drawing as soon as the worker has made it; the web process never loads the
chart maker.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.safestring import SafeString

from caicach.foundation.jobs import enqueue
from caicach.foundation.papers.models import PreparedChart

LOOKS = 1
"""Raise when `drawing.draw` changes what a chart looks like."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Grouped bars: `rows` are (group on the x axis, series, value); `unit` names the y axis."""

    unit: str
    rows: tuple[tuple[str, str, float], ...]


def drawn(chart: Bars) -> SafeString:
    """The chart's SVG, or "" while the worker has not drawn it (which is then asked for); two statements at most.

    The SVG is made by our own worker from numbers and labels, which the chart maker escapes.
    """
    data = asdict(chart)
    key = hashlib.sha256(json.dumps([LOOKS, data], sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    kept = PreparedChart.objects.filter(key=key).first()
    if kept is None:
        kept, fresh = PreparedChart.objects.get_or_create(key=key, defaults={"data": data})
        if fresh:
            enqueue("papers.draw", key=f"papers.draw:{kept.pk}", chart_id=str(kept.pk))
    return SafeString(kept.svg)


def bars_of(data: dict[str, Any]) -> Bars:
    """The chart that `asdict` made plain."""
    return Bars(data["unit"], tuple((group, series, float(value)) for group, series, value in data["rows"]))
