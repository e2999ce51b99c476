"""Whose work an assignment is, and what the one click on it does: for “Việc của tôi” and for reminders."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.scope import scoped
from caicach.foundation.records import Ref, Todo

from .. import permissions
from ..models import Assignment, Extension
from ..states import Answer, Status
from .days import local_day

ASSIGNMENT = "assignments.assignment"
MOST = 500
"""Lines of one list of somebody's work; nobody reads more, and the page says how many there are."""


def shown_title(row: Assignment) -> str:
    """The title, cut where it is long."""
    return row.title if len(row.title) <= 200 else f"{row.title[:197]}…"


def todo(actor: Actor, on: date) -> Iterator[Todo]:
    """Work to accept, do or hand in of the person or the unit, and results and requests that wait for the giver."""
    rows = Assignment.objects.filter(_in_hand(), _mine(actor)).order_by("due_on", "id")
    for row in rows[:MOST]:
        yield _of_unit(row)
    waiting = _with_question(Assignment.objects.filter(_to_decide(actor)))
    for row in waiting.order_by("handed_in_at", "id")[:MOST]:
        yield _of_giver(row)


def due_work(actors: Sequence[Actor], on: date, until: date) -> Iterator[tuple[Actor, Todo]]:
    """What `todo` tells each of the actors of work due not after `until`: two queries for all of them."""
    due = Assignment.objects.filter(due_on__lte=until)
    doing = _Doing(actors)
    for row in due.filter(_in_hand()).iterator():
        said = _of_unit(row)
        yield from ((actor, said) for actor in doing.of(row))
    deciding = _Deciding(actors)
    for row in _with_question(due.filter(_waits(), status=Status.ACCEPTED)).iterator():
        said = _of_giver(row)
        yield from ((actor, said) for actor in deciding.of(row))


def obligations(unit_id: UUID, on: date) -> Iterator[Todo]:
    """What a unit must still do, each with its state."""
    rows = Assignment.objects.open().filter(unit_id=unit_id).order_by("due_on", "id")
    return (_todo_of(row, row.state.label) for row in rows[:MOST])


class _Doing:
    """Who does an assignment, among many people: `_mine` asked the other way round."""

    def __init__(self, actors: Iterable[Actor]) -> None:
        self.of_person: dict[UUID, list[Actor]] = defaultdict(list)
        self.of_unit: dict[UUID, list[Actor]] = defaultdict(list)
        for actor in actors:
            for person in actor.persons:
                self.of_person[person].append(actor)
            if actor.unit_id and actor.may(permissions.ACCEPT, at_unit=actor.unit_id):
                self.of_unit[actor.unit_id].append(actor)

    def of(self, row: Assignment) -> list[Actor]:
        if row.person_id:
            return self.of_person.get(row.person_id, [])
        return self.of_unit.get(row.unit_id, [])


class _Deciding:
    """Who decides on extensions, among many people: `_to_decide` asked the other way round."""

    def __init__(self, actors: Iterable[Actor]) -> None:
        self.anywhere: list[Actor] = []
        self.at: dict[UUID, list[Actor]] = defaultdict(list)
        for actor in actors:
            if actor.has(permissions.DECIDE_EXTENSION):
                (self.anywhere if actor.unit_id is None else self.at[actor.unit_id]).append(actor)

    def of(self, row: Assignment) -> list[Actor]:
        code = permissions.DECIDE_EXTENSION
        near = [*self.at.get(row.giver_unit_id, ()), *self.anywhere]
        return [actor for actor in near if actor.may(code, at_unit=row.giver_unit_id, area=row.area_code)]


def _in_hand() -> Q:
    return Q(status__in=[Status.GIVEN, Status.ACCEPTED])


def _waits() -> Q:
    asked = Extension.objects.filter(answer=Answer.ASKED).values("assignment")
    return Q(status=Status.HANDED_IN) | Q(status=Status.ACCEPTED, pk__in=asked)


def _mine(actor: Actor) -> Q:
    """Their own, those of absent people they stand in for, and what their unit has not given to a person."""
    found = Q(person_id__in=actor.persons) if actor.persons else Q(pk__in=[])
    if actor.unit_id and actor.may(permissions.ACCEPT, at_unit=actor.unit_id):
        found |= Q(unit_id=actor.unit_id, person=None)
    return found


def _to_decide(actor: Actor) -> Q:
    at = partial(scoped, actor, unit="giver_unit_id", area="area_code")
    near = Q() if actor.unit_id is None else Q(giver_unit_id=actor.unit_id)
    handed_in = at(permissions.CONFIRM) & Q(status=Status.HANDED_IN)
    asked = at(permissions.DECIDE_EXTENSION) & Q(status=Status.ACCEPTED)
    return _waits() & near & (handed_in | asked)


def _with_question(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """The rows with `question`: the dates and the reason of the extension that waits for an answer."""
    asked = Extension.objects.filter(assignment=OuterRef("pk"), answer=Answer.ASKED)
    said = JSONObject(since="from_due_on", until="wanted_due_on", reason="reason")
    return rows.annotate(question=Subquery(asked.values(said=said)[:1]))


def _of_unit(row: Assignment) -> Todo:
    if row.state is Status.GIVEN:
        return replace(_click(_todo_of(row, "Chờ tiếp nhận"), row, "Tiếp nhận", "tiep-nhan"), to_accept=True)
    sent_back = row.sent_back_because
    said = _todo_of(row, f"Trả lại: {sent_back}" if sent_back else "Đang thực hiện")
    return replace(said, returned=bool(sent_back), act="Hoàn thiện, nộp lại" if sent_back else "Báo cáo")


def _of_giver(row: Assignment) -> Todo:
    if row.state is Status.HANDED_IN:
        said = _click(_todo_of(row, _handed_in(row)), row, "Xác nhận hoàn thành", "xac-nhan")
        said = replace(said, due_on=None)  # the date was the unit's, which is done with it
    else:
        said = _todo_of(row, f"Đề nghị điều chỉnh thời hạn {_question(row)}")
        said = _click(said, row, "Đồng ý thời hạn", "quyet-dinh-thoi-han", answer="granted")
    return replace(said, unit_id=row.unit_id, waiting_for_me=True)


def _handed_in(row: Assignment) -> str:
    day = local_day(row.handed_in_at) if row.handed_in_at else None
    late = "" if row.due_on is None or day is None else " quá hạn" if day > row.due_on else " trong hạn"
    return f"Nộp kết quả{late} ngày {day:%d/%m/%Y}, chờ xác nhận hoàn thành" if day else ""


def _question(row: Assignment) -> str:
    asked = vars(row)["question"]  # annotated by `_with_question`
    since, until = (date.fromisoformat(asked[name]) for name in ("since", "until"))
    return f"từ {since:%d/%m/%Y} sang {until:%d/%m/%Y}: {asked['reason']}"


def _click(said: Todo, row: Assignment, word: str, step: str, **fields: str) -> Todo:
    """The one click: sent with the revision that was seen, so that what has changed since is refused."""
    known = {"revision": str(row.revision)} | fields
    return replace(
        said, act=word, act_url=f"{row.get_absolute_url()}{step}/", act_fields=tuple(known.items())
    )


def _todo_of(row: Assignment, label: str) -> Todo:
    return Todo(
        Ref(ASSIGNMENT, row.pk),
        shown_title(row),
        row.get_absolute_url(),
        row.due_on,
        row.unit_id,
        label=label,
    )
