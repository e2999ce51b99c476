"""The list, the form for a new assignment, the counts of secret ones."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from caicach.foundation.audit.sensitive import Way, sensitive
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.scope import scoped
from caicach.foundation.papers.exporting import exported, wants_file
from caicach.foundation.ui import action, page
from caicach.organisation.units.queries import names

from .. import operations, permissions
from ..forms import UNIT_LIST, FilterForm, OrderForm, SecretCountForm
from ..models import SecretCount
from ..queries import calendar_on, filtered, for_list
from ..queries.directory import directory, usual_giver
from ..queries.subjects import Subject, subject_of
from ..rules import Standing
from ..states import Giver, Status
from ..tables import AssignmentTable, export_columns

_SECRETS_SHOWN = 100


@sensitive("assignments.assignment", Way.EXPORT)
@page(permissions.VIEW)
def assignment_list(request: HttpRequest) -> HttpResponse:
    """Nhiệm vụ được giao: what the person may see, filtered and sorted; the same list as a file."""
    today = timezone.localdate()
    agencies = directory(today)
    form = FilterForm(request.GET or _OPEN, directory=agencies)
    sort = request.GET.get("sort", "")
    calendar = calendar_on()
    rows = for_list(filtered(form.wanted(sort), visible_to=request.actor, on=today, calendar=calendar))
    if wants_file(request):
        return _as_file(request, rows)
    may_prove = any(map(request.actor.has, (permissions.REPORT, permissions.CONFIRM)))
    table = AssignmentTable(rows, request, on=today, calendar=calendar, may_pick=may_prove)
    table.order_by = sort or "due_on"
    return render(
        request,
        "assignments/list.html",
        {
            "table": table,
            "form": form,
            "agencies": agencies,
            "unit_list": UNIT_LIST,
            "may_prove": may_prove,
            "may_give": request.actor.has(permissions.ASSIGN),
            "may_import": request.actor.has(permissions.IMPORT),
            "may_count": request.actor.has(permissions.COUNT_SECRET),
            "quick": _QUICK,
        },
    )


_OPEN = {"trang_thai": "open"}
"""What the list shows before anything is asked: what is not finished."""
_QUICK = (
    ("Chưa kết thúc", "trang_thai", "open"),
    ("Quá hạn", "tinh_trang", Standing.OVERDUE.value),
    ("Sắp đến hạn", "tinh_trang", Standing.SOON.value),
    ("Chờ tiếp nhận", "trang_thai", Status.GIVEN.value),
    ("Chờ xác nhận", "trang_thai", Status.HANDED_IN.value),
    ("Bị trả lại", "trang_thai", Status.RETURNED.value),
    ("Đã hoàn thành", "trang_thai", Status.DONE.value),
    ("Tất cả", "trang_thai", ""),
)


def _as_file(request: HttpRequest, rows: Any) -> HttpResponse:
    rows = rows.prefetch_related("coordinations")
    found = list(rows)
    units = {row.unit_id for row in found} | {c.unit_id for row in found for c in row.coordinations.all()}
    columns = export_columns(names(units, timezone.localdate()))
    heading = [f"Nhiệm vụ được giao, lập lúc {timezone.localtime():%H:%M ngày %d/%m/%Y}"]
    file = exported(request, columns, found, name="Nhiệm vụ được giao", heading=heading)
    return file or redirect("assignments:list")


@action(permissions.ASSIGN, form=True)
def give(request: HttpRequest) -> HttpResponse:
    """Giao nhiệm vụ: one form, one assignment for each lead unit."""
    today = timezone.localdate()
    agencies = directory(today)
    given = request.POST if request.method == "POST" else None
    form = OrderForm(given, directory=agencies, on=today, initial=_first_words(request, today))
    if given is not None and form.is_valid():
        try:
            rows = operations.give_many(
                orders=form.orders(**_subject(request)), by=request.actor, at=timezone.now()
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, f"Đã giao {len(rows)} nhiệm vụ.")
            return redirect(rows[0] if len(rows) == 1 else "assignments:list")
    return render(
        request,
        "assignments/give.html",
        {"form": form, "agencies": agencies, "unit_list": UNIT_LIST, "subject": _told_subject(request)},
        status=400 if form.errors else 200,
    )


def _first_words(request: HttpRequest, on: date) -> dict[str, str]:
    subject = request.GET.get("chu-de", "")
    return {
        "giver": Giver.PLAN if subject else Giver.DEPARTMENT_HEAD,
        "giver_unit": usual_giver(request.actor, on),
        **{field: request.GET.get(name, "") for name, field in _GIVEN_IN_THE_ADDRESS.items()},
    }


_GIVEN_IN_THE_ADDRESS = {
    "noi-dung": "title",
    "noi-dung-cchc": "area_code",
    "khoi": "block",
    "co-quan": "units",
    "phoi-hop": "coordinating",
    "san-pham": "product",
    "thoi-han": "due",
}
"""What a page that leads to the form knows already: its names in the address and the fields they fill."""


def _told_subject(request: HttpRequest) -> Subject | None:
    told = _subject(request)
    if not told:
        return None
    return subject_of(told["subject_kind"], told["subject_id"], visible_to=request.actor)


def _subject(request: HttpRequest) -> dict[str, Any]:
    kind, key = request.GET.get("chu-de", ""), request.GET.get("ma", "")
    try:
        return {"subject_kind": kind, "subject_id": UUID(key)} if kind and key else {}
    except ValueError as error:
        raise Refused("Địa chỉ trang không đúng: không tìm thấy nhiệm vụ của kế hoạch.") from error


@action(permissions.COUNT_SECRET, form=True)
def secret_counts(request: HttpRequest) -> HttpResponse:
    """Số lượng nhiệm vụ mật: numbers by unit and month, nothing else."""
    agencies = directory(timezone.localdate())
    form = SecretCountForm(request.POST or None, directory=agencies)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        operations.count_secret(
            unit_id=told["unit"].unit_id,
            month=told["month"],
            count=told["count"],
            by=request.actor,
            at=timezone.now(),
        )
        messages.success(request, "Đã ghi số lượng.")
        return redirect("assignments:secret_counts")
    rows = SecretCount.objects.filter(scoped(request.actor, permissions.COUNT_SECRET))
    rows = rows.order_by("-month", "unit_id")[:_SECRETS_SHOWN]
    called = names({row.unit_id for row in rows}, timezone.localdate())
    return render(
        request,
        "assignments/secret_counts.html",
        {
            "form": form,
            "agencies": agencies,
            "unit_list": UNIT_LIST,
            "rows": [(row, called.get(row.unit_id, "")) for row in rows],
        },
        status=400 if form.errors else 200,
    )
