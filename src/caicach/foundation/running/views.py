"""Hệ thống: the machine room for administrators; a sign of life for all; what is said while the database is away."""

import logging
import sys
from secrets import compare_digest

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from caicach.foundation.records.queries import last_known_installation
from caicach.foundation.running import permissions
from caicach.foundation.running.doing import number
from caicach.foundation.running.health import check_all
from caicach.foundation.running.queries import (
    server,
    server_statements,
    slow_statements,
)
from caicach.foundation.running.timing import as_text, timings
from caicach.foundation.ui import page, public

NAMES = {
    "database": "Cơ sở dữ liệu",
    "migrations": "Bảng dữ liệu",
    "workers": "Việc nền",
    "disk": "Ổ đĩa",
    "mail": "Thư điện tử",
    "clock": "Đồng hồ",
    "stamps": "Dấu thời gian",
    "archiving": "Lưu trữ nhật ký giao dịch",
}
TONES = {"ok": ("green", "Tốt"), "warn": ("amber", "Cần chú ý"), "fail": ("red", "Hỏng")}
RETRY_AFTER = "10"  # seconds
_log = logging.getLogger("caicach.running")


@page(permissions.INSPECT)
def system(request: HttpRequest) -> HttpResponse:
    """`/he-thong/`: health, times of requests, the database's own figures."""
    checks = [(NAMES[name], check, *TONES[check.status]) for name, check in check_all().items()]
    about = server()
    values = {
        "checks": checks,
        "timings": timings()[:20],
        "slow": slow_statements(5),
        "tables": about.tables,
        "used": about.used,
        "allowed": about.allowed,
    }
    return render(request, "running/system.html", values)


@page(permissions.INSPECT)
def slow(request: HttpRequest) -> HttpResponse:
    """`/he-thong/cau-lenh/`: statements that take long, with their page or job, and what the server itself counts."""
    values = {
        "kept": slow_statements(),
        "counted": server_statements(),
        "threshold": settings.SLOW_QUERY_MS,
    }
    return render(request, "running/slow.html", values)


@public
def health(request: HttpRequest) -> HttpResponse:
    """`/health`: 200 while pages can be served, 503 while the database is away. Tells strangers nothing more."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "fail"}, status=503)
    return JsonResponse({"status": "ok"})


@public
def metrics(request: HttpRequest) -> HttpResponse:
    """`/health/metrics`: figures for a monitor that shows `CAICACH_METRICS_TOKEN`; 404 for all others."""
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    return HttpResponse(as_text(), content_type="text/plain; version=0.0.4; charset=utf-8")


def failed(request: HttpRequest) -> HttpResponse:
    """What is answered when a view raises: 503 while the database is away, else 500. Asks the database nothing."""
    values = {"incident": number(), "installation": last_known_installation()}
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        connection.close()
        response = HttpResponse(render_to_string("running/away.html", values), status=503)
        response["Retry-After"] = RETRY_AFTER
        return response
    return HttpResponse(render_to_string("500.html", values), status=500)
