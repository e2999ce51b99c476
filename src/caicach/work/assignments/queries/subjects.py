"""What an assignment carries out: a row of a layer above, told by the directory of records."""

from typing import NamedTuple
from uuid import UUID

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import kinds


class Subject(NamedTuple):
    """The words for its kind, its title and its page."""

    label: str
    title: str
    url: str


def subject_of(kind: str, key: UUID | None, *, visible_to: Actor) -> Subject | None:
    """The row that `kind` and `key` name (a task of a plan by its origin); None if there is none to see."""
    known = next((k for k in kinds() if k.kind == kind), None)
    if known is None or known.visible is None or key is None:
        return None
    row = known.visible(visible_to).filter(**{known.todo_key: key}).order_by("-pk").first()
    return Subject(known.label, known.title(row), known.url(row)) if row else None
