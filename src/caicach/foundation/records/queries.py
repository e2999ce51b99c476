"""What installation this is."""

from django.core.cache import caches

from caicach.foundation.records.models import Installation

BLOCKS = ("party", "state", "front")
_KEPT = "records.installation"
_SECONDS = 60


def installation() -> Installation | None:
    """The installation's row; None before `caicach setup` or `caicach init`."""
    return Installation.objects.first()


def remembered_installation() -> Installation | None:
    """The installation as this process saw it at most a minute ago: for what stands on every page."""
    memory = caches["process"]
    known: Installation | None = memory.get(_KEPT)
    if known is None and (known := installation()):
        memory.set(_KEPT, known, _SECONDS)
    return known


def is_sample() -> bool:
    """Whether the data here are samples: every page says so, and only then may samples be made."""
    return Installation.objects.filter(is_sample=True).exists()
