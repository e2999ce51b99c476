"""Reminders before and after the due date, each rung once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from uuid import UUID

from django.db import connection, transaction
from django.utils.timezone import localdate

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import Ref, Todo, kinds
from caicach.foundation.worktime.queries import calendar_for
from caicach.foundation.worktime.rules import add, working_days_between
from caicach.organisation.access.models import User
from caicach.organisation.access.queries import actors_of
from caicach.organisation.notices.models import Reminder
from caicach.organisation.notices.operations.telling import Message, notify_many
from caicach.organisation.notices.rules import RUNGS, rung_of, words_left
from caicach.organisation.notices.states import REMINDED

Left = Callable[[date], int]
PEOPLE_AT_ONCE = 1000
_ONE_AT_A_TIME = 0x6361_6963_6163_6802  # an advisory lock of our own


def remind(*, by: Actor, at: datetime) -> int:
    """Nhắc việc: tell everybody of their open work whose next rung has been reached. Returns how many were told.

    Nothing on a day when nobody works. What counts as somebody's work is what their "Việc của tôi" shows; substitutes
    are told beside the absent person. Days are working days of the calendar. Each rung once, also when two workers
    do this at once. A thousand people at a time, in as many queries as for one.
    """
    today = localdate(at)
    calendar = calendar_for()
    if working_days_between(today - timedelta(days=1), today, calendar) == 0:
        return 0
    left: Left = cache(lambda due_on: working_days_between(today, due_on, calendar))
    until = add(today, max(RUNGS) + 1, calendar) - timedelta(days=1)
    people, told = iter(_people()), 0
    while some := list(islice(people, PEOPLE_AT_ONCE)):
        told += _remind(actors_of(some, on=today), today, until, left, by=by, at=at)
    return told


def _people() -> Iterable[User]:
    users = User.objects.filter(is_active=True, person__isnull=False).select_related("person")
    return users.order_by("pk").iterator()


def _remind(actors: Sequence[Actor], today: date, until: date, left: Left, *, by: Actor, at: datetime) -> int:
    due: dict[tuple[Ref, date, int], set[UUID]] = defaultdict(set)
    items: dict[tuple[Ref, date, int], Todo] = {}
    for actor, todo in _due_work(actors, today, until):
        rung = rung_of(left(todo.due_on)) if todo.due_on else None
        if rung is None or todo.due_on is None or actor.person_id is None:
            continue
        key = (todo.ref, todo.due_on, rung)
        due[key].add(actor.person_id)
        items[key] = todo
    return _tell(due, items, left, by=by, at=at) if due else 0


def _due_work(actors: Sequence[Actor], today: date, until: date) -> Iterator[tuple[Actor, Todo]]:
    for kind in kinds():
        if kind.due_work is not None:
            yield from kind.due_work(actors, today, until)
        elif kind.todo is not None:
            yield from ((actor, todo) for actor in actors for todo in kind.todo(actor, today))


@transaction.atomic
def _tell(
    due: dict[tuple[Ref, date, int], set[UUID]],
    items: dict[tuple[Ref, date, int], Todo],
    left: Left,
    *,
    by: Actor,
    at: datetime,
) -> int:
    with connection.cursor() as cursor:  # who comes second sees what the first has sent
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    wanted = [
        Reminder(person_id=person, ref_kind=ref.kind, ref_id=ref.id, due_on=day, rung=rung)
        for (ref, day, rung), people in due.items()
        for person in sorted(people)
    ]
    done = _already_sent({row.ref_id for row in wanted})
    fresh = [row for row in wanted if _key(row) not in done]
    Reminder.objects.bulk_create(fresh, batch_size=2000)
    people_of: dict[tuple[Ref, date, int], list[UUID]] = defaultdict(list)
    for row in fresh:
        people_of[Ref(row.ref_kind, row.ref_id), row.due_on, row.rung].append(row.person_id)
    messages = [
        _message(items[key], key[1], words_left(left(key[1])), people) for key, people in people_of.items()
    ]
    return notify_many(messages, by=by, at=at)


def _key(row: Reminder) -> tuple[UUID, str, UUID, date, int]:
    return (row.person_id, row.ref_kind, row.ref_id, row.due_on, row.rung)


def _already_sent(refs: set[UUID]) -> set[tuple[UUID, str, UUID, date, int]]:
    return {_key(row) for row in Reminder.objects.filter(ref_id__in=refs)}


def _message(todo: Todo, due_on: date, words: str, people: list[UUID]) -> Message:
    return Message(
        kind=REMINDED,
        title=f"{words[0].upper()}{words[1:]}: {todo.title}",
        text=f"Thời hạn hoàn thành: {due_on:%d/%m/%Y}.",
        url=todo.url,
        ref=todo.ref,
        person_ids=people,
    )
