"""Numbers, symbols, days and labels as official papers write them (NĐ 30/2020/NĐ-CP, phụ lục I và III)."""

import unicodedata
from datetime import date
from decimal import Decimal
from enum import StrEnum

# Phụ lục III: the types of papers with their abbreviations; Công văn and Thư công have none.
KINDS: dict[str, str] = {
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "QC": "Quy chế",
    "QyĐ": "Quy định",
    "TC": "Thông cáo",
    "TB": "Thông báo",
    "HD": "Hướng dẫn",
    "CTr": "Chương trình",
    "KH": "Kế hoạch",
    "PA": "Phương án",
    "ĐA": "Đề án",
    "DA": "Dự án",
    "BC": "Báo cáo",
    "BB": "Biên bản",
    "TTr": "Tờ trình",
    "HĐ": "Hợp đồng",
    "CĐ": "Công điện",
    "BGN": "Bản ghi nhớ",
    "BTT": "Bản thỏa thuận",
    "GUQ": "Giấy ủy quyền",
    "GM": "Giấy mời",
    "GGT": "Giấy giới thiệu",
    "GNP": "Giấy nghỉ phép",
    "PG": "Phiếu gửi",
    "PC": "Phiếu chuyển",
    "PB": "Phiếu báo",
}
# Points are lettered by the Vietnamese alphabet: đ after d, no f, j, w, z.
LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


class Signing(StrEnum):
    """By what right a person signs (thể thức ký, NĐ 30/2020/NĐ-CP, điều 13)."""

    HEAD = "head"  # người đứng đầu ký
    ACTING = "acting"  # Q.
    DEPUTY = "deputy"  # KT.
    BY_ORDER = "by_order"  # TL.
    BY_ORDER_DEPUTY = "by_order_deputy"  # TL. … KT. …
    DELEGATED = "delegated"  # TUQ.


def number_and_symbol(number: int | None, symbol: str, *, party: bool = False) -> str:
    """Return "Số: 05/KH-UBND", of the party "Số 05-KH/TU"; without a number its place stays blank.

    The number belongs to the clerk (văn thư). A symbol typed with the Icelandic Ð is put right.
    """
    written = "      " if number is None else padded(number)
    tidy = symbol.replace("Ð", "Đ").replace(" ", "")
    return f"Số {written}-{tidy}" if party else f"Số: {written}/{tidy}"


def padded(number: int) -> str:
    """Return the number with the zero that numbers under ten carry."""
    return f"{number:02d}"


def place_and_date(place: str, day: date | None) -> str:
    """Return "Lào Cai, ngày 05 tháng 01 năm 2026": days under ten and the first two months are padded."""
    if day is None:
        return f"{place}, ngày      tháng      năm      "
    return f"{place}, {date_in_words(day)}"


def date_in_words(day: date) -> str:
    """Return "ngày 29 tháng 6 năm 2019" (NĐ 30/2020/NĐ-CP, phụ lục I, mục 4)."""
    month = padded(day.month) if day.month <= 2 else str(day.month)
    return f"ngày {padded(day.day)} tháng {month} năm {day.year}"


def short_date(day: date) -> str:
    """Return "05/01/2026"."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def figure(value: int | float | Decimal) -> str:
    """Return the number as Vietnamese papers print it: 1234.5 is "1.234,5"."""
    exact = Decimal(str(value)).normalize()
    whole, _, rest = f"{exact:,f}".partition(".")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


def roman(number: int) -> str:
    """Return the number in Roman figures, for parts and annexes."""
    text = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        text += letters * times
    return text


def letter(index: int) -> str:
    """Return the letter of the point with this place, 1 being "a"; after "y" they are doubled: "aa"."""
    times, place = divmod(index - 1, len(LETTERS))
    return LETTERS[place] * (times + 1)


def signature_lines(
    signing: Signing,
    *,
    head: str,
    title: str = "",
    collective: str = "",
    party: bool = False,
) -> tuple[str, ...]:
    """Return the lines above the name (quyền hạn, chức vụ của người ký).

    `head` is the title of the head ("Chủ tịch"), `title` that of the signer ("Phó Chủ tịch"),
    `collective` the body in whose name the paper stands ("Ủy ban nhân dân").
    """
    on_behalf, for_head, by_order, delegated = (
        ("T/M", "K/T", "T/L", "T/UQ") if party else ("TM.", "KT.", "TL.", "TUQ.")
    )
    lines = [f"{on_behalf} {collective}"] if collective else []
    match signing:
        case Signing.HEAD:
            lines += [head]
        case Signing.ACTING:
            lines += [f"Q. {head}"]
        case Signing.DEPUTY:
            lines += [f"{for_head} {head}", title]
        case Signing.BY_ORDER:
            lines += [f"{by_order} {head}", title]
        case Signing.BY_ORDER_DEPUTY:
            # the deputy's title says whose deputy: "Phó Chánh Văn phòng" signs for the "Chánh Văn phòng"
            lines += [f"{by_order} {head}", f"{for_head} {title.removeprefix('Phó ')}", title]
        case Signing.DELEGATED:
            lines += [f"{delegated} {head}", title]
    return tuple(unicodedata.normalize("NFC", line.upper()) for line in lines)
