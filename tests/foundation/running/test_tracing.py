"""Tracing: off unless wanted; requests, statements and jobs as spans of one trace; its number in log and error page."""

import json
import logging
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from procrastinate.contrib.django.models import ProcrastinateJob

from caicach.foundation.jobs.registry import enqueue, surrounded
from caicach.foundation.running import tracing
from caicach.foundation.running.doing import doing, number
from caicach.foundation.running.logs import JsonLines, PlainLines
from caicach.foundation.running.views import failed


def in_a_thread(function):
    """Run where the database connection is opened anew; what it returned."""
    kept = []

    def run():
        try:
            kept.append(function())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return kept[0]


@pytest.fixture
def spans():
    """What has been traced since."""
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter = InMemorySpanExporter()
    tracing.start(SimpleSpanProcessor(exporter))
    yield exporter.get_finished_spans
    tracing.stop()


def test_tracing_is_off_and_nothing_of_it_is_imported():
    code = (
        "import caicach.foundation.running.wsgi, sys;"
        "print([m for m in sys.modules if m.startswith(('opentelemetry', 'google.protobuf'))])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"
    assert tracing.current() == ""


@pytest.mark.django_db(transaction=True)
def test_a_request_and_its_statements_are_one_trace_without_values_and_search_words(spans):
    answer = in_a_thread(lambda: Client().get("/health?tim=Nguyen-Van-An"))

    assert answer.status_code == 200
    statement = next(span for span in spans() if span.attributes.get("db.statement") == "SELECT 1")
    request = next(span for span in spans() if span.kind.name == "SERVER")
    assert request.context.trace_id == statement.context.trace_id
    assert request.attributes["http.route"] == "health"
    assert "Nguyen" not in json.dumps([dict(span.attributes) for span in spans()])


@pytest.mark.django_db(transaction=True)
def test_values_of_a_statement_are_not_told(spans):
    def ask():
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::text", ["bi-mat"])
            return cursor.fetchone()

    assert in_a_thread(ask) == ("bi-mat",)
    told = [dict(span.attributes) for span in spans()]
    assert "SELECT %s::text" in [facts["db.statement"] for facts in told]
    assert "bi-mat" not in json.dumps(told)


def test_a_job_is_a_span_with_its_name_and_its_error(spans):
    def fail():
        raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        surrounded("test.fails", fail)()

    (span,) = spans()
    assert (span.name, span.status.status_code.name) == ("job test.fails", "ERROR")
    assert span.attributes["messaging.destination.name"] == "test.fails"


@pytest.mark.django_db(transaction=True)
def test_a_job_goes_on_with_the_trace_of_the_request_that_asked_for_it(spans):
    from opentelemetry import trace

    def request_and_job():
        tracer = tracing._PROVIDERS[0].get_tracer("test")
        with tracer.start_as_current_span("request"):
            enqueue("test.traced", number=1)
        (queued,) = ProcrastinateJob.objects.filter(task_name="test.traced")
        assert not trace.get_current_span().get_span_context().is_valid
        return queued.args, surrounded("test.traced", lambda number: number)(**queued.args)

    arguments, answer = in_a_thread(request_and_job)

    told = {span.name: span for span in spans() if span.name in ("request", "job test.traced")}
    request, job = told["request"], told["job test.traced"]
    assert (answer, set(arguments)) == (1, {"number", "_carried"})
    assert job.context.trace_id == request.context.trace_id
    assert job.parent.span_id == request.context.span_id


@pytest.mark.django_db
def test_without_tracing_nothing_goes_with_a_job():
    enqueue("test.untraced", number=1)

    assert ProcrastinateJob.objects.get(task_name="test.untraced").args == {"number": 1}


def test_the_number_of_a_job_in_the_log_is_that_of_its_trace(spans):
    lines = []

    def work():
        record = logging.LogRecord("caicach", logging.INFO, "f", 1, "done", (), None)
        lines.append(
            (json.loads(JsonLines().format(record))["trace"], PlainLines("%(message)s").format(record))
        )

    surrounded("test.works", work)()

    trace = f"{spans()[0].context.trace_id:032x}"
    assert lines == [(trace, f"done trace={trace}")]


def test_the_error_page_and_the_log_carry_the_same_number_also_without_tracing():
    with doing() as now:
        try:
            raise ValueError("internal")
        except ValueError:
            page = failed(RequestFactory().get("/")).content.decode()
        record = logging.LogRecord("django.request", logging.ERROR, "f", 1, "x", (), None)
        line = json.loads(JsonLines().format(record))

    assert f"Mã sự cố: {now.number}" in page
    assert line["trace"] == now.number
    assert number() == ""


class Receiver(BaseHTTPRequestHandler):
    """A collector of OTLP over HTTP that keeps what it is sent."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.sent.append((self.path, self.headers["content-encoding"], body))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def collector():
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        server.sent = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_spans_reach_a_collector_by_otlp(collector, settings, monkeypatch):
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{collector.server_port}")
    settings.TRACING = True

    tracing.start_if_wanted()
    surrounded("test.job", lambda: None)()
    tracing.stop()

    ((path, encoding, body),) = collector.sent
    assert (path, encoding) == ("/v1/traces", None)
    (resource,) = ExportTraceServiceRequest.FromString(body).resource_spans
    names = {a.key: a.value.string_value for a in resource.resource.attributes}
    assert names["service.name"] == "caicach"
    assert [span.name for scope in resource.scope_spans for span in scope.spans] == ["job test.job"]


def test_tracing_that_is_not_wanted_is_not_started(settings):
    settings.TRACING = False

    tracing.start_if_wanted()

    assert tracing.current() == ""
    with tracing.job_span("x", {}):
        assert tracing.current() == ""
