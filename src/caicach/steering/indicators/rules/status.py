"""Đèn tiến độ và dự báo cuối năm: the rule that colours a target, in words that the page prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .numbers import show
from .targets import RELATIVE, Direction, Operator, Target, is_behind_baseline, is_reached


class Light(StrEnum):
    """Màu của chỉ tiêu; "none" when nothing can be judged."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NONE = "none"


LIGHT_LABELS: dict[Light, str] = {
    Light.GREEN: "Đạt hoặc đúng tiến độ",
    Light.AMBER: "Chậm so với tiến độ",
    Light.RED: "Có nguy cơ không đạt",
    Light.NONE: "Chưa đánh giá",
}

AMBER_FROM = Decimal("0.8")
"""Share of the expected progress below which a light turns from amber to red."""

RULE = (
    "Xanh: giá trị đã đạt chỉ tiêu, hoặc không thấp hơn mức phải có tại ngày lấy số liệu (đường thẳng từ số "
    "liệu năm gốc đến chỉ tiêu tại ngày cuối kỳ). Vàng: đạt từ 80% quãng đường phải đi đến ngày đó. Đỏ: dưới "
    "80%, hoặc đã hết kỳ mà chưa đạt. Không có số liệu năm gốc thì so thẳng với chỉ tiêu: từ 80% chỉ tiêu là "
    "vàng, thấp hơn là đỏ. Chỉ tiêu tăng, giảm so với một năm được tính theo số liệu thực tế của năm đó. Chưa có số "
    "liệu trong kỳ, chưa đến kỳ hoặc mục tiêu định tính thì không tô màu."
)
"""The rule as pages print it beside the lights."""

FORECAST_RULE = (
    "Dự báo cuối kỳ: kéo dài đường thẳng qua số liệu đầu và số liệu mới nhất trong kỳ đến ngày cuối kỳ; cần ít "
    "nhất hai số liệu cách nhau từ 28 ngày. Tỷ lệ phần trăm không vượt quá 100%."
)

SHORTEST_SPAN_DAYS = 28


@dataclass(frozen=True, slots=True)
class Point:
    """A value of the target's metric on a day, in the display unit."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Status:
    """The light, why (Vietnamese), the value judged, what was expected by that day and the forecast."""

    light: Light
    reason: str
    value: Decimal | None = None
    expected: Decimal | None = None
    forecast: Decimal | None = None
    forecast_reaches: bool | None = None


def resolved(target: Target, points: Sequence[Point]) -> Target:
    """Chỉ tiêu tương đối tính theo số liệu thực tế của năm gốc: its newest figure replaces the printed one.

    Other targets, and those of a base year without a figure, stay as they are.
    """
    if target.operator not in RELATIVE or target.base_year is None:
        return target
    of_the_year = [point for point in points if point.on.year == target.base_year]
    if not of_the_year:
        return target
    latest = max(of_the_year, key=lambda point: point.on)
    return replace(target, baseline=latest.value, baseline_year=target.base_year)


def status_of(target: Target, points: Sequence[Point], *, start: date, end: date, on: date) -> Status:
    """Đèn của một chỉ tiêu tại ngày `on`; the period runs from `start` to `end`, both days included.

    Only points of the period up to `on` count, the newest is judged; a figure of an earlier year says nothing of this
    one. See `RULE` for the rule.
    """
    so_far = sorted((point for point in points if point.on <= on), key=lambda point: point.on)
    if not so_far:
        return Status(Light.NONE, "Chưa có số liệu đến ngày lấy số liệu.")
    if on < start:
        return Status(Light.NONE, f"Kỳ thực hiện bắt đầu từ {start:%d/%m/%Y}.", so_far[-1].value)
    known = [point for point in so_far if point.on >= start]
    if not known:
        last = so_far[-1]
        return Status(
            Light.NONE,
            f"Chưa có số liệu trong kỳ; số liệu gần nhất: {show(last.value)} ({last.on:%d/%m/%Y}).",
        )
    target = resolved(target, so_far)
    if not target.is_resolved:
        return Status(
            Light.NONE, f"Thiếu số liệu năm {target.base_year or 'gốc'} để so sánh.", known[-1].value
        )
    latest = known[-1]
    forecast = forecast_at(target, known, end)
    light, reason, expected = _judge(target, latest, start, end, on)
    reaches = None if forecast is None else is_reached(target, forecast)
    return Status(light, reason, latest.value, expected, forecast, reaches)


def _judge(
    target: Target, latest: Point, start: date, end: date, on: date
) -> tuple[Light, str, Decimal | None]:
    if is_reached(target, latest.value):
        return Light.GREEN, f"{show(latest.value)} đã đạt chỉ tiêu {target.describe()}.", None
    if on > end:
        return Light.RED, f"Hết kỳ, {show(latest.value)} chưa đạt chỉ tiêu {target.describe()}.", None
    if target.baseline is None:
        return _without_baseline(target, latest.value, "không có số liệu năm gốc")
    if target.baseline == target.threshold or is_behind_baseline(target):
        return _without_baseline(target, latest.value, "chỉ tiêu không cao hơn hiện trạng năm gốc")
    return _along_the_line(target, latest, start, end)


def _without_baseline(target: Target, value: Decimal, why: str) -> tuple[Light, str, Decimal | None]:
    goal = target.threshold
    better, worse = (goal, value) if target.direction is Direction.DOWN else (value, goal)
    share = better / worse if worse else Decimal(0)
    light = Light.AMBER if share >= AMBER_FROM else Light.RED
    percent = show(round(share * 100, 1))
    return light, f"{show(value)} bằng {percent}% mức chỉ tiêu {target.describe()} ({why}).", None


def _along_the_line(
    target: Target, latest: Point, start: date, end: date
) -> tuple[Light, str, Decimal | None]:
    baseline = target.baseline or Decimal(0)
    elapsed = Decimal(min(max((latest.on - start).days + 1, 0), (end - start).days + 1))
    way = (target.threshold - baseline) * elapsed / Decimal((end - start).days + 1)
    expected = round(baseline + way, 2)
    gone = latest.value - baseline
    share = gone / way if way else Decimal(0)
    light = Light.GREEN if share >= 1 else Light.AMBER if share >= AMBER_FROM else Light.RED
    return light, f"{show(latest.value)} so với mức phải có tại ngày đó là {show(expected)}.", expected


def forecast_at(target: Target, points: Sequence[Point], end: date) -> Decimal | None:
    """Dự báo giá trị tại ngày `end` (see `FORECAST_RULE`); None when two values far enough apart are missing."""
    if len(points) < 2 or target.operator in {Operator.DEADLINE, Operator.EVERY}:
        return None
    first, last = points[0], points[-1]
    span = (last.on - first.on).days
    if span < SHORTEST_SPAN_DAYS:
        return None
    slope = (last.value - first.value) / Decimal(span)
    value = last.value + slope * Decimal(max((end - last.on).days, 0))
    return round(_clamped(target, value), 2)


def _clamped(target: Target, value: Decimal) -> Decimal:
    ceiling = Decimal(100) if target.unit.startswith("%") else None
    floor = Decimal(1) if target.direction is Direction.DOWN and "hạng" in target.unit else Decimal(0)
    return max(floor, value if ceiling is None else min(value, ceiling))
