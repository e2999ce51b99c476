"""Who issues a paper, and how it therefore looks (cơ quan ban hành): letterhead, symbol, who signs.

By NĐ 30/2020/NĐ-CP, annex I, part II, and Hướng dẫn 36-HD/VPTW (2018). Names come as they stand in the
tree of units; a person may change every line in the DOCX.
"""

import re
from dataclasses import dataclass

from caicach.foundation.papers.notation import Signing, signature_lines
from caicach.foundation.papers.paper import Block, Letterhead, Signature

# The head of an agency by the first words of its name; the longest beginning that fits decides.
_HEADS = {
    "Ủy ban nhân dân": "Chủ tịch",
    "Ủy ban Mặt trận": "Chủ tịch",
    "Ủy ban Kiểm tra": "Chủ nhiệm",
    "Hội đồng nhân dân": "Chủ tịch",
    "Hội": "Chủ tịch",
    "Liên đoàn": "Chủ tịch",
    "Liên minh": "Chủ tịch",
    "Sở": "Giám đốc",
    "Trung tâm": "Giám đốc",
    "Công an": "Giám đốc",
    "Đài": "Giám đốc",
    "Văn phòng": "Chánh Văn phòng",
    "Thanh tra": "Chánh Thanh tra",
    "Ban Quản lý": "Trưởng ban",
    "Ban": "Trưởng ban",
    "Trường": "Hiệu trưởng",
    "Báo": "Tổng Biên tập",
    "Tỉnh ủy": "Bí thư",
    "Đảng ủy": "Bí thư",
    "Huyện ủy": "Bí thư",
    "Thành ủy": "Bí thư",
    "Tỉnh đoàn": "Bí thư",
    "Đoàn Thanh niên": "Bí thư",
    "Phòng": "Trưởng phòng",
}
# In whose name a collective body's papers are signed.
_COLLECTIVES = {
    "Ủy ban nhân dân": "Ủy ban nhân dân",
    "Hội đồng nhân dân": "Hội đồng nhân dân",
    "Ủy ban Mặt trận": "Ban Thường trực",
    "Tỉnh ủy": "Ban Thường vụ",
    "Đảng ủy": "Ban Thường vụ",
    "Huyện ủy": "Ban Thường vụ",
    "Thành ủy": "Ban Thường vụ",
}
_SYMBOLS = {
    "Ủy ban nhân dân": "UBND",
    "Hội đồng nhân dân": "HĐND",
    "Ủy ban Mặt trận": "MTTQ",
    "Tỉnh ủy": "TU",
    "Huyện ủy": "HU",
    "Thành ủy": "TU",
    "Đảng ủy": "ĐU",
    "Tỉnh đoàn": "TĐ",
}
_SMALL_WORDS = {"và", "các", "của", "tỉnh", "xã", "phường", "-"}
_PLACE = re.compile(r"\s+(?=(?:tỉnh|thành phố|huyện|thị xã|xã|phường|thị trấn|đặc khu)(?:\s|$))")
_AREA = re.compile(r"(?:Tỉnh|Thành phố|Huyện|Thị xã|Xã|Phường|Thị trấn|Đặc khu)\s(?!ủy\b)")
_UNKNOWN_HEAD = "Thủ trưởng cơ quan"


@dataclass(frozen=True, slots=True)
class Issuer:
    """How an agency's papers look: letterhead, the abbreviation in their symbols, and the signing lines."""

    letterhead: Letterhead
    abbreviation: str
    signature: Signature

    def symbol(self, kind: str) -> str:
        """Return the symbol of a paper of a kind ("KH"): "KH-UBND", of the party "KH/TU"."""
        party = self.letterhead.block is Block.PARTY
        return f"{kind}/{self.abbreviation}" if party else f"{kind}-{self.abbreviation}"

    def dispatch_symbol(self, drafter: str) -> str:
        """Return the symbol of a dispatch (công văn): agency and drafting unit, "SNV-CCHC"."""
        party = self.letterhead.block is Block.PARTY
        return f"CV/{self.abbreviation}" if party else f"{self.abbreviation}-{drafter}"


def issuer(*, name: str, province: str, block: str = "state", superior: str = "", signer: str = "") -> Issuer:
    """Return how the papers of an agency look.

    `name` and `superior` are names of units ("Sở Nội vụ", "Ủy ban nhân dân tỉnh"), `province` the name
    of the province ("Tỉnh Lào Cai"), `block` the unit's block, `signer` the head's name where it is known.
    """
    party = block == "party"
    agency = _full(name, province)
    return Issuer(
        Letterhead(
            agency, _above(name, province, superior, party=party), Block.PARTY if party else Block.STATE
        ),
        _abbreviation(name),
        Signature(
            signature_lines(
                Signing.HEAD, head=head_of(name), collective=_longest(_COLLECTIVES, name), party=party
            ),
            signer,
        ),
    )


def head_of(name: str) -> str:
    """Return the title of an agency's head: "Sở Nội vụ" → "Giám đốc"."""
    return _longest(_HEADS, name) or _UNKNOWN_HEAD


def _longest(table: dict[str, str], name: str) -> str:
    fitting = [start for start in table if re.match(rf"{re.escape(start)}(?:\s|$)", name, re.IGNORECASE)]
    return table[max(fitting, key=len)] if fitting else ""


def _full(name: str, province: str) -> str:
    """Return the name for a letterhead: the province in full, a people's committee on two lines."""
    place = province[:1].lower() + province[1:]
    full = (
        re.sub(r"\btỉnh$", place, name) if place.startswith("tỉnh") else re.sub(r"\bthành phố$", place, name)
    )
    if full.lower().startswith(("ủy ban nhân dân", "hội đồng nhân dân")):
        return _PLACE.sub("\n", full, count=1)
    return full


def _above(name: str, province: str, superior: str, *, party: bool) -> str:
    """Return the agency above: none over a people's committee or council, the party organisation over a committee."""
    if party and _longest(_COLLECTIVES, name):
        return f"Đảng bộ {province[:1].lower()}{province[1:]}"
    if _longest(_COLLECTIVES, name) in ("Ủy ban nhân dân", "Hội đồng nhân dân"):
        return ""
    # an area is no agency: nothing stands above who hangs on it directly
    return "" if _AREA.match(superior) else _full(superior, province)


def _abbreviation(name: str) -> str:
    """Return the letters in the symbol: "Sở Khoa học và Công nghệ" → "SKHCN", the people's committee "UBND"."""
    known = _longest(_SYMBOLS, name)
    if known:
        return known
    # the committee's own departments carry its letters: "Ban Tổ chức Tỉnh ủy" is "BTCTU"
    for committee in ("Tỉnh ủy", "Huyện ủy", "Thành ủy", "Đảng ủy"):
        name = name.replace(committee, _SYMBOLS[committee])
    words = [word for word in re.split(r"[\s,]+", name) if word and word.lower() not in _SMALL_WORDS]
    return "".join(word if len(word) > 1 and word.isupper() else word[0].upper() for word in words)
