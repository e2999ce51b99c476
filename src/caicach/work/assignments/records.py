"""What others may know of assignments."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from caicach.foundation.audit.telling import event_words, read_words
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import (
    Hanging,
    OpenSpan,
    RecordKind,
    Ref,
    SearchEntry,
    register,
    setup_step,
)
from caicach.foundation.worktime.queries import DEFAULT, start_of

from . import operations
from .models import Assignment, Extension, Remark, Report
from .operations.carrying_out import REPORT_REF
from .operations.handing_over import FUNCTION_AREAS
from .operations.samples import make_samples
from .queries.days import counted_in_days
from .queries.story import WORDS
from .queries.todo import ASSIGNMENT, due_work, obligations, shown_title, todo
from .states import RemarkKind

EXTENSION, RETURN = "assignments.extension", "assignments.return"


def _hanging(rows: QuerySet[Assignment]) -> Iterable[Hanging]:
    return [
        Hanging(Ref(ASSIGNMENT, row.pk), shown_title(row), row.get_absolute_url(), row.due_on)
        for row in rows.order_by("due_on", "id")
    ]


def _on_units(units: Sequence[UUID]) -> Iterable[Hanging]:
    return _hanging(Assignment.objects.open().filter(Q(unit_id__in=units) | Q(giver_unit_id__in=units)))


def _on_person(person: UUID, unit: UUID | None) -> Iterable[Hanging]:
    rows = Assignment.objects.open().filter(person_id=person)
    return _hanging(rows.filter(unit_id=unit) if unit else rows)


def _open_spans(first: date, last: date) -> Iterator[OpenSpan]:
    """Open assignments whose date was reckoned in days and not replaced by an extension."""
    for row in counted_in_days().filter(term_start__lte=last).iterator():
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
        yield SearchEntry(row.pk, shown_title(row), " ".join(filter(None, words)), row.unit_id)


def _visible(actor: Actor) -> QuerySet[Assignment]:
    return Assignment.objects.visible_to(actor)


register(
    RecordKind(
        kind=ASSIGNMENT,
        label="Nhiệm vụ được giao",
        model=Assignment,
        title=shown_title,
        url=Assignment.get_absolute_url,
        visible=_visible,
        todo=todo,
        due_work=due_work,
        obligations=obligations,
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
            f"{shown_title(row.assignment)}"
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
        title=lambda row: f"{row.text}: {shown_title(row.assignment)}",
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
        title=lambda row: f"Báo cáo {row.percent}%: {shown_title(row.assignment)}",
        url=lambda row: row.assignment.get_absolute_url(),
        unit=lambda row: row.assignment.unit_id,
        visible=lambda actor: Report.objects.filter(
            assignment__in=_visible(actor).values("pk")
        ).select_related("assignment"),
    )
)
event_words(WORDS)
setup_step(410, "Nhiệm vụ được giao mẫu", make_samples, sample=True)

read_words({"assignments.assignment": "Nhiệm vụ được giao", "assignments.intake": "Văn bản để giao nhiệm vụ"})
