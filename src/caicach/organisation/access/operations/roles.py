"""Roles: shipped ones are loaded, all are changed by the administrators."""

import tomllib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.home import reference
from caicach.foundation.kernel.permissions import declared
from caicach.organisation.access import permissions
from caicach.organisation.access.models import Role
from caicach.organisation.access.rules import expand, merged


def shipped_roles() -> list[dict[str, Any]]:
    """The roles of `reference/roles.toml` with their patterns expanded to the codes declared here."""
    rows = tomllib.loads((reference() / "roles.toml").read_text())["role"]
    return [row | {"permissions": expand(row["permissions"], declared())} for row in rows]


@transaction.atomic
def load_reference(*, by: Actor, at: datetime, progress: Callable[[int, int], None] | None = None) -> int:
    """Nạp vai trò: create or update the shipped roles; the province's own changes stay. Returns how many changed."""
    present = {role.code: role for role in Role.objects.select_for_update()}
    changed = 0
    rows = shipped_roles()
    for position, row in enumerate(rows, start=1):
        if progress:
            progress(position, len(rows))
        role = present.get(row["code"]) or Role(code=row["code"], name=row["name"], note=row["note"])
        new = merged(role.permissions, role.shipped, row["permissions"])
        if not role._state.adding and (new, row["permissions"]) == (role.permissions, role.shipped):
            continue
        role.permissions, role.shipped, role.position = new, row["permissions"], position
        role.revision += 1
        role.save()
        record("access.role_loaded", role, by=by, at=at, permissions=new)
        changed += 1
    return changed


@transaction.atomic
def change_role(
    *,
    role: Role,
    name: str,
    note: str,
    codes: list[str],
    by: Actor,
    at: datetime,
    revision: int | None = None,
) -> Role:
    """Sửa vai trò: its name, whom it is for, and the set of permission codes."""
    by.require(permissions.ROLES)
    if unknown := sorted(set(codes) - declared().keys()):
        raise Refused(f"Không có quyền mang mã “{unknown[0]}”.", field="codes")
    row = Role.claim(role.pk, revision)
    before = set(row.permissions)
    row.name, row.note, row.permissions = name, note, sorted(set(codes))
    row.save()
    added, taken = sorted(set(codes) - before), sorted(before - set(codes))
    record("access.role_changed", row, by=by, at=at, added=added, taken=taken)
    return row


@transaction.atomic
def create_role(*, code: str, name: str, note: str, codes: list[str], by: Actor, at: datetime) -> Role:
    """Thêm vai trò of the province's own."""
    by.require(permissions.ROLES)
    if Role.objects.filter(code=code).exists():
        raise Refused("Đã có vai trò mang mã này.", field="code")
    if unknown := sorted(set(codes) - declared().keys()):
        raise Refused(f"Không có quyền mang mã “{unknown[0]}”.", field="codes")
    role = Role.objects.create(code=code, name=name, note=note, permissions=sorted(set(codes)))
    record("access.role_created", role, by=by, at=at, permissions=role.permissions)
    return role
