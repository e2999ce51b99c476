"""What is done to accounts, roles and grants."""

from caicach.organisation.access.operations.grants import elevate, end_grant, grant_role
from caicach.organisation.access.operations.roles import (
    change_role,
    create_role,
    load_reference,
    shipped_roles,
)
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
    "create_role",
    "create_user",
    "deactivate",
    "elevate",
    "end_grant",
    "grant_role",
    "load_reference",
    "note_sign_in",
    "reactivate",
    "reset_password",
    "reset_second_step",
    "shipped_roles",
]
