"""Writes of units: loading reference data, and the reorganisation of agencies and areas."""

from caicach.organisation.units.operations.changing import (
    abolish,
    create,
    merge,
    move,
    rename,
    split,
    transfer_function,
)
from caicach.organisation.units.operations.handing import (
    HangingGroup,
    functions,
    hand_over,
    hand_over_due,
    what_hangs,
)
from caicach.organisation.units.operations.loading import import_units, load_reference
from caicach.organisation.units.operations.paths import rebuild_paths, refresh_paths
from caicach.organisation.units.operations.previewing import Changed, Preview, preview
from caicach.organisation.units.operations.writing import Decision, NewUnit

__all__ = [
    "Changed",
    "Decision",
    "HangingGroup",
    "NewUnit",
    "Preview",
    "abolish",
    "create",
    "functions",
    "hand_over",
    "hand_over_due",
    "import_units",
    "load_reference",
    "merge",
    "move",
    "preview",
    "rebuild_paths",
    "refresh_paths",
    "rename",
    "split",
    "transfer_function",
    "what_hangs",
]
