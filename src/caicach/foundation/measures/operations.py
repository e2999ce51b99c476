"""Closing a period: its readings and the rows behind them are kept as they are now."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.records import Ref

from . import permissions
from .models import Closing, Fact, StoredReading
from .registry import Measure, all_measures, find, places
from .rules import Period

Row = tuple[UUID, Ref]


@transaction.atomic
def close_period(
    *, period: Period, by: Actor, at: datetime, keys: Collection[str] | None = None
) -> list[Closing]:
    """Chốt số liệu của kỳ: store the own readings of all units, with version, time, row count and hash.

    All measures that can list their rows, or those of `keys`. Refuses a period that is not over. Closing again
    supersedes the earlier closing, which stays.
    """
    by.require(permissions.CLOSE)
    if localdate(at) < period.until:
        raise Refused(
            f"Kỳ chưa kết thúc: chỉ chốt được số liệu từ ngày {period.until:%d/%m/%Y}.", field="period"
        )
    measures = [find(key) for key in keys] if keys else [m for m in all_measures() if m.facts]
    return [_close(measure, period, by, at) for measure in measures]


def _close(measure: Measure, period: Period, by: Actor, at: datetime) -> Closing:
    if measure.facts is None:
        raise Refused(f"Số đo “{measure.label}” không liệt kê được các dòng số liệu nên không chốt được.")
    units = places().everyone()
    readings = measure.read(units, period)
    rows = list(measure.facts(units, period))
    closing = Closing.objects.create(
        key=measure.key,
        version=measure.version,
        start=period.start,
        until=period.until,
        regime=period.regime,
        closed_at=at,
        by_user_id=by.user_id,
        by_name=by.name,
        row_count=len(rows),
        rows_hash=rows_hash(rows),
    )
    of_unit: dict[UUID, list[Row]] = defaultdict(list)
    for unit, ref in rows:
        of_unit[unit].append((unit, ref))
    StoredReading.objects.bulk_create(
        StoredReading(
            closing=closing,
            unit_id=unit,
            numerator=reading.numerator,
            denominator=reading.denominator,
            row_count=len(of_unit[unit]),
            rows_hash=rows_hash(of_unit[unit]),
        )
        for unit, reading in readings.items()
    )
    Fact.objects.bulk_create(
        (Fact(closing=closing, unit_id=unit, kind=ref.kind, row_id=ref.id) for unit, ref in rows),
        batch_size=5000,
    )
    record(
        "measures.closed",
        closing,
        by=by,
        at=at,
        key=measure.key,
        start=period.start.isoformat(),
        until=period.until.isoformat(),
        rows=len(rows),
        rows_hash=closing.rows_hash,
    )
    return closing


def rows_hash(rows: Iterable[Row]) -> str:
    """SHA-256 (hex) over the sorted lines "unit kind id": the same set of rows gives the same hash."""
    lines = sorted(f"{unit} {ref.kind} {ref.id}" for unit, ref in rows)
    return sha256("\n".join(lines).encode()).hexdigest()
