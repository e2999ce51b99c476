"""Reminders before and after the due date, each rung once."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import Ref, Todo, kinds
from caicach.foundation.worktime.queries import calendar_for
from caicach.foundation.worktime.rules import working_days_between
from caicach.organisation.access.models import User
from caicach.organisation.access.queries import actor_of
from caicach.organisation.notices.models import Reminder
from caicach.organisation.notices.operations.telling import Message, notify_many
from caicach.organisation.notices.rules import rung_of, words_left
from caicach.organisation.notices.states import REMINDED

Left = Callable[[date], int]


def remind(*, by: Actor, at: datetime) -> int:
    """Nhắc việc: tell everybody of their open work whose next rung has been reached. Returns how many were told.

    Nothing on a day when nobody works. What counts as somebody's work is what their "Việc của tôi" shows.
    Days are working days of the calendar.
    """
    today = localdate(at)
    left = _days_left(today)
    if left is None:
        return 0
    due: dict[tuple[Ref, date, int], set[UUID]] = defaultdict(set)
    items: dict[tuple[Ref, date, int], Todo] = {}
    for user in (
        User.objects.filter(is_active=True, person__isnull=False).select_related("person").order_by("pk")
    ):
        for todo in _work_of(actor_of(user, on=today), today):
            rung = rung_of(left(todo.due_on)) if todo.due_on else None
            if rung is None or todo.due_on is None:
                continue
            key = (todo.ref, todo.due_on, rung)
            due[key].update(p for p in (user.person_id,) if p)
            items[key] = todo
    return _tell(due, items, left, by=by, at=at)


def _work_of(actor: Actor, today: date) -> list[Todo]:
    own = replace(actor, acting_for=None)  # substitutes are told beside the absent person
    return [todo for kind in kinds() if kind.todo is not None for todo in kind.todo(own, today)]


def _days_left(today: date) -> Left | None:
    """Working days left until a day; None when nobody works today."""
    calendar = calendar_for()
    if working_days_between(today - timedelta(days=1), today, calendar) == 0:
        return None
    return cache(lambda due_on: working_days_between(today, due_on, calendar))


@transaction.atomic
def _tell(
    due: dict[tuple[Ref, date, int], set[UUID]],
    items: dict[tuple[Ref, date, int], Todo],
    left: Left,
    *,
    by: Actor,
    at: datetime,
) -> int:
    wanted = [
        Reminder(person_id=person, ref_kind=ref.kind, ref_id=ref.id, due_on=day, rung=rung)
        for (ref, day, rung), people in due.items()
        for person in sorted(people)
    ]
    done = _already_sent({row.ref_id for row in wanted})
    fresh = [row for row in wanted if _key(row) not in done]
    Reminder.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=2000)
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
