"""An open item whose end a change of calendar has touched."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MovedDue:
    """What an owner is told about one of its rows: the end it had, and the end it has now.

    `due_at` is local time without zone. The end may be the same day as before: then only `provisional` changed.
    """

    id: UUID
    old_due_on: date
    due_at: datetime
    provisional: bool

    @property
    def due_on(self) -> date:
        """The new day."""
        return self.due_at.date()
