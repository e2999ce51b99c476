"""What is done to accounts, roles and grants."""

from caicach.organisation.access.operations.grants import elevate, end_grant, grant_role
from caicach.organisation.access.operations.importing import create_administrator, import_users, read_users
from caicach.organisation.access.operations.roles import (
    change_role,
    create_role,
    load_reference,
    shipped_roles,
)
from caicach.organisation.access.operations.samples import demo_accounts, make_samples
from caicach.organisation.access.operations.signins import note_sign_in
from caicach.organisation.access.operations.users import (
    change_user,
    create_user,
    deactivate,
    reactivate,
    reset_password,
    reset_second_step,
)

__all__ = [
    "change_role",
    "change_user",
    "create_administrator",
    "create_role",
    "create_user",
    "deactivate",
    "demo_accounts",
    "elevate",
    "end_grant",
    "grant_role",
    "import_users",
    "load_reference",
    "make_samples",
    "note_sign_in",
    "reactivate",
    "read_users",
    "reset_password",
    "reset_second_step",
    "shipped_roles",
]
