"""How long requests take: counted in every web process, told together in the format that monitors read.

The library keeps one small file for each process in `CAICACH_HOME/metrics` (see settings) and adds them up when asked.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from caicach.foundation.running import tracing
from caicach.foundation.running.doing import Doing, doing
from caicach.foundation.running.operations import keep_slow

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0)
SLOW = 1.0  # seconds: a warning in the log
REQUESTS = Histogram(
    "caicach_request_seconds",
    "Seconds from request to response",
    ["page", "method", "status"],
    buckets=BUCKETS,
    registry=CollectorRegistry(),
)
_log = logging.getLogger("caicach.request")


class TimingMiddleware:
    """Counts and logs every request with its page, status and milliseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        with doing() as now:
            response = self.get_response(request)
            seconds = time.perf_counter() - begun
            if request.path.startswith(settings.STATIC_URL):
                return response
            match = request.resolver_match
            page = (match.view_name or match.route) if match else "unknown"
            REQUESTS.labels(page, request.method, response.status_code).observe(seconds)
            facts = {"page": page, "status": response.status_code, "ms": round(seconds * 1000, 1)}
            level = logging.WARNING if seconds > SLOW else logging.INFO
            _log.log(level, "%s %s", request.method, request.path, extra={"facts": facts})
            _keep(now, page)
        return response


@contextmanager
def around_job(name: str, carried: dict[str, str]) -> Iterator[None]:
    """Around a job: its number, its span, its slow statements."""
    with tracing.job_span(name, carried), doing() as now:
        try:
            yield
        finally:
            _keep(now, f"job:{name}")


def _keep(now: Doing, place: str) -> None:
    now.watched = False
    if not now.slow:
        return
    try:
        keep_slow(statements=now.slow, place=place, at=timezone.now())
    except DatabaseError:  # an answer does not depend on it
        _log.warning("slow statements of %s were not kept", place, exc_info=True)


def forget_ended_processes() -> None:
    """Remove the counts of web processes that have ended; done when the server starts."""
    for file in Path(settings.METRICS_ROOT).glob("*.db"):
        if not _is_running(file.stem.rpartition("_")[2]):
            file.unlink(missing_ok=True)


def _is_running(pid: str) -> bool:
    return pid.isdigit() and Path(f"/proc/{pid}").exists()


def _collected() -> CollectorRegistry:
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(settings.METRICS_ROOT))
    return registry


def as_text() -> bytes:
    """All counts of all web processes in the text format of Prometheus."""
    return generate_latest(_collected())


@dataclass(frozen=True, slots=True)
class Timing:
    """Requests of one page since the server started; seconds. `p95` is the bound of the bucket that holds it."""

    page: str
    requests: int
    mean: float
    p95: float
    failed: int

    @property
    def mean_ms(self) -> float:
        return self.mean * 1000

    @property
    def p95_ms(self) -> float:
        return self.p95 * 1000


def timings() -> list[Timing]:
    """Every page that was asked for, the one that took most time in all first."""
    counted: dict[str, dict[float, float]] = {}
    total: dict[str, float] = {}
    failed: dict[str, int] = {}
    for metric in _collected().collect():
        for sample in metric.samples:
            page = sample.labels.get("page", "")
            if sample.name.endswith("_bucket"):
                bounds = counted.setdefault(page, {})
                bound = float(sample.labels["le"])
                bounds[bound] = bounds.get(bound, 0) + sample.value
                if bound == float("inf") and sample.labels["status"].startswith("5"):
                    failed[page] = failed.get(page, 0) + int(sample.value)
            elif sample.name.endswith("_sum"):
                total[page] = total.get(page, 0) + sample.value
    found = [_timing(page, bounds, total[page], failed.get(page, 0)) for page, bounds in counted.items()]
    return sorted(found, key=lambda timing: -timing.mean * timing.requests)


def _timing(page: str, bounds: dict[float, float], seconds: float, failed: int) -> Timing:
    requests = int(bounds[float("inf")])
    p95 = min(bound for bound, count in bounds.items() if count >= 0.95 * requests)
    mean = seconds / requests if requests else 0.0
    return Timing(page, requests, mean, min(p95, BUCKETS[-1]), failed)
