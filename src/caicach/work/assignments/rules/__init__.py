"""Rules of assignments: values in, values out."""

from .orders import Order, Term, check_order
from .reminders import RUNGS, rung_due
from .secrecy import require_open, secrecy_mark
from .standing import LABELS, Standing, standing

__all__ = [
    "LABELS",
    "RUNGS",
    "Order",
    "Standing",
    "Term",
    "check_order",
    "require_open",
    "rung_due",
    "secrecy_mark",
    "standing",
]
