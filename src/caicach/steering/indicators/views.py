"""Pages of indicators: the list, one indicator with targets and values, one value with its evidence."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from caicach.foundation.audit.sensitive import Way, sensitive
from caicach.foundation.files.operations import attach
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.text_sql import holding
from caicach.foundation.measures import all_measures
from caicach.foundation.papers.exporting import exported
from caicach.foundation.records import Ref
from caicach.foundation.ui import action, page, revision_of
from caicach.organisation.units.queries import home, names
from caicach.steering.indicators import permissions
from caicach.steering.indicators.forms import RevisionForm, ValueForm
from caicach.steering.indicators.models import Indicator, Target, Value
from caicach.steering.indicators.operations import (
    approve_value,
    choose_measure,
    enter_value,
    return_value,
    revise_target,
)
from caicach.steering.indicators.rules.targets import Operator


@sensitive("indicators.indicator", Way.EXPORT)
@page(permissions.VIEW)
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Chỉ tiêu, chỉ số: name, how its value comes about, how many targets and values it has."""
    text = request.GET.get("q", "").strip()
    rows = Indicator.objects.annotate(target_count=Count("targets", distinct=True)).order_by("name", "key")
    if text:
        rows = holding(rows, text, "name", "key")
    if file := exported(
        request,
        [
            ("Mã", "key"),
            ("Chỉ số", "name"),
            ("Đơn vị tính", "unit_label"),
            ("Nguồn", lambda i: i.measure or "nhập kèm tài liệu kiểm chứng"),
            ("Số chỉ tiêu", "target_count"),
        ],
        rows,
        name="Chỉ số cải cách hành chính",
    ):
        return file
    listed = Paginator(rows, 50).get_page(request.GET.get("page"))
    latest = _latest([i.pk for i in listed], request)
    return render(
        request,
        "indicators/list.html",
        {"page": listed, "rows": [(i, latest.get(i.pk)) for i in listed], "text": text},
    )


def _latest(indicators: list[UUID], request: HttpRequest) -> dict[UUID, Value]:
    values = (
        Value.objects.visible_to(request.actor)
        .approved()
        .filter(indicator__in=indicators)
        .order_by("indicator_id", "-during")
        .distinct("indicator_id")
    )
    return {v.indicator_id: v for v in values}


@page(permissions.VIEW)
def indicator_page(request: HttpRequest, key: str) -> HttpResponse:
    """Một chỉ số: definition, targets of all papers, values with their state."""
    indicator = get_object_or_404(Indicator, key=key)
    values = (
        Value.objects.visible_to(request.actor).filter(indicator=indicator).order_by("-during", "-entered_at")
    )
    listed = Paginator(values, 50).get_page(request.GET.get("page"))
    today = timezone.localdate()
    return render(
        request,
        "indicators/indicator.html",
        {
            "indicator": indicator,
            "targets": indicator.targets.prefetch_related("revisions").order_by("year", "level"),
            "page": listed,
            "names": names({v.unit_id for v in listed}, today),
            "may_enter": request.actor.has(permissions.ENTER) and not indicator.measure,
            "may_define": request.actor.may(permissions.DEFINE),
            "measures": [m for m in all_measures() if (m.unit == "%") == (indicator.unit_label == "%")],
        },
    )


