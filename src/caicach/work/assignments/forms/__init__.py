"""What people type: checked and read, not saved."""

from .fields import UNIT_LIST
from .lists import FilterForm, SecretCountForm
from .orders import IntakeForm, OrderForm
from .steps import (
    AcceptForm,
    AmendForm,
    ChangeDueForm,
    DecisionForm,
    DelegateForm,
    ExtensionForm,
    GiveAgainForm,
    HandInForm,
    PersonForm,
    ProofFields,
    ProveForm,
    ReasonForm,
    ReportForm,
    UnitChangeForm,
)

__all__ = [
    "UNIT_LIST",
    "AcceptForm",
    "AmendForm",
    "ChangeDueForm",
    "DecisionForm",
    "DelegateForm",
    "ExtensionForm",
    "FilterForm",
    "GiveAgainForm",
    "HandInForm",
    "IntakeForm",
    "OrderForm",
    "PersonForm",
    "ProofFields",
    "ProveForm",
    "ReasonForm",
    "ReportForm",
    "SecretCountForm",
    "UnitChangeForm",
]
