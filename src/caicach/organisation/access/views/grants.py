"""Grants, why somebody may do something, support elevation, and the unit one works for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from caicach.foundation.audit.sensitive import sensitive
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.ui import action, page
from caicach.organisation.access import forms, operations, permissions
from caicach.organisation.access import queries as access_queries
from caicach.organisation.access.middleware import ACTING_KEY, UNIT_KEY
from caicach.organisation.access.models import Grant, User
from caicach.organisation.access.queries import visible_grants, visible_users
from caicach.organisation.access.views.users import refused_by, trail
from caicach.organisation.units.queries import names


@sensitive("access.user")
@action(permissions.MANAGE, form=True)
def add(request: HttpRequest, pk: Any) -> HttpResponse:
    """Phân quyền cho một tài khoản; also to somebody of another unit who comes to work here."""
    user = get_object_or_404(User.objects.select_related("person"), pk=pk)
    if not visible_users(request.actor).filter(pk=user.pk).exists():
        raise Http404
    form = forms.GrantForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data | {"unit": form.cleaned_data["unit"].unit}
        try:
            operations.grant_role(user=user, **values, by=request.actor, at=timezone.now())
        except Refused as refused:
            refused_by(form, refused)
        else:
            return redirect("access:user", user.pk)
    back = reverse("access:user", args=[user.pk])
    context = {
        "form": form,
        "title": f"Phân quyền: {user.display_name}",
        "trail": trail(user),
        "back": back,
        "button": "Cấp quyền",
    }
    return render(request, "ui/form.html", context)


@action(permissions.MANAGE, form=True)
def end(request: HttpRequest, pk: Any) -> HttpResponse:
    """Thu hồi quyền."""
    found = visible_grants(request.actor, permissions.MANAGE).select_related("user__person", "role")
    grant = get_object_or_404(found, pk=pk, ended_at__isnull=True)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.end_grant(
            grant=grant, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now()
        )
        messages.success(request, "Đã thu hồi quyền.")
        return redirect("access:user", grant.user_id)
    context = {
        "title": f"Thu hồi quyền của {grant.user.display_name}",
        "trail": trail(grant.user),
        "text": f"Vai trò “{grant.role.name}” tại {names([grant.unit_id], timezone.localdate())[grant.unit_id]}.",
        "consequences": [
            "Có hiệu lực ngay, kể cả với phiên đang mở.",
            "Dòng phân quyền được giữ làm lịch sử.",
        ],
        "form": form,
        "button": "Thu hồi",
        "back": reverse("access:user", args=[grant.user_id]),
    }
    return render(request, "ui/confirm.html", context)


@sensitive("access.user")
@page(permissions.VIEW)
def explain(request: HttpRequest) -> HttpResponse:
    """Ai được làm gì, vì sao: a decision taken apart, grant by grant."""
    form = forms.ExplainForm(request.GET or None)
    context: dict[str, Any] = {"form": form}
    if request.GET and form.is_valid():
        wanted, at = form.cleaned_data, timezone.now()
        user = visible_users(request.actor).filter(username__iexact=wanted["nguoi_dung"]).first()
        if user is None:
            form.add_error("nguoi_dung", "Không tìm thấy tài khoản này trong các đơn vị bạn quản trị.")
        else:
            unit = wanted["don_vi"].unit_id if wanted["don_vi"] else None
            decision = access_queries.explain(
                user, wanted["quyen"], unit=unit, area=wanted["noi_dung"], on=timezone.localdate(at), at=at
            )
            called = names({reason.grant.unit_id for reason in decision.reasons}, timezone.localdate(at))
            context |= {
                "decision": decision,
                "asked": user,
                "label": dict(form.fields["quyen"].choices)[wanted["quyen"]],
                "unit": wanted["don_vi"],
                "lines": [(reason, called.get(reason.grant.unit_id, "")) for reason in decision.reasons],
            }
    return render(request, "access/explain.html", context)


@action(permissions.ELEVATE, form=True)
def elevations(request: HttpRequest) -> HttpResponse:
    """Nâng quyền tạm thời để hỗ trợ; below the form, who did so before."""
    at = timezone.now()
    form = forms.ElevateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data | {"unit": form.cleaned_data["unit"].unit}
        try:
            operations.elevate(**values, by=request.actor, at=at)
        except Refused as refused:
            refused_by(form, refused)
        else:
            messages.success(request, "Đã nâng quyền tạm thời. Mọi việc làm được ghi kèm lý do.")
            return redirect("access:elevate")
    past = visible_grants(request.actor).filter(expires_at__isnull=False)
    rows = list(past.select_related("user__person", "role").order_by("-expires_at")[:50])
    called = names({row.unit_id for row in rows}, timezone.localdate(at))
    lines = [(row, called.get(row.unit_id, ""), row.ended_at is None and row.expires_at > at) for row in rows]
    return render(request, "access/elevate.html", {"form": form, "lines": lines})


@action(permissions.ELEVATE)
def end_elevation(request: HttpRequest, pk: Any) -> HttpResponse:
    """Kết thúc nâng quyền sớm."""
    own = Grant.objects.filter(user=request.user, expires_at__isnull=False)
    grant = get_object_or_404(own, pk=pk)
    operations.end_grant(grant=grant, reason="", by=request.actor, at=timezone.now())
    return redirect("access:elevate")


@action()
def switch(request: HttpRequest) -> HttpResponse:
    """Chuyển đơn vị đang làm việc, hoặc làm thay một người vắng mặt, without signing out."""
    chosen, acting = request.POST.get("unit", ""), request.POST.get("acting")
    if chosen:
        try:
            unit = UUID(chosen)
        except ValueError as error:
            raise Http404 from error
        if unit not in request.standing.units:
            raise Http404
        request.session[UNIT_KEY] = str(unit)
    if acting is not None:
        request.session[ACTING_KEY] = acting[:40]
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "/")
