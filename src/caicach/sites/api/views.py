"""The page of one's own keys."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.ui import action

from . import permissions
from .models import ApiKey
from .operations import make_key, revoke_key


@action(permissions.KEYS, form=True)
def keys(request: HttpRequest) -> HttpResponse:
    """Khóa kết nối API của tôi: list, and a new one whose secret is shown once."""
    secret = ""
    if request.method == "POST":
        _, secret = make_key(
            name=request.POST.get("name", ""),
            expires_on=_day(request.POST.get("expires_on", "")),
            by=request.actor,
            at=timezone.now(),
        )
    own = ApiKey.objects.filter(user_id=request.user.pk).order_by("-created_at")
    return render(request, "api/keys.html", {"keys": own, "secret": secret, "today": timezone.localdate()})


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("Ngày hết hạn không hợp lệ.", field="expires_on") from error


@action(permissions.KEYS)
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Thu hồi một khóa của mình."""
    key = get_object_or_404(ApiKey, pk=pk, user_id=request.user.pk)
    revoke_key(key=key, by=request.actor, at=timezone.now())
    messages.success(request, "Đã thu hồi khóa.")
    return redirect("api_keys")
