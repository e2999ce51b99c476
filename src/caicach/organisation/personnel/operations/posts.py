"""Posts: who works where, since when, until when."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from psycopg.types.range import DateRange

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.organisation.personnel import permissions
from caicach.organisation.personnel.models import Person, Post
from caicach.organisation.units.models import Unit


def require_constraints(row: Post) -> None:
    """Refuse, in the constraint's words, what the database would not take."""
    try:
        row.validate_constraints()
    except ValidationError as error:
        raise Refused(error.messages[0]) from error


@transaction.atomic
def appoint(
    *,
    person: Person,
    unit: Unit,
    title: str,
    since: date,
    until: date | None = None,
    is_head: bool = False,
    legal_basis: str = "",
    by: Actor,
    at: datetime,
) -> Post:
    """Giao vị trí công tác: the person holds a post in the unit from `since`, until the day before `until`."""
    by.require(permissions.MANAGE, at_unit=unit.pk)
    if until is not None and until <= since:
        raise Refused("Ngày thôi giữ vị trí phải sau ngày nhận.", field="until")
    if person.left_on is not None and person.left_on <= since:
        raise Refused("Người này đã thôi công tác.", field="person")
    post = Post(
        person=person,
        unit=unit,
        title=title.strip(),
        is_head=is_head,
        during=DateRange(since, until),
        legal_basis=legal_basis.strip(),
    )
    if not post.title:
        raise Refused("Chưa nhập chức vụ, chức danh.", field="title")
    require_constraints(post)
    post.save()
    record(
        "personnel.appointed", post, by=by, at=at, unit_id=unit.pk, person=str(person.pk), is_head=is_head,
        since=since.isoformat(), until=until.isoformat() if until else None,
    )  # fmt: skip
    return post


@transaction.atomic
def end_post(*, post: Post, on: date, by: Actor, at: datetime, revision: int | None = None) -> Post:
    """Thôi giữ vị trí from day `on`; on the present day, at once: access that came with the post ends too."""
    by.require(permissions.MANAGE, at_unit=post.unit_id)
    row = Post.claim(post.pk, revision)
    if row.ended_at is not None:
        raise Refused("Vị trí này đã kết thúc.")
    if row.during.upper is not None and row.during.upper <= on:
        raise Refused("Vị trí này đã có ngày thôi sớm hơn.", field="on")
    row.revision -= 1  # end_post_now counts the change
    return end_post_now(row, on, by=by, at=at)


def end_post_now(post: Post, on: date, *, by: Actor, at: datetime) -> Post:
    """End a locked post from day `on`: no later than its first day means that it never begins."""
    first = post.during.lower
    post.during = DateRange(first, max(on, first + timedelta(days=1)))
    if on <= first:
        post.ended_at = at
    post.revision += 1
    post.save(update_fields=["during", "ended_at", "revision"])
    record(
        "personnel.post_ended", post, by=by, at=at, unit_id=post.unit_id, on=on.isoformat(),
        person=str(post.person_id),
    )  # fmt: skip
    return post
