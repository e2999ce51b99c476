"""Tỷ lệ kế thừa: how much of a unit that is split each successor continues."""

from collections.abc import Sequence
from decimal import Decimal

from caicach.foundation.kernel.errors import Refused

WHOLE = Decimal(100)


def kept_share(shares: Sequence[Decimal], units: int, *, keep: bool) -> Decimal | None:
    """What the old unit keeps, in percent; None where no shares are named or it ends.

    Refuses shares of fewer than all new `units`, that are not above 0, and that do not make 100 (`keep`: below 100).
    """
    if not shares:
        return None
    if len(shares) != units:
        raise Refused(
            "Hãy ghi tỷ lệ kế thừa cho tất cả các đơn vị mới, hoặc không ghi cho đơn vị nào.", field="units"
        )
    total = sum(shares, Decimal())
    if min(shares) <= 0:
        raise Refused("Tỷ lệ kế thừa phải lớn hơn 0 %.", field="units")
    if keep and total >= WHOLE:
        raise Refused("Khi tách, tổng tỷ lệ của các đơn vị mới phải nhỏ hơn 100 %.", field="units")
    if not keep and total != WHOLE:
        shown = str(total).replace(".", ",")
        raise Refused(f"Khi chia, tổng tỷ lệ phải bằng 100 %, hiện là {shown} %.", field="units")
    return WHOLE - total if keep else None
