"""Another person in charge, other units, one piece of evidence for many assignments."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.ui import action
from caicach.organisation.units.queries import short_names

from .. import forms, operations, permissions
from ..models import Assignment
from ..operations.proving import MOST
from ..queries.directory import directory, people_of
from .one import carried_out, found


@action(permissions.VIEW)
def change_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Đổi người thực hiện."""
    row = found(request, pk)
    form = forms.PersonForm(request.POST, people=people_of(row.unit_id, timezone.localdate()))

    def do(**how: Any) -> Any:
        person = form.cleaned_data["person"]
        return operations.change_person(
            person_id=UUID(person) if person else None, reason=form.cleaned_data["reason"], **how
        )

    return carried_out(request, row, "change_person", form, do, "Đã đổi người thực hiện.")


@action(permissions.VIEW)
def change_units(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Đổi cơ quan chủ trì, phối hợp; coordinating units that stay the same are no change."""
    row = found(request, pk)
    form = forms.UnitChangeForm(request.POST, directory=directory(timezone.localdate()))

    def do(**how: Any) -> Any:
        told = form.cleaned_data
        partners = {version.unit_id for version in told["coordinating"]}
        return operations.change_units(
            from_on=told["from_on"],
            lead_id=told["lead"].unit_id if told["lead"] else None,
            coordinating=None if partners == set(row.partners or ()) else partners,
            reason=told["reason"],
            **how,
        )

    return carried_out(request, row, "change_units", form, do, "Đã ghi việc đổi cơ quan chủ trì, phối hợp.")


@action(permissions.VIEW)
def cancel_unit_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hủy việc đổi cơ quan đang chờ đến ngày hiệu lực."""
    done = "Đã hủy việc đổi cơ quan chủ trì, phối hợp."
    return carried_out(request, found(request, pk), "", None, operations.cancel_unit_change, done)


@action(permissions.VIEW, form=True)
def prove(request: HttpRequest) -> HttpResponse:
    """Một tài liệu cho nhiều nhiệm vụ: those ticked in the list, `chon` by `chon`."""
    rows = _ticked(request)
    if not 0 < len(rows) <= MOST:
        messages.error(request, f"Hãy chọn từ 1 đến {MOST} nhiệm vụ trong danh sách trước.")
        return redirect("assignments:list")
    sent = request.method == "POST"
    form = forms.ProveForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        try:
            done = operations.prove_many(
                assignments=rows,
                proof=form.proof(),
                as_result=form.cleaned_data["how"] == form.RESULT,
                text=form.cleaned_data["text"],
                by=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, f"Đã gắn tài liệu kiểm chứng cho {done} nhiệm vụ.")
            return redirect("assignments:list")
    called = short_names({row.unit_id for row in rows}, timezone.localdate())
    context = {"form": form, "rows": [(row, called.get(row.unit_id, "")) for row in rows]}
    return render(request, "assignments/prove.html", context, status=400 if form.errors else 200)


def _ticked(request: HttpRequest) -> list[Assignment]:
    """The ticked assignments in their order; 404 where one is none that the person sees."""
    asked = request.POST.getlist("chon") or request.GET.getlist("chon")
    try:
        keys = list(dict.fromkeys(map(UUID, asked)))
    except ValueError as error:
        raise Http404 from error
    seen = Assignment.objects.visible_to(request.actor).in_bulk(keys)
    if len(seen) < len(keys):
        raise Http404
    return [seen[key] for key in keys]
