"""Abstract bases and constraints shared by the tables of all apps."""

from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Value

from caicach.foundation.kernel.errors import Stale
from caicach.foundation.kernel.ids import new_id


class Row(models.Model):
    """A row with a UUIDv7 key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class Revised(Row):
    """A row that people edit on pages: `revision` counts its changes and finds stale pages."""

    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def claim(cls, pk: Any, revision: int | None = None) -> Self:
        """Lock the row for a change and count the change (saved with the caller's `save`).

        `revision` is the one the person saw; None skips the check. Raises `Stale` when it has moved on and
        `DoesNotExist` when there is no such row.
        """
        row = cls._default_manager.select_for_update(of=("self",)).get(pk=pk)
        if revision is not None and revision != row.revision:
            raise Stale
        row.revision += 1
        return row


class UuidRange(Func):
    """`uuidrange(id, id, '[]')`: lets an exclusion constraint compare keys without contrib extensions."""

    function = "uuidrange"


def no_overlap(
    name: str, *fields: str, message: str, during: str = "during", **options: Any
) -> ExclusionConstraint:
    """Periods `during` of rows that agree in the UUID `fields` do not overlap; `message` is shown in forms."""
    keys: list[tuple[Any, str]] = [
        (UuidRange(F(field), F(field), Value("[]")), RangeOperators.OVERLAPS) for field in fields
    ]
    return ExclusionConstraint(
        name=name,
        expressions=[*keys, (during, RangeOperators.OVERLAPS)],
        violation_error_message=message,
        **options,
    )


def during_field(**options: Any) -> DateRangeField:
    """A half-open period of days `[from, until)`; no upper bound: still open."""
    return DateRangeField(**options)
