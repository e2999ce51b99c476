"""`rules.standing` in SQL, for filters and counts; a property test holds the two together."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.db.models.functions import TruncDate

from ..models import AssignmentQuerySet
from ..rules import Standing
from ..states import Status


def standing_q(*wanted: Standing) -> Q:
    """Filter of rows that carry `standing` (see `with_standing`)."""
    return Q(standing__in=[word.value for word in wanted])


def with_handed_in_on(rows: AssignmentQuerySet) -> AssignmentQuerySet:
    """The rows with the local day of their hand-in."""
    return rows.annotate(handed_in_on=TruncDate("handed_in_at"))


def with_standing(rows: AssignmentQuerySet, *, on: date, soon_until: date) -> AssignmentQuerySet:
    """The rows with `standing`, as text, on a day."""
    late = Q(handed_in_at__isnull=True, due_on__lt=on) | Q(handed_in_on__gt=F("due_on"))
    return with_handed_in_on(rows).annotate(
        standing=Case(
            When(status=Status.WITHDRAWN, then=Value(Standing.WITHDRAWN)),
            When(status=Status.DONE, due_on=None, then=Value(Standing.DONE)),
            When(due_on=None, then=Value(Standing.REGULAR)),
            When(status=Status.DONE, handed_in_on__gt=F("due_on"), then=Value(Standing.DONE_LATE)),
            When(status=Status.DONE, handed_in_on=F("due_on"), then=Value(Standing.DONE_ON_TIME)),
            When(status=Status.DONE, then=Value(Standing.DONE_EARLY)),
            When(late, then=Value(Standing.OVERDUE)),
            When(handed_in_at=None, due_on__lte=soon_until, then=Value(Standing.SOON)),
            default=Value(Standing.IN_TIME),
            output_field=CharField(),
        )
    )


def counts_by_standing(
    rows: AssignmentQuerySet, *, on: date, soon_until: date, by: Iterable[str] = ()
) -> list[dict[str, object]]:
    """How many rows of each standing (and of each value of the fields `by`) there are: one query."""
    told = with_standing(rows, on=on, soon_until=soon_until)
    return list(told.order_by().values(*by, "standing").annotate(n=Count("pk")))
