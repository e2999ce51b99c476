"""Theo vết: OpenTelemetry spans of requests, statements and jobs, by OTLP over HTTP. While off, nothing is imported.

Statements are told without their values, addresses without what stands after the question mark.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import HttpRequest

_PROVIDERS: list[Any] = []  # one, while tracing is on


def start_if_wanted() -> None:
    """Switch tracing on in this process where the settings say so; before the middleware is loaded."""
    if not settings.TRACING or _PROVIDERS:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (
        OTLPSpanExporter,  # deferred: only where on
    )
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # deferred: only where on

    start(BatchSpanProcessor(OTLPSpanExporter()))


def start(processor: Any) -> None:
    """Send the spans of this process to `processor`; the `OTEL_…` variables of the library say the rest."""
    from opentelemetry.instrumentation.django import DjangoInstrumentor  # deferred: only where on
    from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor  # deferred: only where on
    from opentelemetry.sdk.trace import TracerProvider  # deferred: only where on

    os.environ.setdefault("OTEL_SERVICE_NAME", "caicach")
    provider = TracerProvider()
    provider.add_span_processor(processor)
    DjangoInstrumentor().instrument(tracer_provider=provider, request_hook=_without_query)
    PsycopgInstrumentor().instrument(tracer_provider=provider)
    _PROVIDERS.append(provider)


def stop() -> None:
    """Send what is left and switch tracing off."""
    from opentelemetry.instrumentation.django import DjangoInstrumentor  # deferred: only where on
    from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor  # deferred: only where on

    DjangoInstrumentor().uninstrument()
    PsycopgInstrumentor().uninstrument()
    _PROVIDERS.pop().shutdown()


def current() -> str:
    """The number of the trace that this thread is in; "" when tracing is off."""
    if not _PROVIDERS:
        return ""
    from opentelemetry import trace  # deferred: only where on

    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else ""


def carried() -> dict[str, str]:
    """What a job takes along to go on with this thread's trace: its `traceparent`; nothing outside a trace."""
    if not current():
        return {}
    from opentelemetry.trace.propagation.tracecontext import (
        TraceContextTextMapPropagator,  # deferred: only where on
    )

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier


@contextmanager
def job_span(name: str, carried: dict[str, str]) -> Iterator[None]:
    """Around a job: its span, in the trace of the request or job that asked for it, else in one of its own."""
    if not _PROVIDERS:
        yield
        return
    from opentelemetry.trace import SpanKind  # deferred: only where on
    from opentelemetry.trace.propagation.tracecontext import (
        TraceContextTextMapPropagator,  # deferred: only where on
    )

    facts = {"messaging.system": "procrastinate", "messaging.destination.name": name}
    tracer = _PROVIDERS[0].get_tracer("caicach.jobs")
    asked_in = TraceContextTextMapPropagator().extract(carried)
    with tracer.start_as_current_span(f"job {name}", asked_in, kind=SpanKind.CONSUMER, attributes=facts):
        yield


def _without_query(span: Any, request: HttpRequest) -> None:
    """Addresses hold names that people searched for: only the path is told."""
    for name in ("http.url", "url.full"):
        span.set_attribute(name, request.build_absolute_uri(request.path))
    span.set_attribute("http.target", request.path)
    span.set_attribute("url.query", "")
