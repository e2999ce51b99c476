"""The tree of units as measures need it: codes of a day, names, and what a unit's figure covers."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from caicach.foundation.measures.registry import Place, register_places

from . import queries
from .models import Unit, UnitVersion

# A unit's figure covers it, all below it on the day, and the ended units that any of these carry on, with what was
# below them on their last day: else the first half of 2025 would vanish from the figure of the year.
_COVERED = """
WITH RECURSIVE covered(root, unit, day) AS (
    SELECT root, root, %(on)s::date FROM unnest(%(units)s::uuid[]) AS root
  UNION
    SELECT covered.root, next.unit, next.day FROM covered, LATERAL (
        SELECT path.descendant_id AS unit, covered.day FROM units_unitpath path
        WHERE path.ancestor_id = covered.unit AND path.during @> covered.day
      UNION ALL
        SELECT gone.predecessor_id, gone."on" - 1 FROM units_succession gone
        WHERE gone.successor_id = covered.unit AND gone.predecessor_id <> covered.unit
          AND gone."on" <= covered.day
          AND NOT EXISTS (SELECT 1 FROM units_unitversion alive
                          WHERE alive.unit_id = gone.predecessor_id AND alive.during @> %(on)s::date)
    ) next
)
SELECT DISTINCT root, unit FROM covered
"""


# The same for one unit, with the unit right below it through which each covered unit is reached (none: its own).
_SPREAD = """
WITH RECURSIVE spread(via, unit, day) AS (
    SELECT * FROM (
        SELECT NULL::uuid, %(unit)s::uuid, %(on)s::date
      UNION ALL
        SELECT path.descendant_id, path.descendant_id, %(on)s::date FROM units_unitpath path
        WHERE path.ancestor_id = %(unit)s AND path.depth = 1 AND path.during @> %(on)s::date
    ) start
  UNION
    SELECT spread.via, next.unit, next.day FROM spread, LATERAL (
        SELECT path.descendant_id AS unit, spread.day FROM units_unitpath path
        WHERE path.ancestor_id = spread.unit AND path.during @> spread.day AND spread.unit <> %(unit)s
      UNION ALL
        SELECT gone.predecessor_id, gone."on" - 1 FROM units_succession gone
        WHERE gone.successor_id = spread.unit AND gone.predecessor_id <> spread.unit
          AND gone."on" <= spread.day
          AND NOT EXISTS (SELECT 1 FROM units_unitversion alive
                          WHERE alive.unit_id = gone.predecessor_id AND alive.during @> %(on)s::date)
    ) next
)
SELECT DISTINCT ON (unit) unit, via FROM spread ORDER BY unit, via NULLS LAST
"""


class UnitTree:
    """`Places` of the measures, answered by units."""

    def by_code(self, code: str, on: date) -> Place:
        """The unit that carries a code on a day; refuses an unknown one."""
        return _place(queries.unit_by_code(code, on))

    def top(self, on: date) -> Place:
        """The province whose platform this is."""
        return _place(queries.home(on))

    def covered(self, ids: Iterable[UUID], on: date) -> dict[UUID, frozenset[UUID]]:
        """For each unit: itself, all below it on the day, and the ended units that these carry on; one query."""
        found: dict[UUID, set[UUID]] = {id: {id} for id in ids}
        with connection.cursor() as cursor:
            cursor.execute(_COVERED, {"units": list(found), "on": on})
            for root, unit in cursor.fetchall():
                found[root].add(unit)
        return {root: frozenset(units) for root, units in found.items()}

    def spread(self, id: UUID, on: date) -> dict[UUID, UUID | None]:
        """What a unit covers, each with the unit right below through which it is reached (None: its own part)."""
        with connection.cursor() as cursor:
            cursor.execute(_SPREAD, {"unit": id, "on": on})
            return dict(cursor.fetchall())

    def named(self, ids: Iterable[UUID], on: date) -> dict[UUID, Place]:
        """Units under their names of a day (a unit that does not live then under its last name)."""
        return {version.unit_id: _place(version) for version in queries.nearest_versions(set(ids), on)}

    def around(self, id: UUID, on: date) -> tuple[Sequence[Place], Sequence[Place]]:
        """The units above one on a day, from the top down, and those right below it; one query."""
        found = queries.surroundings(id, on)
        return [_place(version) for version in found.above], [_place(version) for version in found.below]

    def everyone(self) -> frozenset[UUID]:
        """All units that ever lived."""
        return frozenset(Unit.objects.values_list("pk", flat=True))


def _place(version: UnitVersion) -> Place:
    return Place(version.unit_id, version.code, version.name)


register_places(UnitTree())
