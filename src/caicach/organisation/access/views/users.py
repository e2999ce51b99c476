"""Accounts: list, page, create, close, reset, import; the sign-in log."""

from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from caicach.foundation.audit.sensitive import sensitive
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.text import fold
from caicach.foundation.papers.sheets import write_table
from caicach.foundation.ui import action, page
from caicach.organisation.access import forms, operations, permissions
from caicach.organisation.access.links import password_link
from caicach.organisation.access.models import Grant, Role, SignIn, User
from caicach.organisation.access.operations.importing import COLUMNS
from caicach.organisation.access.queries import live, visible_grants, visible_users
from caicach.organisation.personnel.operations import appoint, create_person
from caicach.organisation.units.queries import names

PER_PAGE = 30
SHOWN_ERRORS = 100


def user_or_404(request: HttpRequest, pk: Any, permission: str = permissions.VIEW) -> User:
    """The account, if the actor may see or administer it."""
    return get_object_or_404(visible_users(request.actor, permission).select_related("person"), pk=pk)


def trail(shown: User | None = None) -> list[tuple[str, str]]:
    """The way up from a form: administration, the accounts, and the one that it is about."""
    steps = [("Quản trị", reverse("access:home")), ("Tài khoản", reverse("access:users"))]
    return [*steps, (shown.display_name, reverse("access:user", args=[shown.pk]))] if shown else steps


