"""Writes of assignments that others may call. Every one is a sentence: who, what, when."""

from .carrying_out import Proof, accept, ask_extension, delegate, hand_in, report, return_to_giver
from .deciding import change_due, confirm, decide_extension, send_back
from .giving import amend, give, give_again, give_many, withdraw
from .handing_over import derive_due, hand_over_person, hand_over_unit, move_due
from .intake import add_row, drop_row, edit_row, give_intake, read_paper
from .people import change_person
from .proving import prove_many
from .secret_counts import count_secret
from .unit_changes import cancel_unit_change, change_units, put_into_effect

__all__ = [
    "Proof",
    "accept",
    "add_row",
    "amend",
    "ask_extension",
    "cancel_unit_change",
    "change_due",
    "change_person",
    "change_units",
    "confirm",
    "count_secret",
    "decide_extension",
    "delegate",
    "derive_due",
    "drop_row",
    "edit_row",
    "give",
    "give_again",
    "give_intake",
    "give_many",
    "hand_in",
    "hand_over_person",
    "hand_over_unit",
    "move_due",
    "prove_many",
    "put_into_effect",
    "read_paper",
    "report",
    "return_to_giver",
    "send_back",
    "withdraw",
]
