"""What setting up must load for the working calendar."""

from caicach.foundation.records import setup_step

from .operations import load_reference

setup_step(110, "Lịch làm việc", load_reference)
