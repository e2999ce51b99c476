"""Writes of assignments that others may call. Every one is a sentence: who, what, when."""

from .carrying_out import Proof, accept, ask_extension, delegate, hand_in, report, return_to_giver
from .deciding import change_due, confirm, decide_extension, send_back
from .giving import amend, give, give_again, give_many, withdraw
from .handing_over import hand_over_person, hand_over_unit, move_due
from .reminding import remind_due
from .secret_counts import count_secret

__all__ = [
    "Proof",
    "accept",
    "amend",
    "ask_extension",
    "change_due",
    "confirm",
    "count_secret",
    "decide_extension",
    "delegate",
    "give",
    "give_again",
    "give_many",
    "hand_in",
    "hand_over_person",
    "hand_over_unit",
    "move_due",
    "remind_due",
    "report",
    "return_to_giver",
    "send_back",
    "withdraw",
]
