"""Accounts: made by administrators, closed at once, never deleted."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import transaction

from caicach.foundation.audit.operations import record
from caicach.foundation.jobs import enqueue
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import NotPermitted, Refused
from caicach.organisation.access import permissions
from caicach.organisation.access.models import User
from caicach.organisation.access.queries import visible_users
from caicach.organisation.personnel.models import Person

_NAME = RegexValidator(
    r"^[a-z0-9][a-z0-9._@+-]{2,149}$",
    "Tên đăng nhập gồm từ 3 ký tự: chữ thường không dấu, số, dấu chấm, gạch ngang, gạch dưới.",
)


def require_over(by: Actor, user: User) -> None:
    """The actor administers accounts where the user works, or everywhere."""
    if not visible_users(by, permissions.MANAGE).filter(pk=user.pk).exists():
        raise NotPermitted("Tài khoản này thuộc cơ quan, đơn vị khác: bạn chưa được phân quyền quản trị.")


def _require_sound(user: User) -> None:
    try:
        _NAME(user.username)
        user.full_clean(exclude=["password", "person"])
    except ValidationError as error:
        raise Refused(
            error.messages[0], field="email" if "thư điện tử" in error.messages[0] else "username"
        ) from error


@transaction.atomic
def create_user(
    *,
    username: str,
    email: str = "",
    person: Person | None = None,
    password: str | None = None,
    by: Actor,
    at: datetime,
) -> User:
    """Tạo tài khoản; without a password its owner gets a link to set one, by e-mail where there is an address."""
    if not by.has(permissions.MANAGE):
        by.require(permissions.MANAGE)
    if person is not None and User.objects.filter(person=person).exists():
        raise Refused("Người này đã có tài khoản.", field="person")
    user = User(username=username.strip().lower(), email=email.strip(), person=person)
    _require_sound(user)
    user.set_password(password)
    user.save()
    record(
        "access.user_created", user, by=by, at=at, person=str(person.pk) if person else None,
        personal={"username": user.username, "email": user.email},
    )  # fmt: skip
    if password is None and user.email:
        enqueue("access.send_password_link", user_id=str(user.pk))
    return user


@transaction.atomic
def change_user(*, user: User, username: str, email: str, by: Actor, at: datetime) -> User:
    """Sửa tên đăng nhập, thư điện tử của tài khoản."""
    require_over(by, user)
    row = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    row.username, row.email = username.strip().lower(), email.strip()
    _require_sound(row)
    row.save(update_fields=["username", "email"])
    record("access.user_changed", row, by=by, at=at, personal={"username": row.username, "email": row.email})
    return row


@transaction.atomic
def deactivate(*, user: User, reason: str, by: Actor, at: datetime) -> User:
    """Khóa tài khoản: open sessions end with their next click; nothing is deleted."""
    require_over(by, user)
    if user.pk == by.user_id:
        raise Refused("Không tự khóa tài khoản của chính mình.")
    if not reason.strip():
        raise Refused("Chưa nhập lý do.", field="reason")
    row = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    row.is_active = False
    row.save(update_fields=["is_active"])
    record("access.user_closed", row, by=by, at=at, reason=reason.strip())
    return row


@transaction.atomic
def reactivate(*, user: User, by: Actor, at: datetime) -> User:
    """Mở lại tài khoản."""
    require_over(by, user)
    row = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    row.is_active = True
    row.save(update_fields=["is_active"])
    record("access.user_opened", row, by=by, at=at)
    return row


@transaction.atomic
def reset_password(*, user: User, by: Actor, at: datetime) -> User:
    """Đặt lại mật khẩu: the old one counts no more, the owner gets a link to set a new one."""
    require_over(by, user)
    row = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if not row.is_active:
        raise Refused("Tài khoản đang bị khóa: hãy mở lại trước.")
    row.set_password(None)
    row.save(update_fields=["password"])
    record("access.password_reset", row, by=by, at=at)
    if row.email:
        enqueue("access.send_password_link", user_id=str(row.pk))
    return row


@transaction.atomic
def reset_second_step(*, user: User, by: Actor, at: datetime) -> int:
    """Bỏ xác thực hai bước of somebody who lost phone and key; returns how many ways were taken out."""
    require_over(by, user)
    taken, _ = Authenticator.objects.filter(user=user).delete()
    record("access.second_step_reset", user, by=by, at=at, taken=taken)
    return taken
