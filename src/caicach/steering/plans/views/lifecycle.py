"""A plan begins, is published, adjusted, issued; its versions side by side."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from caicach.foundation.audit.sensitive import Way, looked_at, sensitive
from caicach.foundation.files.answering import file_answer
from caicach.foundation.files.models import StoredFile
from caicach.foundation.files.operations import store
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.text import fold, whole_number
from caicach.foundation.ui import action, page
from caicach.organisation.units.queries import nearest_version
from caicach.steering.plans import permissions
from caicach.steering.plans.forms import IssueForm, ReasonForm, StartForm, plan_code
from caicach.steering.plans.models import Plan
from caicach.steering.plans.operations import cascade, drafting, publishing
from caicach.steering.plans.queries.comparison import changes
from caicach.steering.plans.queries.shown import shown
from caicach.steering.plans.states import PlanKind
from caicach.steering.plans.views.frame import context, opened
from caicach.steering.plans.views.trail import trail
from caicach.work.assignments.states import AREAS

FIELD_LABELS = {
    "code": "STT",
    "text": "nội dung",
    "name": "tên hoạt động",
    "product": "sản phẩm",
    "lead_text": "cơ quan chủ trì",
    "coordinating_text": "cơ quan phối hợp",
    "due_text": "thời gian",
    "weight": "tỷ trọng (%)",
    "due_on": "thời gian hoàn thành",
    "money": "kinh phí",
    "amount": "khái toán",
    "formula": "cách tính",
    "area_code": "nội dung CCHC",
    "block": "khối",
    "binds_group": "nhóm thực hiện",
}


@action(permissions.EDIT, form=True)
def start(request: HttpRequest) -> HttpResponse:
    """Lập kế hoạch năm: empty, or from last year's with its unfinished tasks."""
    form = StartForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            version = _start(request, form)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, "Đã tạo bản dự thảo.")
            return redirect(reverse("plans:annex", args=[version.plan.code]) + "?ban=du-thao")
    return render(
        request,
        "ui/form.html",
        {
            "form": form,
            "title": "Lập kế hoạch cải cách hành chính năm",
            "trail": trail(),
            "button": "Tạo bản dự thảo",
            "back": reverse("plans:list"),
        },
    )


def _start(request: HttpRequest, form: StartForm) -> object:
    unit, year = UUID(form.cleaned_data["unit"]), form.cleaned_data["year"]
    today = timezone.localdate()
    called = nearest_version(unit, today)
    code = plan_code(slugify(fold(called.own_code or called.agency_code or called.name))[:60], year)
    previous = (
        Plan.objects.filter(
            unit_id=unit, kind=PlanKind.YEARLY_PLAN, first_year=year - 1, current__isnull=False
        )
        .order_by("archived")
        .first()
    )
    title = form.cleaned_data["title"] or f"Kế hoạch cải cách hành chính năm {year}"
    common = {"code": code, "title": title, "by": request.actor, "at": timezone.now()}
    if form.cleaned_data["carry"]:
        if previous is None:
            raise Refused(f"Chưa có kế hoạch năm {year - 1} đã ban hành để lập tiếp.", field="carry")
        return cascade.start_from_last_year(previous=previous, **common)
    return drafting.create_plan(
        kind=PlanKind.YEARLY_PLAN,
        unit_id=unit,
        first_year=year,
        last_year=year,
        previous=previous,
        areas=AREAS,
        **common,
    )


@sensitive("plans.plan", Way.EXPORT)
@action(permissions.PUBLISH, form=True)
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Ban hành bản dự thảo, after a confirmation: it cannot be undone."""
    found = opened(request, code, draft=True)
    back = reverse("plans:annex", args=[code]) + "?ban=du-thao"
    if not found.is_draft:
        raise Refused("Kế hoạch không có bản dự thảo.")
    if request.method == "POST":
        publishing.publish(version=found.version, by=request.actor, at=timezone.now())
        messages.success(request, "Đã ban hành. Ghi số, ngày sau khi văn thư cấp số.")
        return redirect("plans:overview", code)
    counts = (
        found.version.objectives.count(),
        found.version.tasks.count(),
        found.version.tasks.filter(lead_unit=None, binds_group="").count(),
    )
    return render(
        request,
        "ui/confirm.html",
        {
            "title": "Ban hành kế hoạch",
            "trail": trail(found.plan),
            "text": f"Ban hành “{found.plan.title}” với {counts[0]} mục tiêu, {counts[1]} nhiệm vụ?",
            "consequences": [
                "Sau khi ban hành, nội dung không sửa được; chỉ thay đổi bằng điều chỉnh, bổ sung.",
                *([f"{counts[2]} nhiệm vụ chưa xác định được cơ quan chủ trì."] if counts[2] else []),
            ],
            "button": "Ban hành",
            "back": back,
            "danger": False,
        },
    )


@sensitive("plans.plan", Way.EXPORT)
@action(permissions.EDIT, form=True)
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Hủy bản dự thảo, after a confirmation."""
    found = opened(request, code, draft=True)
    if not found.is_draft:
        raise Refused("Kế hoạch không có bản dự thảo.")
    if request.method == "POST":
        drafting.discard_draft(version=found.version, by=request.actor, at=timezone.now())
        messages.success(request, "Đã hủy bản dự thảo.")
        return redirect("plans:list")
    return render(
        request,
        "ui/confirm.html",
        {
            "title": "Hủy bản dự thảo",
            "trail": trail(found.plan),
            "text": f"Hủy bản dự thảo của “{found.plan.title}”?",
            "consequences": ["Mọi nội dung đã soạn trong bản dự thảo sẽ mất."],
            "button": "Hủy bản dự thảo",
            "back": reverse("plans:annex", args=[code]) + "?ban=du-thao",
        },
    )


