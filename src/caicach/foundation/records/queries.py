"""What installation this is."""

from caicach.foundation.records.models import Installation

BLOCKS = ("party", "state", "front")


def installation() -> Installation | None:
    """The installation's row; None before `caicach setup` or `caicach init`."""
    return Installation.objects.first()


def is_sample() -> bool:
    """Whether the data here are samples: every page says so, and only then may samples be made."""
    return Installation.objects.filter(is_sample=True).exists()
