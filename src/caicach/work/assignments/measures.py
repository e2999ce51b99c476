"""Figures of assignments. Delegated work is counted once, at the unit to which it was first given."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.measures import Period, Reading, measure
from caicach.foundation.records import Ref

from .models import Assignment
from .queries import figures

Select = Callable[[Period], QuerySet[Any]]
LATE = Q(handed_in_on__gt=F("due_on"))


def _count(rows: QuerySet[Any], units: Iterable[UUID]) -> dict[UUID, Reading]:
    counted = rows.filter(unit_then__in=list(units)).order_by().values("unit_then").annotate(n=Count("pk"))
    return {row["unit_then"]: Reading(Decimal(row["n"])) for row in counted}


def _behind(select: Select, kind: str = "assignments.assignment") -> dict[str, Any]:
    """The two listings of a measure's rows: for an actor, and with their units for the store."""

    def facts(units: Iterable[UUID], period: Period) -> list[tuple[UUID, Ref]]:
        rows = select(period).filter(unit_then__in=list(units)).order_by("pk")
        return [(unit, Ref(kind, pk)) for unit, pk in rows.values_list("unit_then", "pk")]

    def rows(units: Iterable[UUID], period: Period, actor: Actor) -> list[Ref]:
        found = select(period).filter(unit_then__in=list(units))
        seen = Assignment.objects.visible_to(actor).values("pk")
        path = "pk__in" if kind == "assignments.assignment" else "assignment__in"
        return [
            Ref(kind, pk) for pk in found.filter(**{path: seen}).order_by("pk").values_list("pk", flat=True)
        ]

    return {"rows": rows, "facts": facts}


def _given(period: Period) -> QuerySet[Any]:
    return figures.given_between(period.start, period.until)


def _done(period: Period) -> QuerySet[Any]:
    return figures.closed_between(period.start, period.until)


def _on_time(period: Period) -> QuerySet[Any]:
    return _done(period).exclude(LATE)


def _late(period: Period) -> QuerySet[Any]:
    return _done(period).filter(LATE)


def _overdue(period: Period) -> QuerySet[Any]:
    return figures.overdue_as_of(period.last_day)


def _in_time(period: Period) -> QuerySet[Any]:
    return figures.in_time_as_of(period.last_day)


def _extended(period: Period) -> QuerySet[Any]:
    return figures.extended_between(period.start, period.until)


def _returned(period: Period) -> QuerySet[Any]:
    return figures.returned_between(period.start, period.until)


@measure("assignments.assigned", label="Nhiệm vụ được giao", unit="nhiệm vụ", **_behind(_given))
def assigned(units: Iterable[UUID], period: Period) -> dict[UUID, Reading]:
    """Số nhiệm vụ giao cho cơ quan, đơn vị chủ trì trong kỳ, tính theo ngày giao.

    Gồm cả nhiệm vụ thường xuyên và nhiệm vụ sau này bị trả lại hoặc thu hồi. Nhiệm vụ giao lại cho đơn vị, cá nhân
    cấp dưới không tính thêm lần nữa.
    """
    return _count(_given(period), units)


@measure(
    "assignments.done_on_time", label="Hoàn thành trước hạn, đúng hạn", unit="nhiệm vụ", **_behind(_on_time)
)
def done_on_time(units: Iterable[UUID], period: Period) -> dict[UUID, Reading]:
    """Số nhiệm vụ có thời hạn được xác nhận hoàn thành trong kỳ, nộp kết quả trước hoặc đúng ngày thời hạn.

    Thời hạn là thời hạn sau điều chỉnh được đồng ý; ngày nộp là lần nộp kết quả được xác nhận.
    """
    return _count(_on_time(period), units)


@measure("assignments.done_late", label="Hoàn thành quá hạn", unit="nhiệm vụ", **_behind(_late))
def done_late(units: Iterable[UUID], period: Period) -> dict[UUID, Reading]:
    """Số nhiệm vụ có thời hạn được xác nhận hoàn thành trong kỳ, nộp kết quả sau ngày thời hạn.

    Thời hạn là thời hạn sau điều chỉnh được đồng ý; ngày nộp là lần nộp kết quả được xác nhận.
    """
    return _count(_late(period), units)


@measure(
    "assignments.in_time",
    label="Đang thực hiện trong hạn",
    unit="nhiệm vụ",
    kind="stock",
    **_behind(_in_time),
)
def in_time(units: Iterable[UUID], period: Period) -> dict[UUID, Reading]:
    """Số nhiệm vụ chưa kết thúc và chưa quá hạn vào cuối ngày cuối kỳ (kỳ chưa hết: cuối ngày xem số liệu).

    Gồm nhiệm vụ chờ tiếp nhận, bị trả lại, đang thực hiện, chờ xác nhận hoàn thành và nhiệm vụ thường xuyên.
    """
    return _count(_in_time(period), units)


@measure(
    "assignments.overdue",
    label="Đang thực hiện quá hạn",
    unit="nhiệm vụ",
    kind="stock",
    **_behind(_overdue),
)
def overdue(units: Iterable[UUID], period: Period) -> dict[UUID, Reading]:
    """Số nhiệm vụ chưa kết thúc và đã quá hạn vào cuối ngày cuối kỳ (kỳ chưa hết: cuối ngày xem số liệu).

    Quá hạn từ ngày sau ngày thời hạn; nhiệm vụ đã nộp kết quả, chờ xác nhận thì so ngày nộp với thời hạn.
    """
    return _count(_overdue(period), units)


@measure(
    "assignments.extended",
    label="Điều chỉnh thời hạn",
    unit="lượt",
    **_behind(_extended, "assignments.extension"),
)
def extended(units: Iterable[UUID], period: Period) -> dict[UUID, Reading]:
    """Số lượt điều chỉnh thời hạn được đồng ý trong kỳ, tính cho đơn vị chủ trì vào lúc quyết định.

    Một nhiệm vụ điều chỉnh hai lần tính hai lượt.
    """
    return _count(_extended(period), units)


@measure(
    "assignments.returned", label="Trả lại nhiệm vụ", unit="lượt", **_behind(_returned, "assignments.return")
)
def returned(units: Iterable[UUID], period: Period) -> dict[UUID, Reading]:
    """Số lượt đơn vị chủ trì trả lại nhiệm vụ được giao (nêu lý do) trong kỳ."""
    return _count(_returned(period), units)


@measure("assignments.on_time_rate", label="Tỷ lệ hoàn thành đúng hạn", unit="%", **_behind(_done))
def on_time_rate(units: Iterable[UUID], period: Period) -> dict[UUID, Reading]:
    """Nhiệm vụ hoàn thành trước hạn, đúng hạn trên tổng số nhiệm vụ có thời hạn được xác nhận hoàn thành trong kỳ."""
    rows = _done(period).filter(unit_then__in=list(units)).order_by().values("unit_then")
    counted = rows.annotate(n=Count("pk"), on_time=Count("pk", filter=~LATE))
    return {row["unit_then"]: Reading(Decimal(row["on_time"]), Decimal(row["n"])) for row in counted}
