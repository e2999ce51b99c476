"""Moves between the states of a row, as a table an app keeps in its `states.py`."""

from collections.abc import Collection
from enum import StrEnum

from caicach.foundation.kernel.errors import Refused


def require_move(status: StrEnum, move: tuple[Collection[StrEnum], StrEnum | None]) -> None:
    """Refuse unless `status` is among the states the move may start from."""
    if status not in move[0]:
        label = getattr(status, "label", status.value)
        raise Refused(f"Không thực hiện được vì hiện đang ở trạng thái “{label}”. Hãy tải lại trang.")
