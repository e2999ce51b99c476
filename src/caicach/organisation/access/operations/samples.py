"""Sample people and accounts: one account for each role, in both blocks, and people in every agency and commune."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from psycopg.types.range import DateRange

from caicach.foundation.audit.operations import record_many
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.home import home
from caicach.foundation.records import DemoAccount
from caicach.foundation.records.operations import require_sample
from caicach.foundation.records.queries import is_sample
from caicach.organisation.access.models import Grant, Role, User
from caicach.organisation.personnel.models import Person, Post
from caicach.organisation.units.models import Unit
from caicach.organisation.units.queries import names, units_of_group

SINCE = date(2025, 7, 1)
GROUPS = ("departments", "party_agencies", "commune_committees")
_FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Giàng",
    "Vàng",
    "Lù",
    "Tẩn",
    "Sùng",
    "Lý",
    "Hà",
    "Lương",
    "Phan",
]
_MIDDLE = ["Văn", "Thị", "Đức", "Minh", "Thanh", "Hồng", "Quốc", "Ngọc", "Xuân", "Thu"]
_GIVEN = [
    "An",
    "Bình",
    "Châu",
    "Dung",
    "Giang",
    "Hà",
    "Hùng",
    "Khánh",
    "Lan",
    "Long",
    "Mai",
    "Nam",
    "Oanh",
    "Phúc",
    "Quang",
    "Sơn",
    "Thảo",
    "Tuấn",
    "Uyên",
    "Vinh",
    "Yến",
]


class Shown(NamedTuple):
    """An account that `caicach demo` prints: user name, role, where it is granted, where the person works."""

    username: str
    role: str
    granted_at: str
    works_at: str
    title: str
    area: str = ""
    block: str = ""


SHOWN = (
    Shown("canbo.cchc", "reform_officer", "lao-cai", "ubnd.snv", "Chuyên viên Phòng Cải cách hành chính"),
    Shown(
        "thuongtruc.dang", "party_office", "lao-cai", "tu.vp", "Chuyên viên Văn phòng Tỉnh ủy", block="party"
    ),
    Shown("lanhdao.tinh", "provincial_leader", "lao-cai", "ubnd", "Phó Chủ tịch Ủy ban nhân dân tỉnh"),
    Shown("lanhdao.tinhuy", "provincial_leader", "lao-cai", "tu", "Ủy viên Ban Thường vụ Tỉnh ủy"),
    Shown("thutruong.stc", "unit_head", "ubnd.stc", "ubnd.stc", "Giám đốc"),
    Shown("daumoi.stp", "focal_officer", "ubnd.stp", "ubnd.stp", "Chuyên viên Văn phòng Sở"),
    Shown(
        "daumoi.sapa",
        "focal_officer",
        "area.2025.03006",
        "area.2025.03006.ubnd",
        "Công chức Văn phòng HĐND và UBND",
    ),
    Shown("daumoi.btctu", "focal_officer", "tu.btc", "tu.btc", "Chuyên viên Ban Tổ chức Tỉnh ủy"),
    Shown("chuyenvien.stp", "specialist", "ubnd.stp", "ubnd.stp", "Chuyên viên"),
    Shown("chutri.kstthc", "content_lead", "lao-cai", "ubnd.vp", "Phòng Kiểm soát TTHC", "II"),
    Shown("kiemsoat.tthc", "procedure_control", "ubnd.vp", "ubnd.vp", "Chuyên viên Phòng Kiểm soát TTHC"),
    Shown("kiemtra", "inspector", "lao-cai", "ubnd.ttr", "Thanh tra viên"),
    Shown("vanthu", "records_clerk", "ubnd", "ubnd.vp", "Văn thư"),
    Shown("quantri", "administrator", "lao-cai", "ubnd.snv", "Quản trị hệ thống"),
)


def sample_password() -> str:
    """The password of all sample accounts of this installation: made once, kept beside the database."""
    place = home() / "sample_password"
    if not place.exists():
        place.touch(mode=0o600)
        place.write_text(f"mau-{secrets.token_hex(4)}")
    return place.read_text()


def demo_accounts() -> Iterable[DemoAccount]:
    """The accounts to print; none in a database of real data."""
    if not is_sample():
        return
    roles = dict(Role.objects.values_list("code", "name"))
    users = User.objects.filter(username__in=[shown.username for shown in SHOWN])
    works = dict(users.values_list("username", "person__posts__unit"))
    called = names([unit for unit in works.values() if unit], localdate())
    for shown in SHOWN:
        if shown.username in works:
            unit = called.get(works[shown.username], "")
            yield DemoAccount(roles.get(shown.role, shown.role), unit, shown.username, sample_password())


@transaction.atomic
def make_samples(*, seed: int, by: Actor, at: datetime) -> int:
    """Tạo người và tài khoản mẫu; only in a sample database, and once. Returns how many people."""
    require_sample()
    if User.objects.filter(username=SHOWN[0].username).exists():
        return 0
    made = [_shown_account(shown, seed + number) for number, shown in enumerate(SHOWN)]
    headed = set(Post.objects.filter(is_head=True).values_list("unit", flat=True))
    units = [row.unit_id for group in GROUPS for row in units_of_group(group, localdate(at))]
    staff = [
        line
        for number, unit in enumerate(dict.fromkeys(units))
        for line in _staff(unit, seed + 100 + 2 * number, with_head=unit not in headed)
    ]
    _save(staff)
    record_many([("access.sample_made", user, None, {}) for user in made], by=by, at=at)
    return len(made) + len(staff)


def _name(number: int) -> str:
    """A made-up name that says so."""
    words = (_FAMILY[number % 19], _MIDDLE[number * 7 % 10], _GIVEN[number * 11 % 21])
    return f"{' '.join(words)} (mẫu)"


def _shown_account(shown: Shown, number: int) -> User:
    person = Person.objects.create(full_name=_name(number), email=f"{shown.username}@mau.example")
    post = Post.objects.create(
        person=person,
        unit=Unit.objects.get(reference=shown.works_at),
        title=shown.title,
        is_head=shown.role == "unit_head",
        during=DateRange(SINCE, None),
    )
    user = User.objects.create_user(
        username=shown.username, password=sample_password(), email=person.email, person=person
    )
    Grant.objects.create(
        user=user,
        role=Role.objects.get(code=shown.role),
        unit=Unit.objects.get(reference=shown.granted_at),
        area=shown.area,
        block=shown.block,
        post=post,
        during=DateRange(SINCE, None),
    )
    if shown.block:  # runs its block, sees the whole
        Grant.objects.create(
            user=user,
            role=Role.objects.get(code="viewer"),
            unit=Unit.objects.get(reference=shown.granted_at),
            post=post,
            during=DateRange(SINCE, None),
        )
    return user


class _Employee(NamedTuple):
    person: Person
    post: Post
    user: User
    role: str


def _staff(unit: UUID, number: int, *, with_head: bool) -> Iterable[_Employee]:
    """A head, where there is none yet, and a focal officer; their accounts have no password."""
    if with_head:
        yield _employee(unit, number, "Thủ trưởng cơ quan, đơn vị", "unit_head")
    yield _employee(unit, number + 1, "Công chức đầu mối cải cách hành chính", "focal_officer")


def _employee(unit: UUID, number: int, title: str, role: str) -> _Employee:
    person = Person(full_name=_name(number))
    post = Post(
        person=person, unit_id=unit, title=title, is_head=role == "unit_head", during=DateRange(SINCE, None)
    )
    user = User(username=f"mau.{number}", person=person)
    user.set_unusable_password()
    return _Employee(person, post, user, role)


def _save(staff: list[_Employee]) -> None:
    roles = {role.code: role for role in Role.objects.filter(code__in={line.role for line in staff})}
    Person.objects.bulk_create([line.person for line in staff])
    Post.objects.bulk_create([line.post for line in staff])
    User.objects.bulk_create([line.user for line in staff])
    Grant.objects.bulk_create(
        Grant(
            user=line.user, role=roles[line.role], unit_id=line.post.unit_id, post=line.post,
            during=line.post.during,
        )
        for line in staff
    )  # fmt: skip
