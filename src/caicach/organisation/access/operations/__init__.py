"""What is done to accounts, roles and grants."""

from caicach.organisation.access.operations.roles import (
    change_role,
    create_role,
    load_reference,
    shipped_roles,
)

__all__ = ["change_role", "create_role", "load_reference", "shipped_roles"]