def refused_by(form: django_forms.Form, refused: Refused) -> None:
    """Show a refusal at its field."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)


@page(permissions.VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """Quản trị: where to go, and what stands out."""
    at = timezone.now()
    seen = visible_users(request.actor)
    elevated = visible_grants(request.actor).filter(expires_at__gt=at, ended_at__isnull=True)
    context = {
        "accounts": seen.filter(is_active=True).count(),
        "without": _without_grants(seen).count(),
        "elevated": elevated.select_related("user__person", "role").order_by("expires_at"),
        "failed": SignIn.objects.filter(outcome="failed", at__gte=at - timedelta(days=1)).count(),
        "may": {
            "roles": request.actor.has(permissions.ROLES),
            "elevate": request.actor.has(permissions.ELEVATE),
            "sign_ins": request.actor.has(permissions.SIGN_INS),
            "manage": request.actor.has(permissions.MANAGE),
        },
        "role_count": Role.objects.count(),
    }
    return render(request, "access/home.html", context)


def _without_grants(users: QuerySet[User]) -> QuerySet[User]:
    granted = Grant.objects.filter(live(timezone.localdate()), user=OuterRef("pk"))
    return users.filter(~Exists(granted), is_active=True)


@sensitive("access.user")
@page(permissions.VIEW)
def user_list(request: HttpRequest) -> HttpResponse:
    """Danh sách tài khoản."""
    form = forms.UserFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = _filtered(visible_users(request.actor), wanted).select_related("person").order_by("username")
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    on = timezone.localdate()
    grants = Grant.objects.filter(live(on), user__in=[user.pk for user in shown]).select_related("role")
    by_user: dict[Any, list[Grant]] = {}
    for grant in grants:
        by_user.setdefault(grant.user_id, []).append(grant)
    called = names({grant.unit_id for grant in grants}, on)
    rows = [(user, [(g, called.get(g.unit_id, "")) for g in by_user.get(user.pk, [])]) for user in shown]
    context = {
        "form": form,
        "rows": rows,
        "users": shown,
        "may_manage": request.actor.has(permissions.MANAGE),
    }
    return render(request, "access/users.html", context)


def _filtered(users: QuerySet[User], wanted: dict[str, str]) -> QuerySet[User]:
    for word in fold(wanted.get("tim", "")).split():
        users = users.filter(Q(username__icontains=word) | Q(person__folded__contains=word))
    if role := wanted.get("vai_tro"):
        held = Grant.objects.filter(live(timezone.localdate()), role__code=role, user=OuterRef("pk"))
        users = users.filter(Exists(held))
    if state := wanted.get("tinh_trang"):
        users = _without_grants(users) if state == "trong" else users.filter(is_active=state == "mo")
    return users


@sensitive("access.user")
@page(permissions.VIEW)
def user(request: HttpRequest, pk: Any) -> HttpResponse:
    """Trang tài khoản: grants now and before, sign-ins, what the administrator may do."""
    at = timezone.now()
    steps = Count("authenticator", filter=~Q(authenticator__type="recovery_codes"))
    found = visible_users(request.actor).select_related("person").annotate(steps=steps)
    shown = get_object_or_404(found, pk=pk)
    known = shown.grants.select_related("role", "post").annotate(in_force=live(timezone.localdate(at), at))
    grants = list(known.order_by("ended_at", "-during", "pk"))
    called = names({grant.unit_id for grant in grants}, timezone.localdate(at))
    may = request.actor.may
    lines = [
        (g, called.get(g.unit_id, ""), g.in_force, may(permissions.MANAGE, at_unit=g.unit_id)) for g in grants
    ]
    context = {
        "user": shown,
        "lines": sorted(lines, key=lambda line: not line[2]),
        "sign_ins": shown.sign_ins.order_by("-at")[:10],
        "steps": shown.steps,
        "may_manage": visible_users(request.actor, permissions.MANAGE).filter(pk=shown.pk).exists(),
        "is_self": shown.pk == request.actor.user_id,
    }
    return render(request, "access/user.html", context)


@action(permissions.MANAGE, form=True)
def add(request: HttpRequest) -> HttpResponse:
    """Thêm tài khoản: person, post, account and first grant in one go."""
    form = forms.NewUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _add(request, form.cleaned_data)
        except Refused as refused:
            refused_by(form, refused)
        else:
            messages.success(
                request, "Đã tạo tài khoản; đường dẫn đặt mật khẩu được gửi tới thư điện tử (nếu có)."
            )
            return redirect("access:user", made.pk)
    context = {
        "form": form,
        "title": "Thêm tài khoản",
        "trail": trail(),
        "back": reverse("access:users"),
        "button": "Tạo tài khoản",
    }
    return render(request, "ui/form.html", context)


@transaction.atomic
def _add(request: HttpRequest, values: dict[str, Any]) -> User:
    """All or nothing: a refused grant leaves no person behind."""
    by, at, on = request.actor, timezone.now(), timezone.localdate()
    unit = values["unit"].unit
    person = create_person(
        full_name=values["full_name"], email=values["email"], unit_id=unit.pk, by=by, at=at
    )
    post = appoint(person=person, unit=unit, title=values["title"], since=on, by=by, at=at)
    made = operations.create_user(
        username=values["username"], email=values["email"], person=person, by=by, at=at
    )
    operations.grant_role(user=made, role=values["role"], unit=unit, since=on, post=post, by=by, at=at)
    return made


@sensitive("access.user")
@action(permissions.MANAGE, form=True)
def change(request: HttpRequest, pk: Any) -> HttpResponse:
    """Sửa tên đăng nhập, thư điện tử."""
    shown = user_or_404(request, pk, permissions.MANAGE)
    form = forms.UserForm(request.POST or None, initial={"username": shown.username, "email": shown.email})
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_user(user=shown, **form.cleaned_data, by=request.actor, at=timezone.now())
        except Refused as refused:
            refused_by(form, refused)
        else:
            return redirect("access:user", shown.pk)
    back = reverse("access:user", args=[shown.pk])
    context = {"form": form, "title": f"Sửa tài khoản {shown}", "back": back, "trail": trail(shown)}
    return render(request, "ui/form.html", context)


@sensitive("access.user")
@action(permissions.MANAGE, form=True)
def close(request: HttpRequest, pk: Any) -> HttpResponse:
    """Khóa tài khoản."""
    shown = user_or_404(request, pk, permissions.MANAGE)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.deactivate(
            user=shown, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now()
        )
        messages.success(request, "Đã khóa tài khoản.")
        return redirect("access:user", shown.pk)
    context = {
        "title": f"Khóa tài khoản {shown}",
        "trail": trail(shown),
        "text": f"{shown.display_name} sẽ không đăng nhập được nữa.",
        "consequences": ["Phiên đang mở kết thúc ngay.", "Lịch sử, nhật ký được giữ nguyên. Có thể mở lại."],
        "form": form,
        "button": "Khóa tài khoản",
        "back": reverse("access:user", args=[shown.pk]),
    }
    return render(request, "ui/confirm.html", context)


@action(permissions.MANAGE)
def reopen(request: HttpRequest, pk: Any) -> HttpResponse:
    """Mở lại tài khoản."""
    shown = user_or_404(request, pk, permissions.MANAGE)
    operations.reactivate(user=shown, by=request.actor, at=timezone.now())
    messages.success(request, "Đã mở lại tài khoản.")
    return redirect("access:user", shown.pk)


@action(permissions.MANAGE)
def reset(request: HttpRequest, pk: Any) -> HttpResponse:
    """Đặt lại mật khẩu; shows the link to hand over where there is no e-mail address."""
    shown = user_or_404(request, pk, permissions.MANAGE)
    operations.reset_password(user=shown, by=request.actor, at=timezone.now())
    if shown.email:
        messages.success(request, f"Đường dẫn đặt mật khẩu được gửi tới {shown.email}.")
        return redirect("access:user", shown.pk)
    shown.refresh_from_db()
    return render(request, "access/password_link.html", {"user": shown, "link": password_link(shown)})


@action(permissions.MANAGE)
def reset_steps(request: HttpRequest, pk: Any) -> HttpResponse:
    """Bỏ xác thực hai bước of somebody who lost phone and key."""
    shown = user_or_404(request, pk, permissions.MANAGE)
    operations.reset_second_step(user=shown, by=request.actor, at=timezone.now())
    messages.success(request, "Đã bỏ xác thực hai bước; người dùng đăng nhập bằng mật khẩu rồi bật lại.")
    return redirect("access:user", shown.pk)


@action(permissions.MANAGE, form=True)
def import_file(request: HttpRequest) -> HttpResponse:
    """Nhập tài khoản từ tệp: all lines or none; every error with its row and column."""
    if request.GET.get("mau"):
        return _template_file()
    form = forms.UserImportForm(request.POST or None, request.FILES or None)
    errors: list[Refused] = []
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            _, errors = operations.read_users(content, on=timezone.localdate())
            if not errors:
                count = operations.import_users(file=content, by=request.actor, at=timezone.now())
                messages.success(request, f"Đã tạo {count} tài khoản.")
                return redirect("access:users")
        except Refused as refused:
            errors = [refused]
    context = {"form": form, "errors": errors[:SHOWN_ERRORS], "error_count": len(errors), "columns": COLUMNS}
    return render(request, "access/import_users.html", context, status=422 if errors else 200)


def _template_file() -> HttpResponse:
    sample = [("lan.nguyen", "Nguyễn Thị Lan", "lan@mau.gov.vn", "SNV", "Chuyên viên", "focal_officer", "")]
    answer = HttpResponse(write_table(COLUMNS, sample, format="xlsx"))
    answer["Content-Type"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer["Content-Disposition"] = 'attachment; filename="tai-khoan-mau.xlsx"'
    return answer


@sensitive("access.signin")
@page(permissions.SIGN_INS)
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Lịch sử đăng nhập: attempts of unknown names are for who administers everywhere."""
    mine = visible_users(request.actor, permissions.SIGN_INS)
    found = SignIn.objects.select_related("user__person").order_by("-at", "-pk")
    if not request.actor.may(permissions.SIGN_INS):
        found = found.filter(user__in=mine)
    outcome = request.GET.get("ket_qua", "")
    if outcome:
        if outcome not in SignIn.Outcome.values:
            raise Http404
        found = found.filter(outcome=outcome)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "access/sign_ins.html", {"rows": shown, "outcomes": SignIn.Outcome.choices})
