"""Grants: given for a period, ended, never deleted; and timed elevation for support."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from psycopg.types.range import DateRange

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.organisation.access import permissions
from caicach.organisation.access.models import Grant, Role, User
from caicach.organisation.personnel.models import Post
from caicach.organisation.units.models import Unit

LONGEST_ELEVATION = timedelta(hours=4)


def _require_constraints(grant: Grant) -> None:
    try:
        grant.validate_constraints()
    except ValidationError as error:
        raise Refused(error.messages[0]) from error


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: Role,
    unit: Unit,
    since: date,
    until: date | None = None,
    with_subunits: bool = True,
    area: str = "",
    block: str = "",
    post: Post | None = None,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Grant:
    """Phân quyền: the user holds the role at the unit from `since` until the day before `until`.

    Bound to a `post` it ends with the post. `area` narrows it to one reform area, in all units it reaches,
    `block` to the units of one block.
    """
    by.require(permissions.MANAGE, at_unit=unit.pk)
    if user.pk == by.user_id:
        raise Refused("Không tự cấp quyền cho chính mình. Hãy nhờ một người quản trị khác.")
    if until is not None and until <= since:
        raise Refused("Ngày hết hạn phải sau ngày bắt đầu.", field="until")
    if post is not None and post.person_id != user.person_id:
        raise Refused("Vị trí công tác này của người khác.", field="post")
    if _administers(role) and not by.may(permissions.ROLES, at_unit=unit.pk):
        raise Refused("Chỉ người được sửa vai trò mới cấp được vai trò quản trị.", field="role")
    grant = Grant(
        user=user, role=role, unit=unit, with_subunits=with_subunits, area=area.strip(), block=block, post=post,
        during=DateRange(since, until), reason=reason.strip(),
    )  # fmt: skip
    _require_constraints(grant)
    grant.save()
    record(
        "access.granted", grant, by=by, at=at, unit_id=unit.pk, user=str(user.pk), role=role.code,
        with_subunits=with_subunits, area=grant.area, since=since.isoformat(),
        until=until.isoformat() if until else None,
    )  # fmt: skip
    return grant


def _administers(role: Role) -> bool:
    return bool({permissions.MANAGE, permissions.ROLES, permissions.ELEVATE} & set(role.permissions))


@transaction.atomic
def end_grant(*, grant: Grant, reason: str, by: Actor, at: datetime) -> Grant:
    """Thu hồi quyền at once; the row stays as history."""
    if grant.user_id != by.user_id or grant.expires_at is None:
        by.require(permissions.MANAGE, at_unit=grant.unit_id)
    if not reason.strip() and grant.expires_at is None:
        raise Refused("Chưa nhập lý do thu hồi.", field="reason")
    row = Grant.claim(grant.pk)
    if row.ended_at is not None:
        raise Refused("Quyền này đã được thu hồi.")
    row.ended_at = at
    row.save(update_fields=["ended_at", "revision"])
    record(
        "access.grant_ended",
        row,
        by=by,
        at=at,
        unit_id=row.unit_id,
        user=str(row.user_id),
        reason=reason.strip(),
    )
    return row


@transaction.atomic
def elevate(*, role: Role, unit: Unit, minutes: int, reason: str, by: Actor, at: datetime) -> Grant:
    """Nâng quyền tạm thời: support takes a role at a unit for some minutes, for a stated reason, on record."""
    by.require(permissions.ELEVATE, at_unit=unit.pk)
    if by.user_id is None:
        raise Refused("Chỉ người dùng đã đăng nhập mới nâng quyền được.")
    if len(reason.strip()) < 10:
        raise Refused("Hãy ghi rõ lý do: yêu cầu của ai, để làm gì (ít nhất 10 ký tự).", field="reason")
    lasting = timedelta(minutes=minutes)
    if not timedelta() < lasting <= LONGEST_ELEVATION:
        raise Refused("Thời gian nâng quyền từ 1 đến 240 phút.", field="minutes")
    if _administers(role):
        raise Refused("Không nâng quyền lên vai trò quản trị.", field="role")
    today = localdate(at)
    grant = Grant.objects.create(
        user_id=by.user_id, role=role, unit=unit, reason=reason.strip(), expires_at=at + lasting,
        during=DateRange(today, localdate(at + lasting) + timedelta(days=1)),
    )  # fmt: skip
    record(
        "access.elevated", grant, by=by, at=at, unit_id=unit.pk, role=role.code, reason=reason.strip(),
        minutes=minutes,
    )  # fmt: skip
    return grant
