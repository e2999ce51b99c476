"""What others may know of assignments."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from uuid import UUID

from django.db.models import Q, QuerySet

from caicach.foundation.audit.telling import event_words
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.scope import scoped
from caicach.foundation.records import (
    Hanging,
    OpenSpan,
    RecordKind,
    Ref,
    SearchEntry,
    Todo,
    register,
    setup_step,
)
from caicach.foundation.worktime.queries import DEFAULT, start_of

from . import operations, permissions
from .models import Assignment, Extension, Remark, Report
from .operations.carrying_out import REPORT_REF
from .operations.handing_over import FUNCTION_AREAS
from .operations.samples import make_samples
from .queries.story import WORDS
from .states import RemarkKind, Status

ASSIGNMENT, EXTENSION, RETURN = "assignments.assignment", "assignments.extension", "assignments.return"
_MOST = 500
"""Lines of one list of somebody's work; nobody reads more, and the page says how many there are."""


def _title(row: Assignment) -> str:
    return row.title if len(row.title) <= 200 else f"{row.title[:197]}…"


def _todo(actor: Actor, on: date) -> Iterator[Todo]:
    """Work to accept, do or hand in of the person or the unit, and results and requests that wait for the giver."""
    rows = Assignment.objects.open().filter(_mine(actor)).order_by("due_on", "id")
    for row in rows[:_MOST]:
        yield from _of_unit(row, actor)
    waiting = Assignment.objects.filter(_to_decide(actor)).order_by("handed_in_at", "id").distinct()
    for row in waiting[:_MOST]:
        handed_in = row.state is Status.HANDED_IN
        label = "Chờ xác nhận hoàn thành" if handed_in else "Đề nghị điều chỉnh thời hạn"
        yield _todo_of(row, label, unit_id=row.giver_unit_id, waiting=True)


def _of_unit(row: Assignment, actor: Actor) -> Iterator[Todo]:
    if row.state is Status.GIVEN:
        yield _todo_of(row, "Chờ tiếp nhận")
    elif row.state is Status.ACCEPTED:
        sent_back = row.sent_back_because
        yield _todo_of(
            row, f"Trả lại: {sent_back}" if sent_back else "Đang thực hiện", returned=bool(sent_back)
        )


def _todo_of(
    row: Assignment, label: str, *, unit_id: UUID | None = None, waiting: bool = False, returned: bool = False
) -> Todo:
    return Todo(
        Ref(ASSIGNMENT, row.pk),
        _title(row),
        row.get_absolute_url(),
        row.due_on,
        unit_id or row.unit_id,
        label=label,
        waiting_for_me=waiting,
        returned=returned,
    )


def _mine(actor: Actor) -> Q:
    """Their own, those of absent people they stand in for, and what their unit has not given to a person."""
    persons = [person for person in (actor.person_id, actor.acting_for) if person]
    found = Q(pk__in=[])
    if persons:
        found |= Q(person_id__in=persons)
    if actor.unit_id and actor.may(permissions.ACCEPT, at_unit=actor.unit_id):
        found |= Q(unit_id=actor.unit_id, person=None)
    return found


def _to_decide(actor: Actor) -> Q:
    at = partial(scoped, actor, unit="giver_unit_id", area="area_code")
    confirm, decide = at(permissions.CONFIRM), at(permissions.DECIDE_EXTENSION)
    near = Q() if actor.unit_id is None else Q(giver_unit_id=actor.unit_id)
    handed_in = Q(status=Status.HANDED_IN)
    asked = Q(status=Status.ACCEPTED, extensions__answer="asked")
    return near & ((confirm & handed_in) | (decide & asked))


def _obligations(unit_id: UUID, on: date) -> Iterator[Todo]:
    rows = Assignment.objects.open().filter(unit_id=unit_id).order_by("due_on", "id")
    return (_todo_of(row, row.state.label) for row in rows[:_MOST])


