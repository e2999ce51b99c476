"""How a unit's official papers look: letterhead, symbol, signature, place."""

from datetime import date

from caicach.foundation.papers.issuers import Issuer, issuer
from caicach.foundation.records.queries import installation

from ..models import UnitVersion
from .tree import ancestors
from .versions import names


def issuer_of(unit: UnitVersion, on: date) -> Issuer:
    """How papers of the unit look on a day, under the name of the unit above it."""
    here = installation()
    above = names(ancestors(unit.unit_id, on)[:1], on)
    return issuer(
        name=unit.name,
        province=here.province if here else "",
        block=unit.block,
        superior=next(iter(above.values()), ""),
    )


def place_of_papers() -> str:
    """The place named beside the date."""
    here = installation()
    return here.place or here.province if here else ""
