"""Danh mục bản ghi: what an app lets the others know of its rows, without anybody importing upwards.

Each app registers its kinds in its `records.py`; anybody asks by `Ref(kind, id)`: title, address, unit, who may see
it, whose work it is and when due, what hangs on a unit or a person and how it is handed over, what can be searched.
"""

from caicach.foundation.records.registry import (
    Hanging,
    OpenSpan,
    RecordKind,
    Ref,
    SearchEntry,
    Todo,
    kinds,
    of_kind,
    register,
)
from caicach.foundation.records.setup import DemoAccount, demo_accounts_from, init_file, setup_step

__all__ = [
    "DemoAccount",
    "Hanging",
    "OpenSpan",
    "RecordKind",
    "Ref",
    "SearchEntry",
    "Todo",
    "demo_accounts_from",
    "init_file",
    "kinds",
    "of_kind",
    "register",
    "setup_step",
]
