"""What installation this is."""

from django.core.cache import caches

from caicach.foundation.records.models import Installation

BLOCKS = ("party", "state", "front")
_KEPT, _LAST = "records.installation", "records.installation.last"
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
        memory.set(_LAST, known, None)
    return known


def last_known_installation() -> Installation | None:
    """The installation as this process last saw it, without asking the database: for pages that tell of a failure."""
    known: Installation | None = caches["process"].get(_LAST)
    return known


def is_sample() -> bool:
    """Whether the data here are samples: every page says so, and only then may samples be made."""
    return Installation.objects.filter(is_sample=True).exists()
