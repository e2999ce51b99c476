"""What records tells the apps below: titles of objects to the log, whose installation this is to every page."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from caicach.foundation.audit.telling import event_words, objects_from
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records.queries import remembered_installation
from caicach.foundation.records.registry import kinds
from caicach.foundation.ui.context import provide

event_words({"installation.created": "Cài đặt hệ thống"})


def _objects(object_kind: str, ids: set[UUID], actor: Actor) -> dict[UUID, tuple[str, str]]:
    for kind in kinds():
        if kind.model._meta.label_lower == object_kind:
            rows = kind.visible(actor) if kind.visible else kind.model._default_manager.all()
            return {row.pk: (kind.title(row), kind.url(row)) for row in rows.filter(pk__in=ids)}
    return {}


objects_from(_objects)


@provide
def installation_facts(request: HttpRequest) -> dict[str, Any]:
    """The ribbon over sample data, and the province beside the brand."""
    place = remembered_installation()
    return {"is_sample": place.is_sample, "province": place.province} if place else {}
