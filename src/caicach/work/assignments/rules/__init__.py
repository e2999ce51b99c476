"""Rules of assignments: values in, values out."""

from .orders import Order, Term, check_order
from .secrecy import require_open, secrecy_mark
from .standing import LABELS, Standing, standing

__all__ = [
    "LABELS",
    "Order",
    "Standing",
    "Term",
    "check_order",
    "require_open",
    "secrecy_mark",
    "standing",
]
