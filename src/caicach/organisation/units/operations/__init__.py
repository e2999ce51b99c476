"""Writes of units: loading reference data, and the reorganisation of agencies and areas."""

from caicach.organisation.units.operations.loading import import_units, load_reference
from caicach.organisation.units.operations.paths import rebuild_paths, refresh_paths

__all__ = ["import_units", "load_reference", "rebuild_paths", "refresh_paths"]
