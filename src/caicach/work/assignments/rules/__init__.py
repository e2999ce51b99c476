"""Rules of assignments: values in, values out."""

from .orders import Order, Term, check_order
from .reminders import RUNGS, rung_due
from .secrecy import require_open, secrecy_mark
from .standing import LABELS, LIGHTS, Light, Standing, light, standing

__all__ = [
    "LABELS",
    "LIGHTS",
    "RUNGS",
    "Light",
    "Order",
    "Standing",
    "Term",
    "check_order",
    "light",
    "require_open",
    "rung_due",
    "secrecy_mark",
    "standing",
]
