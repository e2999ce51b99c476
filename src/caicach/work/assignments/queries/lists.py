"""Lists of assignments: what a person asked for, as a query."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.text import fold
from caicach.foundation.kernel.text_sql import Fold
from caicach.foundation.worktime.rules import Calendar
from caicach.organisation.units.queries import descendants

from ..models import Assignment, AssignmentQuerySet
from ..rules import Standing
from ..states import OPEN
from .days import end_of, soon_until, start_of
from .standing import standing_q, with_standing

SORTS = {
    "due_on": (F("due_on").asc(nulls_last=True), F("id").asc()),
    "-due_on": (F("due_on").desc(nulls_last=True), F("id").desc()),
    "given": (F("given_at").asc(), F("id").asc()),
    "-given": (F("given_at").desc(), F("id").desc()),
    "title": (Fold("title"), F("id").asc()),
    "-title": (Fold("title").desc(), F("id").desc()),
    "percent": (F("percent").asc(), F("id").asc()),
    "-percent": (F("percent").desc(), F("id").desc()),
    "-changed": (F("changed_at").desc(), F("id").desc()),
}


@dataclass(frozen=True)
class Wanted:
    """What a list shows. "" or None: not asked for. `status` may be a status, or "open"; `below`: with subunits."""

    text: str = ""
    giver: str = ""
    giver_unit_id: UUID | None = None
    unit_id: UUID | None = None
    below: bool = True
    person_id: UUID | None = None
    area_code: str = ""
    block: str = ""
    document: str = ""
    status: str = ""
    standing: str = ""
    due_from: date | None = None
    due_until: date | None = None
    given_from: date | None = None
    given_until: date | None = None
    subject_kind: str = ""
    subject_id: UUID | None = None
    delegated: bool = True
    sort: str = "due_on"


def filtered(
    wanted: Wanted, *, visible_to: Actor, on: date, calendar: Calendar | None = None
) -> AssignmentQuerySet:
    """The assignments that the actor may see and asked for, with their standing on a day, in order."""
    rows = Assignment.objects.visible_to(visible_to)
    rows = rows.filter(_exact(wanted), _where(wanted, on), _when(wanted), _words(wanted))
    if not wanted.delegated:
        rows = rows.first_hand()
    rows = with_standing(rows, on=on, soon_until=soon_until(on, calendar))
    if wanted.standing:
        rows = rows.filter(standing_q(Standing(wanted.standing)))
    return rows.order_by(*SORTS.get(wanted.sort, SORTS["due_on"]))


def _exact(wanted: Wanted) -> Q:
    fields = ("giver", "giver_unit_id", "person_id", "area_code", "block", "subject_kind", "subject_id")
    asked = {name: getattr(wanted, name) for name in fields if getattr(wanted, name)}
    if wanted.status == "open":
        return Q(status__in=OPEN, **asked)
    return Q(**asked, **({"status": wanted.status} if wanted.status else {}))


def _where(wanted: Wanted, on: date) -> Q:
    if wanted.unit_id is None:
        return Q()
    if not wanted.below:
        return Q(unit_id=wanted.unit_id)
    return Q(unit_id=wanted.unit_id) | Q(unit_id__in=descendants(wanted.unit_id, on))


def _when(wanted: Wanted) -> Q:
    found = Q()
    if wanted.due_from:
        found &= Q(due_on__gte=wanted.due_from)
    if wanted.due_until:
        found &= Q(due_on__lte=wanted.due_until)
    if wanted.given_from:
        found &= Q(given_at__gte=start_of(wanted.given_from))
    if wanted.given_until:
        found &= Q(given_at__lt=end_of(wanted.given_until))
    return found


def _words(wanted: Wanted) -> Q:
    found = Q()
    for word in fold(wanted.text).split():
        found &= Q(pk__in=Assignment.objects.annotate(f=Fold("title")).filter(f__contains=word).values("pk"))
    if wanted.document:
        paper = Q(source_symbol__icontains=wanted.document) | Q(document__number__icontains=wanted.document)
        found &= paper | Q(office_number__icontains=wanted.document)
    return found


def for_list(rows: AssignmentQuerySet) -> AssignmentQuerySet:
    """The rows with what a line of the list needs, in the same query."""
    return rows.select_related("document", "person").annotate(
        parts=Count("children", distinct=True), shown_on=Coalesce("due_on", "original_due_on")
    )


def of_subject(subject_kind: str, subject_id: UUID, *, visible_to: Actor, on: date) -> AssignmentQuerySet:
    """The visible assignments about one subject with their standing on a day, oldest first."""
    wanted = Wanted(subject_kind=subject_kind, subject_id=subject_id, sort="given", delegated=False)
    return for_list(filtered(wanted, visible_to=visible_to, on=on))
