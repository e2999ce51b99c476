"""What setting up loads: roles, sample accounts, another province's accounts."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db.models import Q

from caicach.foundation.audit.telling import event_words, names_from, people_from, read_words
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import demo_accounts_from, init_file, setup_step
from caicach.organisation.access import operations
from caicach.organisation.access.models import User
from caicach.organisation.access.queries import accounts_called


def _import(*, path: Path, by: Actor, at: datetime) -> int:
    return operations.import_users(file=Path(path), by=by, at=at)


setup_step(220, "Vai trò", operations.load_reference, everywhere=True)
setup_step(220, "Tài khoản mẫu", operations.make_samples, sample=True)
init_file("users", 220, "Tài khoản (CSV)", _import)
demo_accounts_from(operations.demo_accounts)

event_words(
    {
        "access.user_created": "Tạo tài khoản",
        "access.user_changed": "Sửa tài khoản",
        "access.user_closed": "Khóa tài khoản",
        "access.user_opened": "Mở lại tài khoản",
        "access.password_reset": "Đặt lại mật khẩu",
        "access.second_step_reset": "Bỏ xác thực hai bước",
        "access.granted": "Phân quyền",
        "access.grant_ended": "Thu hồi quyền",
        "access.elevated": "Nâng quyền hỗ trợ",
        "access.role_created": "Tạo vai trò",
        "access.role_changed": "Sửa vai trò",
        "access.role_loaded": "Nạp vai trò đi kèm",
        "access.sample_made": "Tạo tài khoản mẫu",
    }
)


def _names(ids: set[UUID]) -> dict[UUID, str]:
    """Names of the people behind accounts; of an account without a person, its own; `ids` may be people as well."""
    users = User.objects.filter(Q(pk__in=ids) | Q(person__in=ids)).select_related("person")
    named = {user: user.person.full_name if user.person else user.username for user in users}
    return {user.pk: name for user, name in named.items()} | {
        user.person_id: name for user, name in named.items() if user.person_id
    }


names_from("actor", _names)

read_words({"access.user": "Tài khoản", "access.signin": "Lịch sử đăng nhập"})
people_from(accounts_called)
