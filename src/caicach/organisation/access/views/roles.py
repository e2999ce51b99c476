"""Roles: which permissions each holds."""

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.permissions import declared
from caicach.foundation.ui import action, page
from caicach.organisation.access import forms, operations, permissions
from caicach.organisation.access.models import Grant, Role
from caicach.organisation.access.queries import live
from caicach.organisation.access.views.users import refused_by

APPS = {
    "access": "Tài khoản, phân quyền", "api": "Kết nối API", "assignments": "Nhiệm vụ được giao",
    "audit": "Nhật ký", "files": "Tệp", "indicators": "Chỉ tiêu", "jobs": "Việc nền", "legislation": "Văn bản",
    "measures": "Số đo", "notices": "Thông báo, đôn đốc", "papers": "Văn bản in", "personnel": "Nhân sự",
    "plans": "Chương trình, kế hoạch", "running": "Vận hành", "search": "Tìm kiếm",
    "units": "Cơ quan, đơn vị", "workspace": "Tổng quan", "worktime": "Lịch làm việc",
}  # fmt: skip


def grouped(chosen: Any) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """All permissions by app: (app, [(code, label, chosen)])."""
    groups: dict[str, list[tuple[str, str, bool]]] = {}
    for code, label in declared().items():
        app = code.partition(".")[0]
        groups.setdefault(APPS.get(app, app), []).append((code, label, code in chosen))
    return sorted(groups.items())


@page(permissions.VIEW)
def role_list(request: HttpRequest) -> HttpResponse:
    """Các vai trò: how many permissions, how many people hold each."""
    held = Grant.objects.filter(live(timezone.localdate())).values_list("role")
    counts = dict(held.annotate(people=Count("user", distinct=True)).order_by())
    rows = [(role, counts.get(role.pk, 0)) for role in Role.objects.order_by("position", "name")]
    return render(
        request, "access/roles.html", {"rows": rows, "may_change": request.actor.may(permissions.ROLES)}
    )


def _require_everywhere(request: HttpRequest) -> None:
    """Roles are everybody's: only who may change them everywhere sees these pages."""
    if not request.actor.may(permissions.ROLES):
        raise Http404


@action(permissions.ROLES, form=True)
def role(request: HttpRequest, code: str) -> HttpResponse:
    """Sửa vai trò: the set of permissions with their words."""
    _require_everywhere(request)
    shown = get_object_or_404(Role, code=code)
    form = forms.RoleForm(
        request.POST or None,
        initial={
            "name": shown.name,
            "note": shown.note,
            "codes": shown.permissions,
            "revision": shown.revision,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_role(role=shown, **form.cleaned_data, by=request.actor, at=timezone.now())
        except Refused as refused:
            refused_by(form, refused)
        else:
            return redirect("access:roles")
    chosen = form["codes"].value() or []
    context = {"form": form, "role": shown, "groups": grouped(chosen), "title": f"Vai trò: {shown.name}"}
    return render(request, "access/role.html", context | {"back": reverse("access:roles")})


@action(permissions.ROLES, form=True)
def add(request: HttpRequest) -> HttpResponse:
    """Thêm vai trò của tỉnh."""
    _require_everywhere(request)
    form = forms.NewRoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {key: form.cleaned_data[key] for key in ("code", "name", "note", "codes")}
        try:
            operations.create_role(**values, by=request.actor, at=timezone.now())
        except Refused as refused:
            refused_by(form, refused)
        else:
            return redirect("access:roles")
    chosen = form["codes"].value() or []
    context = {
        "form": form,
        "groups": grouped(chosen),
        "title": "Thêm vai trò",
        "back": reverse("access:roles"),
    }
    return render(request, "access/role.html", context)
