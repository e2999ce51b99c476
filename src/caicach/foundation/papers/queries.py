"""Papers that a person asked for."""

from uuid import UUID

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.papers.models import PaperRequest


def request_of(actor: Actor, request_id: UUID) -> PaperRequest | None:
    """A paper that this very person asked for; None otherwise, as if there were none."""
    if actor.user_id is None:
        return None
    found = PaperRequest.objects.select_related("prepared", "prepared__file")
    return found.filter(pk=request_id, user_id=actor.user_id).first()
