"""How a unit stands in a text field, and which unit such a text names."""

from datetime import date

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.text import fold

from ..models import UnitVersion
from .tree import search
from .versions import unit_by_code


def unit_label(version: UnitVersion) -> str:
    """How a unit stands in a text field: "SNV – Sở Nội vụ"."""
    return f"{version.code} – {version.name}"


def unit_named(text: str, on: date) -> UnitVersion:
    """The unit that a text field names on a day: "SNV – Sở Nội vụ", "SNV" or "Sở Nội vụ". Refuses any other text."""
    try:
        return unit_by_code(text.partition(" – ")[0].strip(), on)
    except Refused:
        near = search(text, on, limit=20)
        alike = [version for version in near if fold(version.name) == fold(text.strip())]
        if len(alike) == 1:
            return alike[0]
        names = ", ".join(unit_label(version) for version in near[:3])
        hint = f"Có phải: {names}?" if names else "Hãy chọn trong danh sách gợi ý."
        raise Refused(f"Không tìm thấy cơ quan, đơn vị “{text}” vào ngày {on:%d/%m/%Y}. {hint}") from None
