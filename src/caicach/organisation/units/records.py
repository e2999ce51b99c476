"""What others may know of units, and what setting up loads."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from caicach.foundation.audit.telling import event_words, names_from, read_words
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import RecordKind, SearchEntry, init_file, register, setup_step
from caicach.foundation.worktime.registry import unit_choices_from

from . import permissions, queries
from .models import Alias, Unit, UnitVersion
from .operations import import_units, load_reference
from .states import Level

setup_step(200, "Cơ quan, đơn vị", load_reference)
init_file("units", 200, "Cơ quan, đơn vị (CSV)", import_units)

event_words(
    {
        "units.loaded": "Nạp danh mục cơ quan, đơn vị",
        "units.created": "Thành lập đơn vị",
        "units.renamed": "Đổi tên đơn vị",
        "units.moved": "Chuyển cơ quan cấp trên",
        "units.merged": "Hợp nhất, sáp nhập đơn vị",
        "units.split": "Chia, tách đơn vị",
        "units.abolished": "Giải thể, kết thúc hoạt động",
        "units.function_transferred": "Chuyển giao chức năng, nhiệm vụ",
        "units.handed_over": "Bàn giao việc đang mở theo sắp xếp tổ chức",
        "units.function_handed_over": "Bàn giao việc đang mở theo chuyển giao chức năng",
    }
)
names_from("unit", lambda ids: queries.names(ids, timezone.localdate()))


def _title(unit: Unit) -> str:
    """What it is called today; many rows at once are read with it by `_visible`."""
    return vars(unit).get("called") or queries.nearest_version(unit.pk, timezone.localdate()).name


def _visible(actor: Actor) -> QuerySet[Any]:
    units = Unit.objects.annotate(called=queries.name_of("pk", timezone.localdate()))
    return units if actor.has(permissions.VIEW) else units.none()


def _search() -> Iterable[SearchEntry]:
    """Every unit that ever was, under its last name, found by all its names, codes and spellings."""
    other: dict[UUID, list[str]] = defaultdict(list)
    for unit, text in Alias.objects.filter(unit__isnull=False).values_list("unit_id", "text"):
        other[unit].append(text)
    last: dict[UUID, UnitVersion] = {}
    for version in UnitVersion.objects.order_by("during"):
        other[version.unit_id] += [
            version.name,
            version.short_name,
            version.statistics_code,
            version.own_code,
        ]
        last[version.unit_id] = version
    for unit, version in last.items():
        until = version.during.upper
        # two communes may have borne one name: the one that is no more says so
        ended = f" (đến {until - timedelta(days=1):%d/%m/%Y})" if until else ""
        yield SearchEntry(unit, version.name + ended, " ".join(dict.fromkeys(filter(None, other[unit]))))


register(
    RecordKind(
        kind="units.unit",
        label="Cơ quan, đơn vị",
        model=Unit,
        title=_title,
        url=lambda unit: reverse("units:detail", args=[unit.pk]),
        unit=lambda unit: unit.pk,
        visible=_visible,
        search=_search,
    )
)


def _choices(on: date) -> list[tuple[UUID, str]]:
    """Agencies of the province, then of the communes, then the areas themselves; no villages."""
    living = queries.versions_on(on).exclude(level=Level.VILLAGE)
    shown = sorted(
        living.order_by(*queries.TREE_ORDER),
        key=lambda version: (version.administrative, version.level != Level.PROVINCE),
    )
    return [(version.unit_id, version.name) for version in shown]


unit_choices_from(_choices)

read_words({"units.unit": "Cơ quan, đơn vị"})
