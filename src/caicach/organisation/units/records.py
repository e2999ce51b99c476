"""What others may know of units, and what setting up loads."""

from caicach.foundation.records import init_file, setup_step
from caicach.organisation.units.operations import import_units, load_reference

setup_step(200, "Cơ quan, đơn vị", load_reference)
init_file("units", 200, "Cơ quan, đơn vị (CSV)", import_units)
