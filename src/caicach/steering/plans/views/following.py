"""Actions while a plan runs: progress reports and their confirmation, money decisions."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from caicach.foundation.files.operations import attach
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.text import whole_number
from caicach.foundation.records import Ref
from caicach.foundation.ui import action, revision_of
from caicach.steering.indicators.rules.numbers import NumberError, parse_number
from caicach.steering.plans import permissions
from caicach.steering.plans.models import Progress
from caicach.steering.plans.operations import money, progress
from caicach.steering.plans.queries.shown import shown
from caicach.steering.plans.states import MoneyStage


def number_from(request: HttpRequest, field: str, label: str) -> Decimal:
    """A Vietnamese number of the form ("2,5", "1.234", "100%"). Raises Refused naming the field."""
    try:
        return parse_number(request.POST.get(field, "").replace("%", ""))
    except NumberError as error:
        raise Refused(f"“{label}” phải là số, ví dụ 1.234 hoặc 2,5.", field=field) from error


def _uuid(request: HttpRequest, field: str) -> UUID:
    try:
        return UUID(request.POST.get(field, ""))
    except ValueError as error:
        raise Http404 from error


@action(permissions.REPORT)
def report_progress(request: HttpRequest, code: str, origin: UUID) -> HttpResponse:
    """Gửi báo cáo tiến độ một nhiệm vụ."""
    found = shown(code, request.actor, part=True)
    percent = number_from(request, "percent", "Tỷ lệ hoàn thành")
    if percent != int(percent):
        raise Refused("Tỷ lệ hoàn thành là số nguyên từ 0 đến 100.", field="percent")
    report = progress.report_progress(
        plan=found.plan,
        origin=origin,
        unit_id=_uuid(request, "unit"),
        percent=int(percent),
        text=request.POST.get("text", ""),
        period=request.POST.get("period", ""),
        blocked="blocked" in request.POST,
        because=request.POST.get("because", ""),
        by=request.actor,
        at=timezone.now(),
    )
    for file in request.FILES.getlist("evidence"):
        attach(
            ref=Ref("plans.progress", report.pk),
            content=file,
            name=file.name,
            by=request.actor,
            at=report.reported_at,
        )
    messages.success(request, "Đã gửi báo cáo tiến độ, chờ xác nhận.")
    return redirect("plans:task", code, origin)


def _report(request: HttpRequest, code: str, pk: UUID) -> Progress:
    found = shown(code, request.actor, part=True)
    rows = (
        Progress.objects.visible_to(request.actor) if found.areas_only is not None else Progress.objects.all()
    )
    return get_object_or_404(rows, plan=found.plan, pk=pk)


@action(permissions.CONFIRM)
def confirm_progress(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Xác nhận báo cáo tiến độ."""
    report = _report(request, code, pk)
    progress.confirm_progress(
        progress=report, revision=revision_of(request), by=request.actor, at=timezone.now()
    )
    messages.success(request, "Đã xác nhận báo cáo tiến độ.")
    return redirect("plans:task", code, report.origin)


@action(permissions.CONFIRM)
def return_progress(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Trả lại báo cáo tiến độ, nêu lý do."""
    report = _report(request, code, pk)
    progress.return_progress(
        progress=report,
        reason=request.POST.get("reason", ""),
        revision=revision_of(request),
        by=request.actor,
        at=timezone.now(),
    )
    messages.success(request, "Đã trả lại báo cáo để hoàn thiện.")
    return redirect("plans:task", code, report.origin)


@action(permissions.MONEY)
def record_money(request: HttpRequest, code: str, origin: UUID) -> HttpResponse:
    """Ghi thẩm định, giao dự toán hoặc kinh phí thực hiện."""
    found = shown(code, request.actor)
    stages = {s.value for s in MoneyStage} - {MoneyStage.ESTIMATE.value}
    stage, year = request.POST.get("stage", ""), whole_number(request.POST.get("year", ""))
    if stage not in stages or year is None:
        raise Refused("Hãy chọn bước và năm.", field="stage")
    try:
        decided_on = date.fromisoformat(request.POST.get("decided_on", ""))
    except ValueError as error:
        raise Refused("Ngày quyết định không hợp lệ.", field="decided_on") from error
    money.record_money(
        plan=found.plan,
        origin=origin,
        year=year,
        stage=MoneyStage(stage),
        amount=number_from(request, "amount", "Số tiền"),
        source=request.POST.get("source", "").strip() or "ngân sách địa phương",
        decided_by=request.POST.get("decided_by", ""),
        document_number=request.POST.get("document_number", ""),
        decided_on=decided_on,
        by=request.actor,
        at=timezone.now(),
    )
    messages.success(request, "Đã ghi kinh phí.")
    return redirect("plans:activity", code, origin)
