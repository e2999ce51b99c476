"""Who is told what: the one place where assignments speak to `notices`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from caicach.foundation.kernel.actor import Actor

from ..models import Assignment

_QUIET: ContextVar[bool] = ContextVar("assignments_quiet", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """Inside, nobody is told anything: samples play years of work in a minute."""
    token = _QUIET.set(True)
    try:
        yield
    finally:
        _QUIET.reset(token)


def tell(kind: str, row: Assignment, *, by: Actor, at: datetime) -> None:
    """Báo cho bên liên quan: the giver's side of what the unit did, the unit's side of what the giver did."""


def tell_given(rows: Sequence[Assignment], *, by: Actor, at: datetime) -> None:
    """Báo cho cơ quan chủ trì, phối hợp that they were given work."""


def tell_reminders(rows: Sequence[tuple[Assignment, str]], *, by: Actor, at: datetime) -> None:
    """Đôn đốc the lead units and persons in charge."""
