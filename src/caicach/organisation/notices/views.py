"""Pages of notices: inbox, preferences, urging, who has seen."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.records import Ref
from caicach.foundation.ui import action, page
from caicach.foundation.ui.live import live_answer, live_tag
from caicach.organisation.notices import forms, operations, permissions, queries
from caicach.organisation.notices.models import Delivery
from caicach.organisation.notices.states import Channel, kind_of, kinds
from caicach.organisation.units.queries import names, nearest_versions, unit_label

PER_PAGE = 30


@page()
def inbox(request: HttpRequest) -> HttpResponse:
    """Thông báo của tôi, mới nhất trước."""
    only_unseen = request.GET.get("loc") == "chua-xem"
    found = queries.inbox(request.actor, only_unseen=only_unseen)
    rows = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "notices/inbox.html", {"rows": rows, "lines": [(r, kind_of(r.notice.kind)) for r in rows]}
    )


@page()
def bell(request: HttpRequest) -> HttpResponse:
    """The count on the bell, asked for again and again: 304 while nothing changes."""
    return live_answer(
        request, live_tag(queries.unseen_count(request.actor)), lambda: render(request, "notices/_bell.html")
    )


def _own(request: HttpRequest, pk: Any) -> Delivery:
    return get_object_or_404(queries.inbox(request.actor), pk=pk)


@page()
def notice(request: HttpRequest, pk: Any) -> HttpResponse:
    """Một thông báo: where the link of a letter leads."""
    delivery = _own(request, pk)
    return render(
        request, "notices/notice.html", {"delivery": delivery, "kind": kind_of(delivery.notice.kind)}
    )


@action()
def open_notice(request: HttpRequest, pk: Any) -> HttpResponse:
    """Mở: keep the receipt and lead to what it is about."""
    delivery = _own(request, pk)
    operations.open_delivery(delivery=delivery, by=request.actor, at=timezone.now())
    return redirect(delivery.notice.url or "notices:inbox")


@action()
def mark_all(request: HttpRequest) -> HttpResponse:
    """Đánh dấu đã xem tất cả."""
    operations.mark_all_seen(by=request.actor, at=timezone.now())
    return redirect("notices:inbox")


@action()
def mark_seen(request: HttpRequest) -> HttpResponse:
    """The page of the row itself says that the person has it open."""
    try:
        ref = Ref(request.POST.get("kind", ""), UUID(request.POST.get("id", "")))
    except ValueError as error:
        raise Http404 from error
    operations.mark_seen(ref=ref, by=request.actor, at=timezone.now())
    return HttpResponse(status=204)


@action(form=True)
def preferences(request: HttpRequest) -> HttpResponse:
    """Tùy chọn nhận thông báo, theo loại."""
    if request.method == "POST":
        wanted = {
            kind.code: (f"inbox.{kind.code}" in request.POST, request.POST.get(f"mail.{kind.code}", ""))
            for kind in kinds()
        }
        if any(channel not in set(Channel) for _, channel in wanted.values()):
            raise Refused("Cách nhận thư không hợp lệ.")
        operations.choose(wanted=wanted, by=request.actor, at=timezone.now())
        messages.success(request, "Đã lưu cách nhận thông báo.")
        return redirect("notices:preferences")
    chosen = queries.preferences(request.actor.person_id) if request.actor.person_id else {}
    lines = [
        (kind, chosen[kind.code].in_inbox, Channel(chosen[kind.code].mail))
        if kind.code in chosen
        else (kind, True, kind.mail)
        for kind in kinds()
    ]
    return render(request, "notices/preferences.html", {"lines": lines, "channels": list(Channel)})


@page(permissions.URGE)
def urgings(request: HttpRequest) -> HttpResponse:
    """Các lần đôn đốc của tôi, và bao nhiêu người đã mở."""
    rows = Paginator(queries.sent_urgings(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    called = names({row.unit_id for row in rows if row.unit_id}, timezone.localdate())
    return render(
        request,
        "notices/urgings.html",
        {"rows": rows, "lines": [(r, called.get(r.unit_id, "")) for r in rows]},
    )


@action(permissions.URGE, form=True)
def urge(request: HttpRequest) -> HttpResponse:
    """Gửi đôn đốc; the page that knows who is late leads here with its units: ?don_vi=…&viec=…"""
    form = forms.UrgeForm(request.POST or None, initial=_wanted(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            ref = operations.urge(
                units=[v.unit_id for v in values["units"]], title=values["title"], text=values["text"],
                by=request.actor, at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, "Đã gửi đôn đốc.")
            return redirect("notices:receipts", ref.kind, ref.id)
    return render(request, "notices/urge.html", {"form": form})


def _wanted(request: HttpRequest) -> dict[str, str]:
    asked = [UUID(key) for key in request.GET.getlist("don_vi") if _is_key(key)]
    units = nearest_versions(asked, timezone.localdate()) if asked else []
    return {
        "units": "\n".join(unit_label(version) for version in units),
        "title": request.GET.get("viec", "")[:300],
        "text": request.GET.get("noi_dung", "")[:4000],
    }


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@page()
def receipts(request: HttpRequest, kind: str, ref_id: UUID) -> HttpResponse:
    """Ai đã xem, ai chưa mở."""
    ref = Ref(kind, ref_id)
    rows = list(queries.receipts(ref, visible_to=request.actor))
    if not rows:
        raise Http404
    called = names({row.for_unit_id for row in rows if row.for_unit_id}, timezone.localdate())
    unopened = [row for row in rows if row.seen_at is None]
    late = list(dict.fromkeys(called[row.for_unit_id] for row in unopened if row.for_unit_id in called))
    context = {
        "about": rows[0].notice,
        "words": f"{rows[0].notice.title}\nĐề nghị: {'; '.join(late)} mở thông báo và thực hiện. Xin cảm ơn.",
        "lines": [(row, called.get(row.for_unit_id, "")) for row in rows],
        "seen": len(rows) - len(unopened),
        "late_units": late,
    }
    return render(request, "notices/receipts.html", context)