@action(permissions.EDIT, form=True)
def revise(request: HttpRequest, code: str) -> HttpResponse:
    """Mở điều chỉnh, bổ sung kế hoạch đã ban hành."""
    found = shown(code, request.actor)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        drafting.open_revision(
            plan=found.plan, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now()
        )
        return redirect(reverse("plans:annex", args=[code]) + "?ban=du-thao")
    return render(
        request,
        "ui/form.html",
        {
            "form": form,
            "title": "Điều chỉnh, bổ sung kế hoạch",
            "trail": trail(found.plan),
            "intro": "Bản đang có hiệu lực giữ nguyên cho đến khi ban hành bản dự thảo.",
            "button": "Mở bản dự thảo",
            "back": reverse("plans:annex", args=[code]),
        },
    )


@action(permissions.ISSUE, form=True)
def issue(request: HttpRequest, code: str) -> HttpResponse:
    """Ghi số, ký hiệu, ngày và bản ký số của văn bản đã ban hành."""
    found = shown(code, request.actor)
    form = IssueForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                _record_issue(request, found.version, form)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, "Đã ghi số, ngày ban hành.")
            return redirect("plans:overview", code)
    return render(
        request,
        "ui/form.html",
        {
            "form": form,
            "title": "Ghi số, ngày ban hành",
            "trail": trail(found.plan),
            "intro": "Ghi theo bản văn thư đã phát hành. Nội dung kế hoạch không thay đổi.",
            "button": "Ghi",
            "back": reverse("plans:overview", args=[code]),
            "multipart": True,
        },
    )


def _record_issue(request: HttpRequest, version: object, form: IssueForm) -> None:
    given, at = form.cleaned_data, timezone.now()
    signed = given["signed"]
    stored = store(content=signed, name=signed.name, by=request.actor, at=at)[0] if signed else None
    publishing.record_issue(
        version=version,
        number=given["number"],
        issued_on=given["issued_on"],
        signed_file=stored.pk if stored else None,
        by=request.actor,
        at=at,
    )


@sensitive("plans.plan", Way.DOWNLOAD)
@page(permissions.VIEW)
def signed_paper(request: HttpRequest, code: str, ordinal: int) -> HttpResponse:
    """Bản ký số: the signed PDF of an issued version."""
    plan = opened(request, code).plan
    issued = plan.versions.filter(published_at__isnull=False, signed_file__isnull=False)
    version = get_object_or_404(issued, ordinal=ordinal)
    stored = get_object_or_404(StoredFile, pk=version.signed_file)
    looked_at(request, "plans.plan", plan.pk, unit_id=plan.unit_id, version=str(ordinal))
    if not stored.is_openable:
        raise Refused("Tệp đang chờ quét mã độc, chưa mở được. Hãy thử lại sau ít phút.")
    return file_answer(
        stored.sha256, f"{version.number or plan.code}.pdf".replace("/", "-"), stored.media_type
    )


@sensitive("plans.plan", Way.EXPORT)
@page(permissions.VIEW)
def versions(request: HttpRequest, code: str) -> HttpResponse:
    """Các lần ban hành, and what a later one changes against an earlier one."""
    found = opened(request, code)
    listed = [v for v in found.plan.versions.order_by("ordinal") if v.is_published or found.may_edit]
    by_number = {v.ordinal: v for v in listed}
    newer = by_number.get(_number(request, "den"), listed[-1])
    older = by_number.get(_number(request, "tu")) or (listed[-2] if len(listed) > 1 else None)
    differences = changes(older, newer) if older and older != newer else []
    return render(
        request,
        "plans/versions.html",
        context(
            found,
            "phien-ban",
            listed=listed,
            older=older,
            newer=newer,
            differences=[
                (d, [(FIELD_LABELS[f], b, a) for f, (b, a) in d.fields.items()]) for d in differences
            ],
        ),
    )


def _number(request: HttpRequest, key: str) -> int:
    number = whole_number(request.GET.get(key, ""))
    return -1 if number is None else number