@action(permissions.ENTER, form=True)
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Nhập số liệu, chờ phê duyệt."""
    indicator = get_object_or_404(Indicator, key=key)
    form = ValueForm(request.POST or None, request.FILES or None, units=_unit_choices(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            value = enter_value(
                indicator=indicator,
                unit_id=UUID(given["unit"]),
                start=given["period"].start,
                until=given["period"].until,
                value=given["value"],
                note=given["note"],
                by=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if file := given["evidence"]:
                ref = Ref("indicators.value", value.pk)
                attach(ref=ref, content=file, name=file.name, by=request.actor, at=value.entered_at)
            messages.success(request, "Đã nhập số liệu, chờ phê duyệt.")
            return redirect("indicators:value", value.pk)
    return render(
        request,
        "ui/form.html",
        {
            "form": form,
            "title": f"Nhập số liệu: {indicator.name}",
            "trail": _trail(indicator),
            "button": "Gửi phê duyệt",
            "back": reverse("indicators:indicator", args=[key]),
        },
    )


def _trail(indicator: Indicator) -> list[tuple[str, str]]:
    """The way up from a form about an indicator."""
    return [
        ("Chỉ tiêu, chỉ số", reverse("indicators:list")),
        (Truncator(indicator.name).chars(70), reverse("indicators:indicator", args=[indicator.key])),
    ]


def _unit_choices(request: HttpRequest) -> list[tuple[str, str]]:
    actor, today = request.actor, timezone.localdate()
    granted = [u for s in actor.scope(permissions.ENTER) for u in (s.units or ())]
    wanted = dict.fromkeys(u for u in [actor.unit_id, home(today).unit_id, *granted] if u)
    allowed = [u for u in wanted if actor.may(permissions.ENTER, at_unit=u)][:300]
    called = names(allowed, today)
    return [(str(u), called[u]) for u in allowed if u in called]


@page(permissions.VIEW)
def value_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Một số liệu: who entered it, with what evidence, who approved it."""
    value = get_object_or_404(Value.objects.visible_to(request.actor).select_related("indicator"), pk=pk)
    return render(
        request,
        "indicators/value.html",
        {
            "value": value,
            "unit_name": names([value.unit_id], timezone.localdate()).get(value.unit_id, ""),
            "may_decide": value.status == "submitted"
            and request.actor.may(permissions.APPROVE, at_unit=value.unit_id),
            "own": value.entered_by is not None and value.entered_by == request.actor.user_id,
        },
    )


def _seen(request: HttpRequest, pk: UUID) -> Value:
    return get_object_or_404(Value.objects.visible_to(request.actor), pk=pk)


@action(permissions.APPROVE)
def approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Phê duyệt số liệu."""
    approve_value(
        value=_seen(request, pk), revision=revision_of(request), by=request.actor, at=timezone.now()
    )
    messages.success(request, "Đã phê duyệt số liệu.")
    return redirect("indicators:value", pk)


@action(permissions.APPROVE)
def send_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Trả lại số liệu, nêu lý do."""
    return_value(
        value=_seen(request, pk),
        reason=request.POST.get("reason", ""),
        revision=revision_of(request),
        by=request.actor,
        at=timezone.now(),
    )
    messages.success(request, "Đã trả lại số liệu để hoàn thiện.")
    return redirect("indicators:value", pk)


@action(permissions.DEFINE, form=True)
def revise(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Điều chỉnh chỉ tiêu theo quyết định; old and new value stay on record."""
    target = get_object_or_404(Target.objects.select_related("indicator"), pk=pk)
    initial = {"operator": target.operator, "value": f"{target.value.normalize():f}".replace(".", ",")}
    form = RevisionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            revise_target(
                target=target,
                **{
                    k: given[k]
                    for k in ("value", "value2", "decision", "decided_on", "effective_on", "reason")
                },
                operator=Operator(given["operator"]),
                by=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, "Đã điều chỉnh chỉ tiêu.")
            return redirect("indicators:indicator", target.indicator.key)
    return render(
        request,
        "ui/form.html",
        {
            "form": form,
            "title": f"Điều chỉnh chỉ tiêu: {target.indicator.name}",
            "trail": _trail(target.indicator),
            "intro": f"Đang có hiệu lực: {target}.",
            "button": "Điều chỉnh",
            "back": reverse("indicators:indicator", args=[target.indicator.key]),
        },
    )


@action(permissions.DEFINE)
def choose(request: HttpRequest, key: str) -> HttpResponse:
    """Chọn số đo cho chỉ số."""
    indicator = get_object_or_404(Indicator, key=key)
    choose_measure(
        indicator=indicator,
        measure=request.POST.get("measure", ""),
        revision=revision_of(request),
        by=request.actor,
        at=timezone.now(),
    )
    messages.success(request, "Đã chọn nguồn số liệu của chỉ số.")
    return redirect("indicators:indicator", key)
