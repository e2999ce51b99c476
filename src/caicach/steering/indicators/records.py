"""What others may know of indicators and their values."""

from datetime import date

from django.urls import reverse

from caicach.foundation.audit.telling import event_words
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import RecordKind, Ref, SearchEntry, Todo, register
from caicach.steering.indicators import permissions
from caicach.steering.indicators.models import Indicator, Value
from caicach.steering.indicators.states import ValueStatus

VALUE, INDICATOR = "indicators.value", "indicators.indicator"


def _url(value: Value) -> str:
    return reverse("indicators:value", args=[value.pk])


def _todo(actor: Actor, on: date) -> list[Todo]:
    """Values that wait for this person's approval, and own values that were returned."""
    found = []
    if actor.has(permissions.APPROVE):
        waiting = Value.objects.filter(status=ValueStatus.SUBMITTED).select_related("indicator")
        found += [
            Todo(
                Ref(VALUE, v.pk), v.indicator.name, _url(v), None, v.unit_id,
                label="Số liệu chờ phê duyệt", waiting_for_me=True,
            )
            for v in waiting.order_by("entered_at")[:200]
            if actor.may(permissions.APPROVE, at_unit=v.unit_id) and v.entered_by != actor.user_id
        ]  # fmt: skip
    if actor.user_id:
        returned = Value.objects.filter(status=ValueStatus.RETURNED, entered_by=actor.user_id)
        found += [
            Todo(
                Ref(VALUE, v.pk), v.indicator.name, _url(v), None, v.unit_id,
                label=f"Trả lại: {v.returned_reason}", returned=True,
            )
            for v in returned.select_related("indicator").order_by("-decided_at")[:50]
        ]  # fmt: skip
    return found


register(
    RecordKind(
        kind=VALUE,
        label="Số liệu của chỉ số",
        model=Value,
        title=lambda v: f"{v.indicator.name}: {v.value.normalize():f}",
        url=_url,
        visible=Value.objects.all().visible_to,
        todo=_todo,
    )
)
register(
    RecordKind(
        kind=INDICATOR,
        label="Chỉ số",
        model=Indicator,
        title=lambda i: i.name,
        url=lambda i: reverse("indicators:indicator", args=[i.key]),
        unit=lambda i: None,
        visible=lambda actor: (
            Indicator.objects.all() if actor.has(permissions.VIEW) else Indicator.objects.none()
        ),
        search=lambda: (SearchEntry(i.pk, i.name, i.key) for i in Indicator.objects.iterator()),
    )
)

event_words(
    {
        "indicators.target_revised": "Điều chỉnh chỉ tiêu",
        "indicators.value_entered": "Nhập số liệu",
        "indicators.value_approved": "Phê duyệt số liệu",
        "indicators.value_returned": "Trả lại số liệu",
    }
)