def _hanging(rows: QuerySet[Assignment]) -> Iterable[Hanging]:
    return [
        Hanging(Ref(ASSIGNMENT, row.pk), _title(row), row.get_absolute_url(), row.due_on)
        for row in rows.order_by("due_on", "id")
    ]


def _on_units(units: Sequence[UUID]) -> Iterable[Hanging]:
    return _hanging(Assignment.objects.open().filter(Q(unit_id__in=units) | Q(giver_unit_id__in=units)))


def _on_person(person: UUID, unit: UUID | None) -> Iterable[Hanging]:
    rows = Assignment.objects.open().filter(person_id=person)
    return _hanging(rows.filter(unit_id=unit) if unit else rows)


def _open_spans(first: date, last: date) -> Iterator[OpenSpan]:
    """Open assignments whose date was reckoned in days and not replaced by an extension."""
    rows = Assignment.objects.open().filter(term_amount__isnull=False, term_start__lte=last)
    rows = rows.exclude(extensions__answer="granted", extensions__by_calendar=False)
    for row in rows.iterator():
        if row.term_start and row.due_on:
            yield OpenSpan(
                Ref(ASSIGNMENT, row.pk),
                start_of(row.term_start),
                float(row.term_amount or 0),
                row.term_unit,
                DEFAULT,
                row.due_on,
            )


def _entries() -> Iterator[SearchEntry]:
    for row in Assignment.objects.select_related("document").iterator():
        words = (row.product, row.source_line, row.source_abstract, row.office_number)
        yield SearchEntry(row.pk, _title(row), " ".join(filter(None, words)), row.unit_id)


def _visible(actor: Actor) -> QuerySet[Assignment]:
    return Assignment.objects.visible_to(actor)


register(
    RecordKind(
        kind=ASSIGNMENT,
        label="Nhiệm vụ được giao",
        model=Assignment,
        title=_title,
        url=Assignment.get_absolute_url,
        visible=_visible,
        todo=_todo,
        obligations=_obligations,
        hangs_on_unit=_on_units,
        hand_over_unit=operations.hand_over_unit,
        hangs_on_person=_on_person,
        hand_over_person=operations.hand_over_person,
        open_spans=_open_spans,
        move_due=operations.move_due,
        search=_entries,
        functions=frozenset(FUNCTION_AREAS),
    )
)
register(
    RecordKind(
        kind=EXTENSION,
        label="Điều chỉnh thời hạn",
        model=Extension,
        title=lambda row: (
            f"{row.from_due_on:%d/%m/%Y} → {row.granted_due_on or row.wanted_due_on:%d/%m/%Y}: "
            f"{_title(row.assignment)}"
        ),
        url=lambda row: row.assignment.get_absolute_url(),
        unit=lambda row: row.assignment.unit_id,
        visible=lambda actor: Extension.objects.filter(
            assignment__in=_visible(actor).values("pk")
        ).select_related("assignment"),
    )
)
register(
    RecordKind(
        kind=RETURN,
        label="Trả lại nhiệm vụ",
        model=Remark,
        title=lambda row: f"{row.text}: {_title(row.assignment)}",
        url=lambda row: row.assignment.get_absolute_url(),
        visible=lambda actor: Remark.objects.filter(
            kind=RemarkKind.RETURN, assignment__in=_visible(actor).values("pk")
        ).select_related("assignment"),
    )
)
register(
    RecordKind(
        kind=REPORT_REF,
        label="Báo cáo nhiệm vụ được giao",
        model=Report,
        title=lambda row: f"Báo cáo {row.percent}%: {_title(row.assignment)}",
        url=lambda row: row.assignment.get_absolute_url(),
        unit=lambda row: row.assignment.unit_id,
        visible=lambda actor: Report.objects.filter(
            assignment__in=_visible(actor).values("pk")
        ).select_related("assignment"),
    )
)
event_words(WORDS)
setup_step(410, "Nhiệm vụ được giao mẫu", make_samples, sample=True)
