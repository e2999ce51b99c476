"""The derived table of paths (`UnitPath`)."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.ids import new_id

from ..models import UnitPath, UnitVersion
from ..rules.spans import CircularError, Path, Placed, Span, paths


def rebuild_paths() -> int:
    """Derive every path anew; returns how many there are. Refuses if a unit would stand below itself."""
    with transaction.atomic():
        UnitPath.objects.all().delete()
        return _store(_derived(UnitVersion.objects.values_list("unit_id", "parent_id", "during")))


def refresh_paths(units: Collection[UUID]) -> int:
    """Derive the paths of these units and of all that ever stood below them; returns how many.

    Refuses if a unit would stand below itself.
    """
    touched = _ever_below(units)
    above = _ever_above(touched)
    rows = UnitVersion.objects.filter(unit_id__in=touched | above).values_list(
        "unit_id", "parent_id", "during"
    )
    fresh = [path for path in _derived(rows) if path.descendant in touched]
    UnitPath.objects.filter(descendant_id__in=touched).delete()
    return _store(fresh)


def _ever_below(units: Collection[UUID]) -> set[UUID]:
    found, edge = set(units), set(units)
    while edge:
        edge = set(UnitVersion.objects.filter(parent_id__in=edge).values_list("unit_id", flat=True)) - found
        found |= edge
    return found


def _ever_above(units: Collection[UUID]) -> set[UUID]:
    found, edge = set(units), set(units)
    while edge:
        rows = UnitVersion.objects.filter(Q(unit_id__in=edge), parent__isnull=False)
        edge = set(rows.values_list("parent_id", flat=True)) - found
        found |= edge
    return found


def _derived(rows: Iterable[tuple[UUID, UUID | None, DateRange]]) -> list[Path[UUID]]:
    places = [Placed(unit, parent, Span(during.lower, during.upper)) for unit, parent, during in rows]
    try:
        return list(paths(places))
    except CircularError:
        raise Refused(
            "Cơ quan, đơn vị không thể trực thuộc chính mình qua các cấp.", field="parent"
        ) from None


def _store(found: Iterable[Path[UUID]]) -> int:
    count = 0
    with connection.cursor() as cursor:
        columns = "id, ancestor_id, descendant_id, depth, during"
        with cursor.copy(f"COPY units_unitpath ({columns}) FROM STDIN") as copy:
            for path in found:
                copy.write_row((new_id(), path.ancestor, path.descendant, path.depth, as_range(path.span)))
                count += 1
    return count


def as_range(span: Span) -> str:
    """A span as PostgreSQL writes a range of days."""
    until: date | str = span.until or ""
    return f"[{span.start},{until})"
