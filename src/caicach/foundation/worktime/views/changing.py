"""What administrators change: notices, own days, office hours."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.ui import action

from .. import operations, permissions
from ..forms import LocalDaysForm, NoticeForm, OfficeHoursForm, RevisionForm
from ..models import LocalDays, WorkCalendar, YearNotice
from ..queries import Impact, impact_of_publishing, year_days
from ..rules import day_text, differences
from ..rules.reading import named_days_text
from .reading import editable_units, local_days_context, office_hours_context, rights


def _draft(pk: UUID) -> YearNotice:
    return get_object_or_404(YearNotice.objects.select_related("calendar"), pk=pk, published_at=None)


def _at_unit(form: LocalDaysForm | OfficeHoursForm) -> UUID | None:
    text = form.cleaned_data["at_unit"]
    return UUID(text) if text else None


@action(permissions.MANAGE)
def begin(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Soạn thông báo của một năm."""
    row = get_object_or_404(WorkCalendar, code=code)
    draft = operations.draft_notice(calendar=row, year=year, by=request.actor, at=timezone.now())
    return redirect("worktime:edit", pk=draft.pk)


@action(permissions.MANAGE, form=True)
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sửa bản dự thảo thông báo."""
    draft = _draft(pk)
    days = year_days(draft)
    initial = {
        "paper": draft.paper,
        "source": draft.source,
        "verification": draft.verification,
        "off": named_days_text(dict(days.off)),
        "makeup": named_days_text(dict(days.makeup)),
        "revision": draft.revision,
    }
    form = NoticeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _save(request, draft, form):
        if "publish" in request.POST:
            return redirect("worktime:publish", pk=draft.pk)
        messages.success(request, "Đã lưu bản dự thảo.")
        return redirect("worktime:edit", pk=draft.pk)
    return render(
        request,
        "worktime/edit.html",
        {"draft": draft, "form": form, "findings": differences(days), **rights(request)},
    )


def _save(request: HttpRequest, draft: YearNotice, form: NoticeForm) -> bool:
    given = form.cleaned_data
    content = operations.NoticeInput(
        given["paper"], given["source"], given["verification"], given["off"], given["makeup"]
    )
    try:
        operations.edit_notice(
            notice=draft, revision=given["revision"], content=content, by=request.actor, at=timezone.now()
        )
    except Refused as refused:
        form.add_error("off" if refused.field == "days" else None, refused.message)
        return False
    return True


@action(permissions.MANAGE, form=True)
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Công bố thông báo, after a look at what it changes."""
    draft = _draft(pk)
    form = RevisionForm(request.POST or None, initial={"revision": draft.revision})
    if request.method == "POST" and form.is_valid():
        operations.publish_notice(
            notice=draft, revision=form.cleaned_data["revision"], by=request.actor, at=timezone.now()
        )
        messages.success(
            request, f"Đã công bố lịch nghỉ năm {draft.year} và tính lại các thời hạn liên quan."
        )
        return redirect(f"{reverse('worktime:year')}?nam={draft.year}&lich={draft.calendar.code}")
    return render(
        request,
        "ui/confirm.html",
        {
            "title": f"Công bố lịch nghỉ năm {draft.year}",
            "text": f"Văn bản: {draft.paper or 'chưa ghi'}. Thông báo đã công bố thì không sửa được nữa; "
            "nếu có thay đổi phải công bố bản điều chỉnh.",
            "consequences": _consequences(impact_of_publishing(draft), draft),
            "button": "Công bố và tính lại thời hạn",
            "back": reverse("worktime:edit", args=[draft.pk]),
            "form": form,
        },
    )


def _consequences(impact: Impact, draft: YearNotice) -> list[str]:
    days = year_days(draft)
    lines = [
        f"{len(days.off)} ngày nghỉ, {len(days.makeup)} ngày làm bù.",
        f"{len(impact.affected)} việc đang mở có thời hạn dựa vào các ngày thay đổi sẽ được tính lại, "
        f"trong đó {len(impact.moved)} việc đổi ngày hết hạn.",
    ]
    lines += [
        f"{item.kind.label}: từ {day_text(item.span.due_on)} thành {day_text(item.after.due_on)}."
        for item in impact.moved[:10]
    ]
    if len(impact.moved) > 10:
        lines.append(f"… và {len(impact.moved) - 10} việc khác (xem đủ trong nhật ký tính lại).")
    return lines


@action(permissions.MANAGE)
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Bỏ bản dự thảo."""
    draft = _draft(pk)
    operations.discard_draft(notice=draft, by=request.actor, at=timezone.now())
    messages.success(request, f"Đã bỏ bản dự thảo lịch nghỉ năm {draft.year}.")
    return redirect("worktime:notices")


@action(permissions.EDIT)
def add_local_days(request: HttpRequest, code: str) -> HttpResponse:
    """Khai ngày riêng."""
    row = get_object_or_404(WorkCalendar, code=code)
    form = LocalDaysForm(request.POST, units=editable_units(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            operations.add_local_days(
                calendar=row,
                unit_id=_at_unit(form),
                since=given["since"],
                until=given["until"],
                hours=given["hours"],
                counts=given["counts"],
                reason=given["reason"],
                by=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, "Đã ghi ngày riêng và tính lại các thời hạn liên quan.")
            return redirect(f"{reverse('worktime:local_days')}?lich={row.code}")
    return render(request, "worktime/local_days.html", local_days_context(request, row, form), status=422)


@action(permissions.EDIT, form=True)
def withdraw_local_days(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Rút ngày riêng."""
    days = get_object_or_404(LocalDays.objects.select_related("calendar"), pk=pk, withdrawn_at=None)
    if not permissions.may_change(request.actor, days.unit_id):
        raise Http404
    back = f"{reverse('worktime:local_days')}?lich={days.calendar.code}"
    form = RevisionForm(request.POST or None, initial={"revision": days.revision})
    if request.method == "POST" and form.is_valid():
        operations.withdraw_local_days(
            days=days, revision=form.cleaned_data["revision"], by=request.actor, at=timezone.now()
        )
        messages.success(request, "Đã rút ngày riêng và tính lại các thời hạn liên quan.")
        return redirect(back)
    return render(
        request,
        "ui/confirm.html",
        {
            "title": "Rút ngày riêng",
            "text": f"{days.reason}, từ {day_text(days.during.lower)}.",
            "consequences": [
                "Lịch chung áp dụng trở lại cho các ngày này.",
                "Các thời hạn liên quan được tính lại.",
            ],
            "button": "Rút ngày riêng",
            "back": back,
            "form": form,
        },
    )


@action(permissions.EDIT)
def set_office_hours(request: HttpRequest, code: str) -> HttpResponse:
    """Đặt giờ làm việc."""
    row = get_object_or_404(WorkCalendar, code=code)
    form = OfficeHoursForm(request.POST, units=editable_units(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            operations.set_office_hours(
                calendar=row,
                unit_id=_at_unit(form),
                since=given["since"],
                week=form.week,
                counted=form.counted,
                cut_off=given["cut_off"],
                reason=given["reason"],
                by=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, "Đã đặt giờ làm việc và tính lại các thời hạn liên quan.")
            return redirect(f"{reverse('worktime:office_hours')}?lich={row.code}")
    return render(request, "worktime/office_hours.html", office_hours_context(request, row, form), status=422)
