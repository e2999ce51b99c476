"""Keys of rows: UUID version 7, in order of time, so that provinces can be merged without renumbering."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return uuid7()
