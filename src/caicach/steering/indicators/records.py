"""What others may know of indicators and their values."""

from datetime import date

from django.db.models import Q
from django.urls import reverse

from caicach.foundation.audit.telling import event_words, read_words
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
    waiting, returned = (
        Q(status=ValueStatus.SUBMITTED),
        Q(status=ValueStatus.RETURNED, entered_by=actor.user_id),
    )
    mine = waiting | returned if actor.has(permissions.APPROVE) else returned
    rows = Value.objects.filter(mine).select_related("indicator").order_by("entered_at")[:200]
    return [
        _returned(v) if v.status == ValueStatus.RETURNED else _waiting(v)
        for v in rows
        if v.status == ValueStatus.RETURNED or _may_approve(actor, v)
    ]


def _may_approve(actor: Actor, value: Value) -> bool:
    return actor.may(permissions.APPROVE, at_unit=value.unit_id) and value.entered_by != actor.user_id


def _waiting(value: Value) -> Todo:
    return Todo(
        Ref(VALUE, value.pk),
        value.indicator.name,
        _url(value),
        None,
        value.unit_id,
        label="Số liệu chờ phê duyệt",
        waiting_for_me=True,
        act="Phê duyệt",
        act_url=reverse("indicators:approve", args=[value.pk]),
        act_fields=(("revision", str(value.revision)),),
    )


def _returned(value: Value) -> Todo:
    return Todo(
        Ref(VALUE, value.pk),
        value.indicator.name,
        _url(value),
        None,
        value.unit_id,
        label=f"Trả lại: {value.returned_reason}",
        returned=True,
        act="Nhập lại",
    )


register(
    RecordKind(
        kind=VALUE,
        label="Số liệu của chỉ số",
        model=Value,
        title=lambda v: f"{v.indicator.name}: {v.value.normalize():f}",
        url=_url,
        visible=lambda actor: Value.objects.visible_to(actor).select_related("indicator"),
        todo=_todo,
        due_work=lambda actors, on, until: (),  # figures to approve or to enter again have no date
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
        "indicators.defined": "Quy định chỉ số",
        "indicators.target_revised": "Điều chỉnh chỉ tiêu",
        "indicators.value_entered": "Nhập số liệu",
        "indicators.value_approved": "Phê duyệt số liệu",
        "indicators.value_returned": "Trả lại số liệu",
        "indicators.measure_chosen": "Chọn số đo cho chỉ số",
    }
)

read_words({"indicators.indicator": "Chỉ tiêu"})
