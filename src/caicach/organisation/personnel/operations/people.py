"""People: who works in the administration."""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import NotPermitted, Refused
from caicach.foundation.kernel.models import Row
from caicach.foundation.kernel.text import nfc
from caicach.organisation.personnel import permissions
from caicach.organisation.personnel.models import Person
from caicach.organisation.personnel.operations.posts import end_post_now


def checked(row: Row) -> None:
    """Refuse, in the words of the broken constraint, what the database would not take."""
    try:
        row.full_clean(exclude=["during"] if hasattr(row, "during") else None)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], field=None if field == "__all__" else field) from error


@transaction.atomic
def create_person(
    *,
    full_name: str,
    code: str = "",
    email: str = "",
    phone: str = "",
    unit_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Person:
    """Thêm người vào danh sách nhân sự; `unit_id` is the unit that asks."""
    by.require(permissions.MANAGE, at_unit=unit_id)
    person = Person(
        full_name=" ".join(nfc(full_name).split()),
        code=code.strip(),
        email=email.strip(),
        phone=phone.strip(),
    )
    checked(person)
    person.save()
    record("personnel.person_added", person, by=by, at=at, unit_id=unit_id, personal=_personal(person))
    return person


@transaction.atomic
def change_person(
    *,
    person: Person,
    full_name: str,
    code: str,
    email: str,
    phone: str,
    by: Actor,
    at: datetime,
    revision: int | None = None,
) -> Person:
    """Sửa thông tin của một người."""
    require_over_person(by, permissions.MANAGE, person)
    row = Person.claim(person.pk, revision)
    row.full_name, row.code = " ".join(nfc(full_name).split()), code.strip()
    row.email, row.phone = email.strip(), phone.strip()
    checked(row)
    row.save()
    record("personnel.person_changed", row, by=by, at=at, personal=_personal(row))
    return row


@transaction.atomic
def leave(*, person: Person, on: date, by: Actor, at: datetime) -> Person:
    """Thôi công tác: from day `on` the person holds no post, and nothing is open to their account."""
    require_over_person(by, permissions.MANAGE, person)
    row = Person.claim(person.pk)
    row.left_on = on
    row.save(update_fields=["left_on", "revision"])
    for post in row.posts.select_for_update(of=("self",)).filter(ended_at__isnull=True):
        if post.during.upper is None or post.during.upper > on:
            end_post_now(post, on, by=by, at=at)
    record("personnel.left", row, by=by, at=at, on=on.isoformat())
    return row


def require_over_person(by: Actor, permission: str, person: Person) -> None:
    """The actor holds `permission` in a unit where the person has or had a post, or everywhere."""
    units = person.posts.values_list("unit_id", flat=True)
    if not by.may(permission) and not any(by.may(permission, at_unit=unit) for unit in units):
        raise NotPermitted("Người này thuộc cơ quan, đơn vị khác: bạn chưa được phân quyền cập nhật.")


def _personal(person: Person) -> dict[str, str]:
    return {"full_name": person.full_name, "code": person.code, "email": person.email, "phone": person.phone}
