"""Accounts from a file, all or none; and the first administrator."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.papers.sheets import read_table
from caicach.organisation.access.models import Role, User
from caicach.organisation.access.operations.grants import grant_role
from caicach.organisation.access.operations.roles import load_reference
from caicach.organisation.access.operations.users import create_user
from caicach.organisation.personnel.operations import appoint, create_person
from caicach.organisation.units.models import UnitVersion
from caicach.organisation.units.queries import home, unit_by_code

COLUMNS = ("Tên đăng nhập", "Họ và tên", "Thư điện tử", "Mã đơn vị", "Chức vụ", "Vai trò", "Nội dung CCHC")
_NEEDED = ("Tên đăng nhập", "Họ và tên", "Mã đơn vị", "Vai trò")


@dataclass(frozen=True, slots=True)
class Line:
    """One account of the file, understood."""

    row: int
    username: str
    full_name: str
    email: str
    unit: UnitVersion
    title: str
    role: Role
    area: str


def read_users(file: bytes | Path, *, on: date) -> tuple[list[Line], list[Refused]]:
    """Understand a file of accounts (XLSX or CSV with the titles `COLUMNS`): the good lines and every error.

    Raises Refused when it cannot be read at all or a needed column is missing.
    """
    table = read_table(file, expected=COLUMNS)
    if missing := [title for title in _NEEDED if title not in table.header]:
        raise Refused(f"Tệp thiếu cột “{missing[0]}”. Các cột cần có: {', '.join(_NEEDED)}.")
    roles = {key: role for role in Role.objects.all() for key in (role.code, role.name.lower())}
    taken = {name.lower() for name in User.objects.values_list("username", flat=True)}
    lines, errors = [], []
    for row, cells in table.named():
        try:
            line = _line(row, cells, roles, on)
            if line.username in taken:
                raise Refused("Tên đăng nhập này đã có người dùng.", row=row, column="Tên đăng nhập")
            taken.add(line.username)
            lines.append(line)
        except Refused as refused:
            refused.row = row
            errors.append(refused)
    if not lines and not errors:
        raise Refused("Tệp không có dòng nào.")
    return lines, errors


def _line(row: int, cells: dict[str, Any], roles: dict[str, Role], on: date) -> Line:
    text = {title: str(cells.get(title) or "").strip() for title in COLUMNS}
    for title in _NEEDED:
        if not text[title]:
            raise Refused("Chưa có giá trị.", row=row, column=title)
    role = roles.get(text["Vai trò"].lower())
    if role is None:
        raise Refused(f"Không có vai trò “{text['Vai trò']}”.", row=row, column="Vai trò")
    try:
        unit = unit_by_code(text["Mã đơn vị"], on)
    except Refused as refused:
        raise Refused(refused.message, row=row, column="Mã đơn vị") from refused
    return Line(
        row, text["Tên đăng nhập"].lower(), text["Họ và tên"], text["Thư điện tử"], unit,
        text["Chức vụ"] or role.name, role, text["Nội dung CCHC"],
    )  # fmt: skip


@transaction.atomic
def import_users(*, file: bytes | Path, by: Actor, at: datetime) -> int:
    """Nhập tài khoản từ tệp: people, posts, accounts and grants of every line, or of none. Returns how many.

    Refuses with the first error, its row and column.
    """
    on = localdate(at)
    lines, errors = read_users(file, on=on)
    if errors:
        raise errors[0]
    for line in lines:
        try:
            _make(line, on, by, at)
        except Refused as refused:
            raise Refused(refused.message, row=line.row) from refused
    return len(lines)


def _make(line: Line, on: date, by: Actor, at: datetime) -> None:
    unit = line.unit.unit
    person = create_person(full_name=line.full_name, email=line.email, unit_id=unit.pk, by=by, at=at)
    post = appoint(person=person, unit=unit, title=line.title, since=on, by=by, at=at)
    user = create_user(username=line.username, email=line.email, person=person, by=by, at=at)
    grant_role(user=user, role=line.role, unit=unit, since=on, area=line.area, post=post, by=by, at=at)


@transaction.atomic
def create_administrator(*, username: str, email: str, password: str, by: Actor, at: datetime) -> User:
    """Tạo người quản trị đầu tiên: an account with the administrator role over the whole province."""
    load_reference(by=by, at=at)
    user = create_user(username=username, email=email, password=password, by=by, at=at)
    root = home(localdate(at)).unit
    role = Role.objects.get(code="administrator")
    grant_role(user=user, role=role, unit=root, since=localdate(at), by=by, at=at)
    return user
